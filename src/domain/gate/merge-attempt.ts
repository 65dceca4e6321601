import type { MergePolicy } from "../policy/policy.ts";
import { stableHash } from "../shared/hash.ts";
import { gateCheckName } from "../shared/names.ts";
import type { GateFacts } from "./facts.ts";

const hourMs = 3_600_000;

/**
 * What a refused merge depends on, as far as it can be seen: head, base, what GitHub's rules look at (checks, reviews,
 * labels, its own summary, the title of the merge's commit) and how the policy merges. Another key is a reason to ask GitHub again.
 * @param baseSha the tip of the base
 */
export function mergeAttemptKey(
  facts: GateFacts,
  baseSha: string,
  { method }: MergePolicy,
  title: string,
): string {
  const { headSha, mergeState, approvals, changesRequestedBy, labels, checks } = facts;
  // The app's own check changes with what GitHub answers.
  const reported = checks
    .filter(({ name }) => name !== gateCheckName)
    .map(({ name, app, status, conclusion }) => JSON.stringify([name, app, status, conclusion]));
  return stableHash(
    JSON.stringify([
      headSha,
      baseSha,
      mergeState,
      approvals,
      changesRequestedBy.toSorted(),
      labels.toSorted(),
      reported.toSorted(),
      method,
      title,
    ]),
  );
}

/**
 * Whether a merge that GitHub refused is worth asking for again: something that it depends on is another, or an hour has
 * passed, because rules change without a sign.
 */
export function isWorthAsking(
  refused: { readonly key: string; readonly atMs: number } | undefined,
  key: string,
  nowMs: number,
): boolean {
  return refused?.key !== key || !(nowMs - refused.atMs < hourMs);
}
