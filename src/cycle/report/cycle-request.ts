import type { WakeUp } from "../../ports/queue.ts";

/** What a cycle is asked to do; `dryRun` decides everything and opens nothing. */
export type CycleRequest = Extract<WakeUp, { kind: "cycle" }> & { readonly dryRun?: boolean };
