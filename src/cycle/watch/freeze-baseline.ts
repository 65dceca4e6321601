import { pollDelayMs } from "../../domain/improvement/backoff.ts";
import type { AtStage, MergeRecord } from "../../domain/improvement/improvement.ts";
import { withoutSeries } from "../../domain/improvement/marker.ts";
import type { Next } from "../../domain/improvement/transitions.ts";
import { defaultDeploymentWaitHours } from "../../domain/policy/policy.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import { settledPart } from "../../domain/watch/settling.ts";
import { controlMetrics } from "../../domain/watch/watch-plan.ts";
import { readHistory } from "../reading/read-history.ts";
import type { Readiness } from "../reading/read-policy.ts";
import { settlingNow } from "../reading/read-settling.ts";
import { readWatchPlan } from "../reading/read-watch-plan.ts";
import { attempt, type GuardedPorts, Held } from "../step/guarded-forge.ts";
import { type Step, waitUntil } from "../step/transition.ts";
import { giveUpWatch } from "./give-up-watch.ts";

/** What CloudWatch could not give within that time it will not; the judge then says what is missing. */
const longestBaselineWaitMs = 3_600_000;

/** Freezes how production looked up to the merge; without that there is no merged improvement. */
export async function freezeBaseline(
  improvement: AtStage<"proposed">,
  merged: {
    readonly sha: string;
    readonly atMs: number;
    readonly into: string;
    readonly headSha: string;
    /** As in {@link MergeRecord}. */
    readonly others?: readonly string[];
    readonly readiness: Readiness;
  },
  ports: GuardedPorts,
  settings: Settings,
  nowMs: number,
): Promise<Step<Next<"proposed">>> {
  const { readiness } = merged;
  if (readiness.kind === "not_ready") {
    const why = readiness.reasons;
    const unwatched = { mergedAtMs: merged.atMs, waitHours: defaultDeploymentWaitHours, why };
    const retryAtMs = nowMs + pollDelayMs(nowMs - merged.atMs, settings.pollSeconds);
    const over = await attempt(giveUpWatch(improvement, "merge", unwatched, ports, nowMs));
    if (over instanceof Held) return waitUntil(improvement, "merge", retryAtMs, over.reasons);
    return over ?? waitUntil(improvement, "merge", retryAtMs, why);
  }
  const { policy } = readiness;
  // At the pull request's head, where the app has mostly written the template itself and need not ask for it.
  const watchPlan = await readWatchPlan(improvement, policy, merged.headSha, ports, settings);
  const read = await readHistory(watchPlan, policy, merged.atMs, ports, settings);
  // What may still change is read again up to the deployment, at each look.
  const baseline = read.map((series) => settledPart(series, settlingNow(series, watchPlan, ports), nowMs));
  const isPartial = baseline.some((series) => !series.complete);
  if (isPartial && nowMs - merged.atMs < longestBaselineWaitMs) {
    const text = "CloudWatch did not give the whole time before the merge; it is asked again.";
    const retryAtMs = nowMs + settings.pollSeconds * 1000;
    return waitUntil(improvement, "merge", retryAtMs, [reason("baseline_incomplete", text)]);
  }
  const controls = controlMetrics(improvement.opportunity, policy);
  const { sha, atMs: mergedAtMs, into, headSha, others } = merged;
  const merge: MergeRecord = { sha, mergedAtMs, into, headSha, others, baseline, controls, watchPlan };
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
