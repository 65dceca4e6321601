import type { Decision } from "../gate/decide.ts";
import { improvementBranch, revertBranch } from "../shared/names.ts";
import type { Reason } from "../shared/reason.ts";
import { type Improvement, openStages } from "./improvement.ts";

/**
 * Reasons of the gate that a push to the base can lift, or with which the app brings a pull request up to date that
 * such a push has left behind.
 */
const movedByBase: ReadonlySet<Reason["code"]> = new Set([
  "approvals_missing",
  "base_moved",
  "base_unknown",
  "behind_base",
  "merge_conflict",
  "mergeability_unknown",
  "not_mergeable",
  "tests_changed",
  "untrusted_influence",
]);

/**
 * Whether a push to the default branch can take an improvement further: it is not proposed yet, or nothing else
 * stands in its way at the gate. A failing check stays failing wherever the base is.
 */
export function mayMoveWithBase(improvement: Improvement): boolean {
  if (improvement.stage === "found" || improvement.stage === "drafted") return true;
  const decision = lastDecisionOf(improvement);
  return decision?.reasons.every(({ code }) => movedByBase.has(code)) ?? false;
}

/** Whether it is the branch on which it goes on: its own until the merge, and its revert's after a regression. */
export function isOnBranch({ stage, opportunity: { fingerprint } }: Improvement, branch: string): boolean {
  if (stage === "regressed") return branch === revertBranch(fingerprint);
  return (openStages as readonly string[]).includes(stage) && branch === improvementBranch(fingerprint);
}

/** What the gate last said of its open pull request, its own or its revert's; null while there is none. */
export function lastDecisionOf(improvement: Improvement): Decision | null {
  if (improvement.stage === "proposed") return improvement.pull.lastDecision;
  if (improvement.stage !== "regressed" || improvement.revert.kind !== "proposed") return null;
  return improvement.revert.pull.lastDecision;
}

/** Whether a deployment to `environment` may be what a merged improvement waits for; either may not be known. */
export function mayBeDeployedTo(improvement: Improvement, environment: string | undefined): boolean {
  if (improvement.stage !== "merged") return false;
  const awaited = improvement.merge.environment;
  if (environment === undefined || awaited === undefined) return true;
  return awaited.toLowerCase() === environment.toLowerCase();
}
