import type { AtStage, PullRecord } from "../../domain/improvement/improvement.ts";
import { revertNotNeededComment } from "../../domain/messages/closing.ts";
import { revertBranch } from "../../domain/shared/names.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { RepositoryState } from "../../domain/shared/repository.ts";
import { unlessRefused } from "../notify/tell.ts";
import type { Merged } from "../reading/read-place.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import type { Step } from "../step/transition.ts";
import { leaveAsUndone, leaveToPeople } from "../watch/leave-to-people.ts";

type Regressed = AtStage<"regressed">;

/**
 * Ends a regressed improvement that people have taken back before the app, and closes its revert with a word.
 * @param open the revert's pull request, null while there is none
 * @param state the repository as just read; by default it is read
 * @returns null while the change is there
 */
export async function leaveRevert(
  improvement: Regressed,
  open: PullRecord | null,
  ports: GuardedPorts,
  nowMs: number,
  state?: RepositoryState,
): Promise<Step<AtStage<"ended">> | null> {
  const known = { comparisons: improvement.comparisons, gotWorse: true, ...(state ? { state } : {}) };
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

/**
 * Ends a watched improvement whose change is not on the default branch any more. A revert that is open although the row
 * has none, because a database was lost, is closed with a word, too.
 * @returns null while the change is there
 */
export async function leaveWatched(
  improvement: AtStage<"merged" | "watching">,
  action: string,
  known: Parameters<typeof leaveToPeople>[2],
  ports: GuardedPorts,
  nowMs: number,
): Promise<Step<AtStage<"ended">> | null> {
  const left = await leaveToPeople(improvement, action, known, ports, nowMs);
  if (!left) return null;
  const branch = revertBranch(improvement.opportunity.fingerprint);
  const found = await ports.forge.ownPullByBranch(improvement.repository, branch);
  if (found?.state === "open") await closeUnneeded(improvement, found, left.reasons, ports);
  return left;
}

async function closeUnneeded(
  { repository, faults }: Merged,
  open: Pick<PullRecord, "number"> | null,
  [why]: readonly Reason[],
  { forge }: Pick<GuardedPorts, "forge">,
): Promise<void> {
  if (!open || !why) return;
  const comment = revertNotNeededComment(why);
  await unlessRefused(forge.comment(repository, open.number, "not-needed", comment), faults);
  await unlessRefused(forge.closePull(repository, open.number), faults);
}
