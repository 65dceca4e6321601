import type { FileAfter } from "../../domain/change/change.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { Ports } from "../../ports/ports.ts";

declare const inspected: unique symbol;
/** Files that the inspector had no objection to: the guarded forge writes no others, and only {@link inspect} makes them. */
export type Publishable = readonly FileAfter[] & { readonly [inspected]: true };

/** Files to be written, or every reason against it. */
export type Inspected =
  | { readonly kind: "publishable"; readonly files: Publishable }
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] };

/**
 * Has files and texts inspected before they leave the machine.
 * @param before what the files are now; what they hold already is not the change's fault
 */
export async function inspect(
  files: readonly FileAfter[],
  before: ReadonlyMap<string, string>,
  texts: readonly string[],
  { inspector }: Pick<Ports, "inspector">,
): Promise<Inspected> {
  const reasons = await inspector.inspect(files, texts, before);
  if (reasons.length > 0) return { kind: "refused", reasons };
  return { kind: "publishable", files: files as Publishable };
}
