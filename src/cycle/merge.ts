import { pollDelayMs } from "../domain/backoff.ts";
import type { AtStage, MergeRecord, ProposedPull } from "../domain/improvement.ts";
import { withoutSeries } from "../domain/marker.ts";
import { type Reason, reason } from "../domain/reason.ts";
import type { Settings } from "../domain/settings.ts";
import { judgePolicyFor } from "../domain/watch-plan.ts";
import { abandonedComment } from "../domain/wording/closing.ts";
import { commitBody, pullTitle } from "../domain/wording/pull-request.ts";
import type { Ports } from "../ports.ts";
import { recordOutcomeOf } from "./learn.ts";
import { type GateResult, passGate } from "./pass-gate.ts";
import { push } from "./propose.ts";
import { readHistory } from "./read-history.ts";
import { readReadiness } from "./read-policy.ts";
import { readKillSwitches } from "./read-switches.ts";
import { abandon, type Step, waitUntil } from "./step.ts";

/** A base that keeps moving must not burn the repository's CI: after this many rebuilds people take over. */
export const maxRefreshes = 5;

/** What CloudWatch could not give within that time it will not; the judge then says what is missing. */
const longestBaselineWaitMs = 3_600_000;

/** Why a pull request is not brought up to date once more. */
export const refreshCapReason = reason(
  "refresh_cap",
  `It was brought up to date ${maxRefreshes} times and the base has moved again; a person has to merge it.`,
);

/** Takes a proposed improvement through the gate: merge it, bring it up to date, or say why not. */
export async function passImprovementGate(
  improvement: AtStage<"proposed">,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const lane = {
    kind: "improvement",
    influencedByUntrusted: improvement.change.influencedByUntrusted,
    mergeTitle: pullTitle(improvement.change),
    mergeMessage: commitBody(improvement.change),
  } as const;
  const result = await passGate(improvement.repository, improvement.pull, lane, ports);
  switch (result.kind) {
    case "merged":
      if (await isTakenOver(improvement, result.headSha, ports)) {
        const text = `#${improvement.pull.number} was merged with people's commits, so it is theirs.`;
        return abandon(improvement, "gate", [reason("taken_over", text)], nowMs, improvement.pull.number);
      }
      return freezeBaseline(improvement, result, ports, settings, nowMs);
    case "closed": {
      const declined = reason("declined", `#${improvement.pull.number} was closed by ${result.by}.`);
      const step = abandon(improvement, "gate", [declined], nowMs, improvement.pull.number);
      await recordOutcomeOf(improvement, "declined", [], null, ports, nowMs);
      return step;
    }
    case "missing": {
      const gone = reason("pull_request_gone", `#${improvement.pull.number} cannot be read any more.`);
      return abandon(improvement, "gate", [gone], nowMs, improvement.pull.number);
    }
    case "behind":
      return refresh(improvement, result, ports, settings, nowMs);
    case "waiting":
      return keepWaiting(improvement, improvement.pull, result, settings, nowMs);
  }
}

/** A head that the row does not know is a person's, or the app's own if it died after bringing it up to date. */
async function isTakenOver(
  { repository, pull }: AtStage<"proposed">,
  mergedHeadSha: string,
  ports: Pick<Ports, "forge">,
): Promise<boolean> {
  if (mergedHeadSha === pull.headSha) return false;
  const facts = await ports.forge.gateFacts(repository, pull.number, pull.headSha);
  return facts.foreignCommitters.length > 0;
}

function keepWaiting(
  improvement: AtStage<"proposed">,
  pull: ProposedPull,
  result: Extract<GateResult, { kind: "waiting" | "behind" }>,
  settings: Settings,
  nowMs: number,
): Step {
  const { decision } = result;
  const next = { ...improvement, pull: { ...pull, lastDecision: decision }, faults: 0 };
  const wakeAtMs = nowMs + pollDelayMs(nowMs - pull.openedAtMs, settings.pollSeconds);
  const step = waitUntil(next, "gate", wakeAtMs, decision.reasons);
  return { ...step, outcome: decision.kind };
}

async function refresh(
  improvement: AtStage<"proposed">,
  result: Extract<GateResult, { kind: "behind" }>,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const { pull } = improvement;
  if (pull.refreshes >= maxRefreshes) {
    const decision = { kind: "wait", reasons: [...result.decision.reasons, refreshCapReason] } as const;
    return keepWaiting(improvement, pull, { kind: "waiting", decision }, settings, nowMs);
  }
  const pushed = await push(improvement, improvement.change, pull.refreshes + 1, ports, settings, nowMs);
  // Commits of somebody else's make the branch theirs, and so the pull request: it is neither rebuilt nor closed.
  if (pushed.kind === "not_now" || pushed.kind === "occupied") {
    return waitUntil(improvement, "refresh", nowMs + settings.pollSeconds * 1000, pushed.reasons);
  }
  if (pushed.kind === "never") return giveUp(improvement, pushed.reasons, ports, settings, nowMs);
  return {
    next: {
      ...improvement,
      pull: { ...pushed.pull, openedAtMs: pull.openedAtMs },
      wakeAtMs: nowMs + settings.pollSeconds * 1000,
      faults: 0,
    },
    action: "refresh",
    outcome: "refreshed",
    reasons: result.decision.reasons,
  };
}

/** Closes a pull request that cannot be brought up to date any more, and says why. */
async function giveUp(
  improvement: AtStage<"proposed">,
  reasons: readonly Reason[],
  ports: Pick<Ports, "forge" | "switches">,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const { repository, pull } = improvement;
  const readiness = await readReadiness(repository, ports);
  const policy = readiness.kind === "ready" ? readiness.policy : null;
  const switches = await readKillSwitches(repository, policy, ports);
  if (switches.length > 0) {
    return waitUntil(improvement, "refresh", nowMs + settings.pollSeconds * 1000, switches);
  }
  await ports.forge.comment(repository, pull.number, "outcome", abandonedComment(reasons));
  await ports.forge.closePull(repository, pull.number);
  return abandon(improvement, "refresh", reasons, nowMs, pull.number);
}

/** Freezes how production looked up to the merge; without that there is no merged improvement. */
async function freezeBaseline(
  improvement: AtStage<"proposed">,
  merged: { readonly sha: string; readonly atMs: number },
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Step> {
  const readiness = await readReadiness(improvement.repository, ports);
  if (readiness.kind === "not_ready") {
    return waitUntil(improvement, "merge", nowMs + settings.pollSeconds * 1000, readiness.reasons);
  }
  const judgePolicy = judgePolicyFor(improvement.opportunity, readiness.policy, settings);
  const baseline = await readHistory(judgePolicy, readiness.policy, merged.atMs, ports, settings);
  const isPartial = baseline.some((series) => !series.complete);
  if (isPartial && nowMs - merged.atMs < longestBaselineWaitMs) {
    const text = "CloudWatch did not give the whole time before the merge; it is asked again.";
    const retryAtMs = nowMs + settings.pollSeconds * 1000;
    return waitUntil(improvement, "merge", retryAtMs, [reason("baseline_incomplete", text)]);
  }
  const merge: MergeRecord = { sha: merged.sha, mergedAtMs: merged.atMs, baseline, judgePolicy };
  ports.instruments.add("improvements_deployed", 1, "Count");
  return {
    next: {
      ...improvement,
      opportunity: withoutSeries(improvement.opportunity),
      stage: "merged",
      merge,
      wakeAtMs: nowMs,
      faults: 0,
    },
    action: "merge",
    outcome: "merged",
    reasons: [reason("merged", `#${improvement.pull.number} was merged as ${merged.sha}.`)],
  };
}
