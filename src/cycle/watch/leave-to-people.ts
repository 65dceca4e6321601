import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { Outcome } from "../../domain/learn/outcome.ts";
import { leftToPeopleComment } from "../../domain/messages/closing.ts";
import type { NoticeKind } from "../../domain/messages/notice.ts";
import { labels } from "../../domain/shared/names.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { RepositoryState } from "../../domain/shared/repository.ts";
import type { Comparison } from "../../domain/watch/verdict.ts";
import { recordOutcomeOf } from "../learn/record-outcome.ts";
import { tellOutcome } from "../notify/tell-outcome.ts";
import { type Merged, type Place, readPlace } from "../reading/read-place.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { also, end, mergedChange, type Step } from "../step/transition.ts";

type LeavePorts = Pick<GuardedPorts, "forge" | "workspace" | "store" | "instruments">;

/** What production said, for whom it matters: people are told of what is known to be worse. */
interface Known {
  readonly comparisons: readonly Comparison[];
  readonly gotWorse: boolean;
  readonly state?: RepositoryState;
}

/** Of a change that is not where it was merged: what became of it, in the words of row, ledger and pull request. */
interface Leave {
  readonly how: Outcome;
  readonly why: Reason;
  readonly label: string | null;
  readonly notice: NoticeKind;
}

/**
 * Ends a merged improvement whose change is not on the default branch any more: nothing is said of it that is not
 * true of what is deployed. One that got worse and was changed by people is left to its revert, which then conflicts
 * and asks them.
 * @param known.state the repository as just read; default: it is read
 * @returns null while the change is there, or where the default branch cannot be seen
 */
export async function leaveToPeople(
  improvement: Merged,
  action: string,
  known: Known,
  ports: LeavePorts,
  nowMs: number,
): Promise<Step<AtStage<"ended">> | null> {
  const state = known.state ?? (await ports.forge.repository(improvement.repository));
  if (!state || state.headSha === null) return null;
  const place = await readPlace(improvement, { ...state, headSha: state.headSha }, ports);
  const leave = leaveOf(place, state.defaultBranch, known.gotWorse);
  if (!leave) return null;
  return leaveAs(improvement, action, leave, known.gotWorse ? known.comparisons : [], ports, nowMs);
}

/** Ends a merged improvement as one that people have taken back, whatever is in its place. */
export function leaveAsUndone(
  improvement: Merged,
  action: string,
  why: Reason,
  comparisons: readonly Comparison[],
  ports: LeavePorts,
  nowMs: number,
): Promise<Step<AtStage<"ended">>> {
  return leaveAs(improvement, action, undoneBecause(why), comparisons, ports, nowMs);
}

async function leaveAs(
  improvement: Merged,
  action: string,
  { how, why, label, notice }: Leave,
  comparisons: readonly Comparison[],
  ports: LeavePorts,
  nowMs: number,
): Promise<Step<AtStage<"ended">>> {
  const { number } = improvement.pull;
  const body = leftToPeopleComment(why, comparisons);
  const told = await tellOutcome(improvement, `#${number} is left to people`, body, label, ports, notice);
  if (how !== "taken_over")
    await recordOutcomeOf(improvement, how, comparisons, improvement.change, ports, nowMs);
  const merged = mergedChange(improvement, comparisons);
  return also(end(improvement, how, { action, reasons: [why], pullNumber: number, merged }, nowMs), told);
}

function undoneBecause(why: Reason): Leave {
  return { how: "undone_by_people", why, label: labels.undone_by_people, notice: "outcome" };
}

function leaveOf(place: Place, defaultBranch: string, gotWorse: boolean): Leave | null {
  switch (place.kind) {
    case "here":
      return null;
    case "undone": {
      const text = `People took the change back: it is not on ${defaultBranch} any more.`;
      return undoneBecause(reason("already_undone", text));
    }
    case "superseded": {
      if (gotWorse) return null;
      const text = `People put something else in its place on ${defaultBranch}, so the change is theirs.`;
      return { how: "taken_over", why: reason("superseded", text), label: null, notice: "outcome" };
    }
    case "elsewhere": {
      const text = `It was merged into ${place.into}, and the default branch ${defaultBranch} does not have it.`;
      const why = reason("not_on_default_branch", text);
      return gotWorse
        ? { how: "regressed_and_left", why, label: null, notice: "handed_over" }
        : { how: "taken_over", why, label: null, notice: "outcome" };
    }
  }
}
