import type { AtStage } from "../../domain/improvement/improvement.ts";
import { pullRecord } from "../../domain/improvement/pull-record.ts";
import { closedPullOf, proposedAgain, regressedAgain } from "../../domain/improvement/take-up.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { OwnPull } from "../../ports/forge.ts";
import type { Ports } from "../../ports/ports.ts";
import { readMarker } from "../reading/read-marker.ts";
import type { GuardedPorts } from "../step/guarded-forge.ts";
import { type Step, waitUntil } from "../step/transition.ts";

type Ended = AtStage<"ended">;

/**
 * Goes on with an improvement, or with its revert, whose pull request a person has opened again: people's last word
 * counts.
 * @returns null where there is nothing to go on with
 */
export async function takeUp(ended: Ended, ports: GuardedPorts, nowMs: number): Promise<Step | null> {
  const closed = closedPullOf(ended);
  const pull = closed ? await ports.forge.ownPull(ended.repository, closed.number) : null;
  const taken = pull ? takenUp(ended, pull, ports, nowMs) : null;
  if (taken) return taken;
  // What failed before is not tried for ever.
  return ended.wakeAtMs === null ? null : waitUntil({ ...ended, faults: 0 }, "end", null, []);
}

/** The step by which an improvement goes on with a pull request that is open again; null unless it is open. */
export function takenUp(
  ended: Ended,
  pull: OwnPull,
  ports: Pick<Ports, "sealer">,
  nowMs: number,
): Step<Next<"ended">> | null {
  if (pull.state !== "open") return null;
  const next = goneOn(ended, pull, ports, nowMs);
  if (!next) return null;
  const text = `#${pull.number} was opened again by people, so it goes on.`;
  return { next, action: "gate", outcome: "opened_again", reasons: [reason("opened_again", text)] };
}

function goneOn(
  ended: Ended,
  pull: OwnPull,
  ports: Pick<Ports, "sealer">,
  nowMs: number,
): AtStage<"proposed" | "regressed"> | null {
  if (closedPullOf(ended)?.kind === "revert") return regressedAgain(ended, nowMs);
  const marker = readMarker(pull, ports);
  // A marker that was copied from elsewhere says nothing of this one.
  const isOwn = marker?.branch === pull.branch && marker.fingerprint === ended.opportunity.fingerprint;
  if (!marker || !isOwn || marker.tenant !== ended.tenant) return null;
  return proposedAgain(ended, marker, pullRecord({ ...pull, baseSha: marker.baseSha }, marker), nowMs);
}
