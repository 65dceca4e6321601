import type { AtStage, PullRecord } from "../../domain/improvement/improvement.ts";
import { revertNotNeededComment } from "../../domain/messages/closing.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { unlessRefused } from "../notify/tell.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import type { Step } from "../step/transition.ts";
import { leaveAsUndone, leaveToPeople } from "../watch/leave-to-people.ts";

type Regressed = AtStage<"regressed">;

/**
 * Ends a regressed improvement that people have taken back before the app, and closes its revert with a word.
 * @param open the revert's pull request, null while there is none
 * @returns null while the change is there
 */
export async function leaveRevert(
  improvement: Regressed,
  open: PullRecord | null,
  ports: GuardedPorts,
  nowMs: number,
): Promise<Step<AtStage<"ended">> | null> {
  const known = { comparisons: improvement.comparisons, gotWorse: true };
  const left = await leaveToPeople(improvement, "revert", known, ports, nowMs);
  if (left) await closeUnneeded(improvement, open, left.reasons, ports);
  return left;
}

/** Ends a regressed improvement of which git says that there is nothing left to take back. */
export async function leaveUndone(
  improvement: Regressed,
  open: PullRecord | null,
  ports: GuardedPorts,
  nowMs: number,
): Promise<Step<AtStage<"ended">>> {
  const why = reason("already_undone", "People took the change back: a revert would change nothing.");
  const left = await leaveAsUndone(improvement, "revert", why, improvement.comparisons, ports, nowMs);
  await closeUnneeded(improvement, open, left.reasons, ports);
  return left;
}

async function closeUnneeded(
  { repository, faults }: Regressed,
  open: PullRecord | null,
  [why]: readonly Reason[],
  { forge }: Pick<GuardedPorts, "forge">,
): Promise<void> {
  if (!open || !why) return;
  const comment = revertNotNeededComment(why);
  await unlessRefused(forge.comment(repository, open.number, "not-needed", comment), faults);
  await unlessRefused(forge.closePull(repository, open.number), faults);
}
