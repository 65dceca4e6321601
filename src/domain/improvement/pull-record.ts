import type { Decision } from "../gate/decide.ts";
import type { Improvement, PullRecord, RefusedMerge } from "./improvement.ts";

/** What GitHub shows of a pull request, as far as the row keeps it. */
interface ShownPull {
  readonly number: number;
  readonly branch: string;
  readonly baseSha: string;
  readonly createdAtMs: number;
}

/**
 * What the row keeps of a pull request.
 * @param headSha the app's own commit, wherever the branch is now
 * @param refreshes how often it was rebuilt on a moved base
 */
export function pullRecord(
  { number, branch, baseSha, createdAtMs }: ShownPull,
  { headSha, refreshes }: Pick<PullRecord, "headSha" | "refreshes">,
): PullRecord {
  return { branch, baseSha, headSha, number, openedAtMs: createdAtMs, refreshes, lastDecision: null };
}

/** A head that became the app's although the app did not put it there, and where its branch has left the base. */
export type OwnHead = Pick<PullRecord, "headSha" | "baseSha">;

/** What a look at the gate came to, as far as the row keeps it. */
export interface Looked {
  /** Left out where it is the row's. */
  readonly head?: OwnHead;
  readonly decision: Decision;
  readonly refusedMerge?: RefusedMerge;
}

/** The row's record after a look; a refused merge that stands no more is forgotten. */
export function afterLook(pull: PullRecord, { head, decision, refusedMerge }: Looked): PullRecord {
  return {
    ...pull,
    ...head,
    lastDecision: decision,
    refusedMerge,
    closing: undefined,
    checkAsked: undefined,
  };
}

/** The improvement as somebody's asking for the app's check again leaves it: the check is shown anew at the next look. */
export function withCheckAsked(improvement: Improvement): Improvement {
  if (improvement.stage === "proposed") {
    return { ...improvement, pull: { ...improvement.pull, checkAsked: true } };
  }
  if (improvement.stage === "regressed" && improvement.revert.kind === "proposed") {
    const pull = { ...improvement.revert.pull, checkAsked: true };
    return { ...improvement, revert: { kind: "proposed", pull } };
  }
  return improvement;
}

const dayMs = 86_400_000;

/** When it was brought up to date within the last day; builds before this one did not write it down. */
export function refreshesWithinADay({ refreshedAtMs }: PullRecord, nowMs: number): readonly number[] {
  return (refreshedAtMs ?? []).filter((atMs) => nowMs - atMs < dayMs);
}

/** When it was built anew within the last day because it conflicted with its base. */
function mendingsWithinADay({ mendedAtMs }: PullRecord, nowMs: number): readonly number[] {
  return (mendedAtMs ?? []).filter((atMs) => nowMs - atMs < dayMs);
}

/** How often it was rebuilt today for what the gate says: a base that moves on uses up no mending of a conflict. */
export function rebuildsToday(pull: PullRecord, decision: Decision, nowMs: number): number {
  const of = isConflict(decision) ? mendingsWithinADay : refreshesWithinADay;
  return of(pull, nowMs).length;
}

/** The times of its rebuilds after one more for what the gate said. */
export function afterRebuild(
  pull: PullRecord,
  decision: Decision,
  nowMs: number,
): Pick<PullRecord, "refreshedAtMs" | "mendedAtMs"> {
  const [refreshed, mended] = [refreshesWithinADay(pull, nowMs), mendingsWithinADay(pull, nowMs)];
  return isConflict(decision)
    ? { refreshedAtMs: refreshed, mendedAtMs: [...mended, nowMs] }
    : { refreshedAtMs: [...refreshed, nowMs], mendedAtMs: mended };
}

function isConflict({ reasons }: Decision): boolean {
  return reasons.some(({ code }) => code === "merge_conflict");
}
