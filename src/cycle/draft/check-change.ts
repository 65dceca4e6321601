import type { Change } from "../../domain/change/change.ts";
import { applyEdits } from "../../domain/change/edits.ts";
import { publishedTexts } from "../../domain/draft/published-texts.ts";
import { scopeOf } from "../../domain/draft/scope-of.ts";
import type { Improvement } from "../../domain/improvement/improvement.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { templateProblems } from "../../domain/recipes/template-change.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { Ports } from "../../ports/ports.ts";
import type { WorkTree } from "../../ports/workspace.ts";
import { readBase } from "../reading/read-base.ts";
import { inspect, type Publishable } from "../step/publishable.ts";

/** A change as the files that may be published, or every reason why not. */
export type CheckedChange =
  | { readonly kind: "files"; readonly files: Publishable; readonly changedLines: number }
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] };

/**
 * Applies a change to a checkout within scope, policy and limits, and has the result inspected. Whatever made the
 * change, recipe or model, nothing of it is written that has not passed here.
 */
export async function checkChange(
  { opportunity }: Pick<Improvement, "opportunity">,
  change: Change,
  policy: Policy,
  tree: WorkTree,
  ports: Pick<Ports, "inspector">,
): Promise<CheckedChange> {
  const before = await readBase(change.edits, tree);
  const applied = applyEdits(change.edits, before, policy.limits, scopeOf(opportunity, policy));
  if (applied.kind === "refused") return applied;
  const reasons = applied.files.flatMap(({ path, content }) =>
    content === null ? [] : templateProblems(path, before.texts.get(path) ?? null, content),
  );
  if (reasons.length > 0) return { kind: "refused", reasons };
  const result = await inspect(applied.files, before.texts, publishedTexts({ opportunity }, change), ports);
  return result.kind === "refused" ? result : { ...applied, files: result.files };
}
