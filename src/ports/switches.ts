import type { Flags } from "../domain/shared/settings.ts";

/** Feature flags, read afresh from the environment. */
export interface Switches {
  flags(): Flags;
}
