import { openingOff } from "../../domain/admit/may-open.ts";
import type { Change } from "../../domain/change/change.ts";
import type { AtStage, Improvement, PullRecord } from "../../domain/improvement/improvement.ts";
import { withoutSeries } from "../../domain/improvement/marker.ts";
import { pullRecord } from "../../domain/improvement/pull-record.ts";
import { isFinalRefusal } from "../../domain/improvement/refusals.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { improvementBranch } from "../../domain/shared/names.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { OwnPull } from "../../ports/forge.ts";
import { readinessOf } from "../reading/read-policy.ts";
import { readStanding } from "../reading/read-standing.ts";
import { end, type Step, waitUntil } from "../step/transition.ts";
import { type ProposePorts, type Pushed, push } from "./push.ts";

/** Opens the pull request of a drafted improvement, or adopts the one that is there already. */
export async function propose(
  improvement: AtStage<"drafted">,
  ports: ProposePorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"drafted">>> {
  const branch = improvementBranch(improvement.opportunity.fingerprint);
  const standing = await readStanding(improvement.repository, ports, { name: branch });
  const existing =
    standing?.branch?.hadPulls === false
      ? null
      : await ports.forge.ownPullByBranch(improvement.repository, branch);
  // What a bot closed is proposed anew: the row is here again because a person asked, or because it was never judged.
  if (existing && (existing.state === "merged" || (existing.state === "closed" && !existing.closedByBot)))
    return adopt(improvement, existing, nowMs);
  const off = openingOff(improvement, ports.switches.flags());
  if (off.length > 0 && !existing) {
    return waitUntil(improvement, "propose", nowMs + settings.pollSeconds * 1000, off);
  }
  const known = { refreshes: 0, isNew: existing?.state !== "open", readiness: readinessOf(standing) };
  const pushed = await pushOrNever(improvement, known, ports, settings, nowMs);
  if (pushed.kind === "not_now") {
    return waitUntil(improvement, "propose", nowMs + settings.pollSeconds * 1000, pushed.reasons);
  }
  if (pushed.kind !== "pushed") {
    const { reasons } = pushed;
    const open =
      pushed.kind === "never" ? await ports.forge.ownPullByBranch(improvement.repository, branch) : null;
    if (open?.state === "open") return closing(improvement, open, reasons, nowMs);
    return end(improvement, "unusable", { action: "propose", reasons }, nowMs);
  }
  return proposed(improvement, improvement.change, pushed.pull, "opened", nowMs);
}

/**
 * The branch's open pull request, where one was opened before the row knew and nobody else would ever close it: the
 * row says so first.
 */
function closing(
  improvement: AtStage<"drafted">,
  open: OwnPull,
  reasons: readonly Reason[],
  nowMs: number,
): Step<Next<"drafted">> {
  const pull = { ...pullRecord(open, { headSha: open.headSha, refreshes: 0 }), closing: reasons };
  const { next } = proposed(improvement, improvement.change, pull, "closing", nowMs);
  return { next, action: "propose", outcome: "closing", reasons };
}

/** What can never be pushed, by what GitHub refuses for good. */
async function pushOrNever(
  improvement: AtStage<"drafted">,
  known: Parameters<typeof push>[2],
  ports: ProposePorts,
  settings: Settings,
  nowMs: number,
): Promise<Pushed> {
  try {
    return await push(improvement, improvement.change, known, ports, settings, nowMs);
  } catch (error) {
    const isFinal = error instanceof PermanentFailure && isFinalRefusal(error.reason, improvement.faults);
    if (!isFinal) throw error;
    return { kind: "never", reasons: [error.reason] };
  }
}

/** A pull request that a person has closed is an answer; a merged one goes on to its watch. */
function adopt(improvement: AtStage<"drafted">, existing: OwnPull, nowMs: number): Step<Next<"drafted">> {
  if (existing.state === "closed") {
    const declined = reason(
      "declined",
      `#${existing.number} was closed by ${existing.closedBy ?? "a person"}.`,
    );
    return end(
      improvement,
      "declined",
      { action: "propose", reasons: [declined], pullNumber: existing.number },
      nowMs,
    );
  }
  return proposed(
    improvement,
    improvement.change,
    pullRecord(existing, { headSha: existing.headSha, refreshes: 0 }),
    "adopted",
    nowMs,
  );
}

function proposed(
  improvement: Improvement,
  change: Change,
  pull: PullRecord,
  outcome: string,
  nowMs: number,
): Step<Next<"drafted">> {
  return {
    next: {
      ...improvement,
      opportunity: withoutSeries(improvement.opportunity),
      stage: "proposed",
      change,
      pull,
      wakeAtMs: nowMs,
      faults: 0,
    },
    action: "propose",
    outcome,
    reasons: [reason("pull_request", `#${pull.number} on ${pull.branch}.`)],
  };
}
