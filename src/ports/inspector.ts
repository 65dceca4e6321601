import type { FileAfter } from "../domain/change/change.ts";
import type { Reason } from "../domain/shared/reason.ts";

/** Looks at changed files before they leave the machine. */
export interface Inspector {
  /**
   * Reasons against the change: secrets it would publish, files that no longer parse. Fails closed.
   * @param before the files' texts as they are now, by path; default: none is there
   */
  inspect(
    files: readonly FileAfter[],
    texts: readonly string[],
    before?: ReadonlyMap<string, string>,
  ): Promise<Reason[]>;
}
