import type { Improvement, PullRecord } from "./improvement.ts";
import { closedPullOf } from "./take-up.ts";

/** A branch of the app's whose pull request is merged or closed, and that is still to be deleted. */
export interface LeftBranch {
  readonly branch: string;
  /** Where the app knows it to be: one that is elsewhere is somebody else's. */
  readonly headSha: string;
  readonly fromMs: number;
}

const weekMs = 7 * 86_400_000;

/** For so long people can open again what they closed, without having to restore its branch first. */
export const reopenableForMs = weekMs;
/** After that a branch that cannot be deleted is left to people. */
const longestTryMs = weekMs;

/** The branches that are still to be deleted after a step, whatever step it was: nobody else has to remember. */
export function leftBranchesAfter(
  before: Improvement,
  next: Improvement,
  nowMs: number,
): readonly LeftBranch[] {
  const inUse = new Set(openPullsOf(next).map(({ branch }) => branch));
  const known = (before.leftBranches ?? []).filter(({ branch }) => !inUse.has(branch));
  // What the app closes goes with its branch.
  const left = openPullsOf(before).filter(({ branch, closing }) => !inUse.has(branch) && !closing);
  const fresh = left.map(
    ({ branch, headSha, number }): LeftBranch => ({
      branch,
      headSha: headAtEnd(next, number) ?? headSha,
      fromMs: mayBeReopened(next, number) ? nowMs + reopenableForMs : nowMs,
    }),
  );
  return [...known.filter((one) => fresh.every(({ branch }) => branch !== one.branch)), ...fresh];
}

/** Whether it has been tried for so long that it is left to people. */
export function isGivenUp({ fromMs }: LeftBranch, nowMs: number): boolean {
  return nowMs - fromMs >= longestTryMs;
}

/** The pull requests that are open as far as the row knows. */
function openPullsOf(improvement: Improvement): readonly PullRecord[] {
  if (improvement.stage === "proposed") return [improvement.pull];
  const isRevert = improvement.stage === "regressed" && improvement.revert.kind === "proposed";
  return isRevert ? [improvement.revert.pull] : [];
}

/** Where its branch was when it was merged, as the step found out, unless people's commits are on it. */
function headAtEnd(next: Improvement, number: number): string | null {
  if (next.stage !== "merged" || next.merge.others) return null;
  return next.pull.number === number ? (next.merge.headSha ?? null) : null;
}

/** People's closing is theirs to take back. */
function mayBeReopened(next: Improvement, number: number): boolean {
  return next.stage === "ended" && closedPullOf(next)?.number === number;
}
