import { reason } from "../shared/reason.ts";
import type { AtStage, Improvement, PullRecord } from "./improvement.ts";
import type { Marker } from "./marker.ts";

type Ended = AtStage<"ended">;

/** The pull request that an improvement that is over could go on with. */
export interface Closed {
  readonly kind: "improvement" | "revert";
  readonly number: number;
}

/** The pull request without which an improvement ended, and that people can open again; null where there is none. */
export function closedPullOf({ how, pullNumber, merged }: Ended): Closed | null {
  if (merged === null) return pullNumber === null ? null : { kind: "improvement", number: pullNumber };
  if (how !== "regressed_and_left" || merged.revertPull === null) return null;
  return { kind: "revert", number: merged.revertPull.number };
}

/** Whether it ended with this pull request closed. */
export function endedWith(improvement: Improvement, pullNumber: number): improvement is Ended {
  return improvement.stage === "ended" && closedPullOf(improvement)?.number === pullNumber;
}

/** An improvement whose pull request is open again, as its marker says that it was. */
export function proposedAgain(
  ended: Ended,
  marker: Pick<Marker, "change">,
  pull: PullRecord,
  nowMs: number,
): AtStage<"proposed"> {
  return { ...baseOf(ended, nowMs), stage: "proposed", change: marker.change, pull };
}

/** A regressed improvement whose revert is open again; null where no revert was given up. */
export function regressedAgain(ended: Ended, nowMs: number): AtStage<"regressed"> | null {
  if (closedPullOf(ended)?.kind !== "revert" || !ended.merged?.revertPull) return null;
  const { change, pull, merge, comparisons, revertPull } = ended.merged;
  const again = reason("opened_again", `A person opened the revert #${revertPull.number} again.`);
  return {
    ...baseOf(ended, nowMs),
    stage: "regressed",
    change,
    pull,
    merge,
    // Only a watch asks for the moment, and that is over.
    effectiveAtMs: merge.mergedAtMs,
    comparisons,
    reasons: [again],
    revert: { kind: "proposed", pull: { ...revertPull, lastDecision: null, reopened: undefined } },
  };
}

function baseOf(ended: Ended, nowMs: number) {
  const { id, version, tenant, repository, opportunity, trigger, correlationId, createdAtMs } = ended;
  const base = { id, version, tenant, repository, opportunity, trigger, correlationId, createdAtMs };
  return { ...base, wakeAtMs: nowMs, faults: 0 };
}
