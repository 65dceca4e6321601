import { openingOff } from "../../domain/admit/may-open.ts";
import type { Change } from "../../domain/change/change.ts";
import type { AtStage, Improvement, PullRecord } from "../../domain/improvement/improvement.ts";
import { withoutSeries } from "../../domain/improvement/marker.ts";
import { pullRecord } from "../../domain/improvement/pull-record.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import { leftAloneComment } from "../../domain/messages/closing.ts";
import { improvementBranch } from "../../domain/shared/names.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { OwnPull } from "../../ports/forge.ts";
import { unlessRefused } from "../notify/tell.ts";
import { end, type Step, waitUntil } from "../step/transition.ts";
import { type ProposePorts, push } from "./push.ts";

/** Opens the pull request of a drafted improvement, or adopts the one that is there already. */
export async function propose(
  improvement: AtStage<"drafted">,
  ports: ProposePorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"drafted">>> {
  const branch = improvementBranch(improvement.opportunity.fingerprint);
  const existing = await ports.forge.ownPullByBranch(improvement.repository, branch);
  // What a bot closed is proposed anew: the row is here again because a person asked, or because it was never judged.
  if (existing && (existing.state === "merged" || (existing.state === "closed" && !existing.closedByBot)))
    return adopt(improvement, existing, nowMs);
  const off = openingOff(improvement, ports.switches.flags());
  if (off.length > 0 && !existing) {
    return waitUntil(improvement, "propose", nowMs + settings.pollSeconds * 1000, off);
  }
  const as = { refreshes: 0, isNew: existing?.state !== "open" };
  const pushed = await push(improvement, improvement.change, as, ports, settings, nowMs);
  if (pushed.kind === "not_now") {
    return waitUntil(improvement, "propose", nowMs + settings.pollSeconds * 1000, pushed.reasons);
  }
  if (pushed.kind !== "pushed") {
    const { reasons } = pushed;
    // What does not fit any more, and was opened before the row knew: nobody else would ever close it.
    if (pushed.kind === "never" && existing?.state === "open")
      return giveUpOpen(improvement, existing.number, reasons, ports, nowMs);
    return end(improvement, "unusable", { action: "propose", reasons }, nowMs);
  }
  return proposed(improvement, improvement.change, pushed.pull, "opened", nowMs);
}

async function giveUpOpen(
  improvement: AtStage<"drafted">,
  pullNumber: number,
  reasons: readonly Reason[],
  { forge }: Pick<ProposePorts, "forge">,
  nowMs: number,
): Promise<Step<Next<"drafted">>> {
  const { repository, faults } = improvement;
  await unlessRefused(forge.comment(repository, pullNumber, "outcome", leftAloneComment(reasons)), faults);
  await forge.closePull(repository, pullNumber);
  return end(improvement, "unusable", { action: "propose", reasons, pullNumber }, nowMs);
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
