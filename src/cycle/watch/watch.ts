import { pollDelayMs } from "../../domain/improvement/backoff.ts";
import type { AtStage } from "../../domain/improvement/improvement.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import { closingComment } from "../../domain/messages/closing.ts";
import { defaultDeploymentWaitHours } from "../../domain/policy/policy.ts";
import { labels } from "../../domain/shared/names.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import { notDeployed } from "../../domain/watch/deployment.ts";
import type { Verdict } from "../../domain/watch/verdict.ts";
import { recordOutcomeOf } from "../learn/record-outcome.ts";
import { tellOutcome } from "../notify/tell-outcome.ts";
import { readReadiness } from "../reading/read-policy.ts";
import { leaveWatched } from "../revert/leave-revert.ts";
import { attempt, type GuardedPorts, Held } from "../step/guarded-forge.ts";
import { also, end, mergedChange, type Step, waitUntil } from "../step/transition.ts";
import { giveUpWatch } from "./give-up-watch.ts";
import { judgeNow } from "./judge-now.ts";

/** Finds out since when the merged change is in production. */
export async function startWatch(
  improvement: AtStage<"merged">,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"merged">>> {
  const retryAtMs = nowMs + pollDelayMs(nowMs - improvement.merge.mergedAtMs, settings.pollSeconds);
  const readiness = await readReadiness(improvement.repository, ports);
  const waitOrGiveUp = async (why: readonly Reason[], waitHours: number): Promise<Step<Next<"merged">>> => {
    const unwatched = { mergedAtMs: improvement.merge.mergedAtMs, waitHours, why };
    const over = await attempt(giveUpWatch(improvement, "deploy", unwatched, ports, nowMs));
    if (over instanceof Held) return waitUntil(improvement, "deploy", retryAtMs, over.reasons);
    return over ?? waitUntil(improvement, "deploy", retryAtMs, why);
  };
  if (readiness.kind === "not_ready") return waitOrGiveUp(readiness.reasons, defaultDeploymentWaitHours);
  const unknown = { comparisons: [], gotWorse: false, state: readiness.state };
  const left = await leaveWatched(improvement, "deploy", unknown, ports, nowMs);
  if (left) return left;
  const { environment, deploymentWaitHours } = readiness.policy.watch;
  const { sha, mergedAtMs } = improvement.merge;
  const effectiveAtMs = environment
    ? await ports.forge.deployedAtMs(improvement.repository, sha, environment)
    : mergedAtMs;
  if (effectiveAtMs === null) {
    const deployed = await ports.forge.deployedEnvironments(improvement.repository);
    const why = [notDeployed(sha, environment ?? "", deployed)];
    return awaiting(environment, await waitOrGiveUp(why, deploymentWaitHours));
  }
  return {
    next: { ...improvement, stage: "watching", effectiveAtMs, wakeAtMs: nowMs, faults: 0 },
    action: "deploy",
    outcome: "watching",
    reasons: [reason("in_production", "The change took effect; its metrics are compared with before.")],
  };
}

/** The row says what it waits for, so that deployments to other places do not wake it. */
function awaiting(environment: string | undefined, step: Step<Next<"merged">>): Step<Next<"merged">> {
  const { next } = step;
  return next.stage === "merged"
    ? { ...step, next: { ...next, merge: { ...next.merge, environment } } }
    : step;
}

/** Asks the judge about everything that production has said since the change took effect. */
export async function watch(
  improvement: AtStage<"watching">,
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"watching">>> {
  const verdict = await judgeNow(improvement, ports, settings, nowMs);
  if (verdict.kind !== "wait") {
    const known = { comparisons: verdict.comparisons, gotWorse: verdict.kind === "revert" };
    const left = await leaveWatched(improvement, "verdict", known, ports, nowMs);
    if (left) return left;
  }
  switch (verdict.kind) {
    case "wait":
      return waitUntil(
        { ...improvement, faults: 0 },
        "verdict",
        Math.max(verdict.againAtMs, nowMs + 1000),
        verdict.reasons,
      );
    case "keep":
      return keep(improvement, verdict, "kept", ports, nowMs);
    case "inconclusive":
      return keep(improvement, verdict, "inconclusive", ports, nowMs);
    case "revert":
      return {
        next: {
          ...improvement,
          stage: "regressed",
          comparisons: verdict.comparisons,
          reasons: verdict.reasons,
          revert: { kind: "needed" },
          wakeAtMs: nowMs,
          faults: 0,
        },
        action: "verdict",
        outcome: "revert",
        reasons: verdict.reasons,
      };
  }
}

async function keep(
  improvement: AtStage<"watching">,
  verdict: Exclude<Verdict, { kind: "wait" }>,
  how: "kept" | "inconclusive",
  ports: Pick<GuardedPorts, "forge" | "store" | "instruments">,
  nowMs: number,
): Promise<Step<Next<"watching">>> {
  const { number } = improvement.pull;
  const comment = closingComment({ kind: how }, verdict.comparisons, verdict.reasons);
  const title = how === "kept" ? `#${number} was kept` : `#${number} was kept, but not verified`;
  const told = await tellOutcome(improvement, title, comment, labels[how], ports);
  await recordOutcomeOf(improvement, how, verdict.comparisons, improvement.change, ports, nowMs);
  const merged = mergedChange(improvement, verdict.comparisons);
  const { reasons } = verdict;
  return also(end(improvement, how, { action: "verdict", reasons, pullNumber: number, merged }, nowMs), told);
}
