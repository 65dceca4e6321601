import { pollDelayMs } from "../../domain/improvement/backoff.ts";
import type { Improvement } from "../../domain/improvement/improvement.ts";
import { isGivenUp, type LeftBranch, leftBranchesAfter } from "../../domain/improvement/left-branches.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { GuardedPorts } from "./guarded-forge.ts";

/**
 * Deletes the branches that the row says are due, and notes those that a step has left behind: a branch goes only once
 * the row that says so is saved. What fails in passing, or is held, is tried at a later look; nothing is stopped by it.
 * @param next the row after the step
 * @returns the row to be saved, and for the audit log what became of branches
 */
export async function deleteBranches<I extends Improvement>(
  before: Improvement,
  next: I,
  { forge }: Pick<GuardedPorts, "forge">,
  settings: Settings,
  nowMs: number,
): Promise<{ readonly next: I; readonly reasons: readonly Reason[] }> {
  const reasons: Reason[] = [];
  const left: LeftBranch[] = [];
  const wakeTimesMs: number[] = [];
  for (const one of leftBranchesAfter(before, next, nowMs)) {
    const isDue = one.fromMs <= nowMs && (before.leftBranches ?? []).includes(one);
    const why = isDue ? await deleteOne(before, one, forge, nowMs) : null;
    if (why) reasons.push(why);
    else {
      left.push(one);
      wakeTimesMs.push(isDue ? nowMs + pollDelayMs(nowMs - one.fromMs, settings.pollSeconds) : one.fromMs);
    }
  }
  return { next: withLeft(next, left, wakeTimesMs), reasons };
}

/** What became of it; null: it is tried again. */
async function deleteOne(
  { repository }: Improvement,
  left: LeftBranch,
  forge: GuardedPorts["forge"],
  nowMs: number,
): Promise<Reason | null> {
  const { branch, headSha } = left;
  try {
    const end = await forge.deleteBranch(repository, { branch, headSha });
    if (end.kind === "kept") return end.reason;
    return reason("branch_deleted", `${branch} is done with and is not there any more.`);
  } catch (error) {
    if (!(error instanceof PermanentFailure) && !isGivenUp(left, nowMs)) return null;
    const because = error instanceof Error ? error.message : String(error);
    return reason("branch_not_deleted", `${branch} could not be deleted: ${because}`);
  }
}

/** A row that is over, or with people, has nothing else to wake for. */
function withLeft<I extends Improvement>(
  next: I,
  left: readonly LeftBranch[],
  wakeTimesMs: readonly number[],
): I {
  if (left.length === 0) return next.leftBranches === undefined ? next : { ...next, leftBranches: undefined };
  const wakeAtMs = next.wakeAtMs ?? Math.min(...wakeTimesMs);
  return { ...next, leftBranches: left, wakeAtMs };
}
