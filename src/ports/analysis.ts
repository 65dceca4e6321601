import type { Discovery, discover } from "../domain/choose/discover.ts";

/** Finds what stands out in what was read, away from the process that serves everybody. */
export interface Analysis {
  /** As {@link discover}; what cannot be analysed is a reason of that service, and nothing was found there. */
  discover(...input: Parameters<typeof discover>): Promise<Discovery>;
}
