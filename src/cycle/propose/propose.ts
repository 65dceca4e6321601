import { openingOff } from "../../domain/admit/may-open.ts";
import type { Change } from "../../domain/change/change.ts";
import type { AtStage, Improvement, ProposedPull } from "../../domain/improvement/improvement.ts";
import { withoutSeries } from "../../domain/improvement/marker.ts";
import { improvementBranch } from "../../domain/shared/names.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { OwnPull } from "../../ports/forge.ts";
import { abandon, type Step, waitUntil } from "../step/transition.ts";
import { type ProposePorts, pullOf, push } from "./push.ts";

/** Opens the pull request of a drafted improvement, or adopts the one that is there already. */
export async function propose(
  improvement: AtStage<"drafted">,
  ports: ProposePorts,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const branch = improvementBranch(improvement.opportunity.fingerprint);
  const existing = await ports.forge.ownPullByBranch(improvement.repository, branch);
  if (existing && existing.state !== "open") return adopt(improvement, existing, nowMs);
  const off = openingOff(improvement, ports.switches.flags());
  if (off.length > 0 && !existing) {
    return waitUntil(improvement, "propose", nowMs + settings.pollSeconds * 1000, off);
  }
  const pushed = await push(improvement, improvement.change, 0, ports, settings, nowMs);
  if (pushed.kind === "not_now") {
    return waitUntil(improvement, "propose", nowMs + settings.pollSeconds * 1000, pushed.reasons);
  }
  if (pushed.kind !== "pushed") return abandon(improvement, "propose", pushed.reasons, nowMs);
  return proposed(improvement, improvement.change, pushed.pull, "opened", nowMs);
}

/** A pull request that a person has closed is an answer; a merged one goes on to its watch. */
function adopt(improvement: AtStage<"drafted">, existing: OwnPull, nowMs: number): Step {
  if (existing.state === "closed") {
    const declined = reason(
      "declined",
      `#${existing.number} was closed by ${existing.closedBy ?? "a person"}.`,
    );
    return abandon(improvement, "propose", [declined], nowMs, existing.number);
  }
  return proposed(improvement, improvement.change, pullOf(existing, existing.headSha, 0), "adopted", nowMs);
}

function proposed(
  improvement: Improvement,
  change: Change,
  pull: ProposedPull,
  outcome: string,
  nowMs: number,
): Step {
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
