import { type Reason, reason } from "../../shared/reason.ts";
import { metricKey, type Series } from "../../shared/series.ts";
import type { JudgeContext, Verdict, WatchPlan } from "../verdict.ts";
import { type Assessment, assess } from "./assess.ts";
import { regionalIncident } from "./controls.ts";
import { joinPast, unreadBetween } from "./past.ts";
import { type PreparedMetric, prepareMetric } from "./prepare.ts";

/** Share of harmless changes that the whole verdict, over all its metrics, may call harmful. */
const FALSE_REVERT_RATE = 0.005;
/** Telemetry arrives late; so many periods after the horizon a missing point is taken as missing. */
const LATE_PERIODS = 3;
/** What settles when nobody knows: as long as late points are waited for, within these bounds. */
const LEAST_SETTLING_MS = 180_000;
const MOST_SETTLING_MS = 300_000;

/** Everything about a watch that does not change while points arrive. */
export interface PreparedJudge {
  readonly plan: WatchPlan;
  readonly metrics: readonly PreparedMetric[];
}

/**
 * Learns from the time before the change what is usual for every watched metric. The result can be kept for the
 * whole watch, so that a new point costs no recalibration.
 *
 * @param baseline series before the change, matched to the plan's metrics by metricKey
 * @param between what came after them, up to the change
 */
export function prepareJudge(
  baseline: readonly Series[],
  plan: WatchPlan,
  between: readonly Series[] = [],
): PreparedJudge {
  const alarming = plan.metrics.filter(({ metric }) => metric.direction !== "neutral");
  const alpha = FALSE_REVERT_RATE / Math.max(1, alarming.length);
  const past = joinPast(baseline, between);
  const byKey = new Map(past.map((series) => [metricKey(series.metric), series]));
  const metrics = plan.metrics.map((watched) =>
    prepareMetric(watched, byKey.get(metricKey(watched.metric)), plan, alpha),
  );
  return { plan, metrics };
}

/** Says whether a change hurt, given what has been learned from the time before it. See {@link judge}. */
export function judgePrepared(
  prepared: PreparedJudge,
  post: readonly Series[],
  context: JudgeContext,
  nowMs: number,
): Verdict {
  const { plan } = prepared;
  if (plan.metrics.length === 0) {
    return inconclusive(
      [],
      [reason("no_metrics", "No metric is watched; name at least one primary metric.")],
    );
  }
  const endMs = context.effectiveAtMs + plan.durationSeconds * 1000;
  if (![endMs, nowMs].every(Number.isFinite)) {
    return inconclusive(
      [],
      [reason("invalid_time", "The time of the change or of the judgement is no number.")],
    );
  }
  const byKey = new Map(post.map((series) => [metricKey(series.metric), series]));
  const assessments = prepared.metrics.map((metric) => {
    const series = byKey.get(metric.key);
    const settlingMs = settlingOf(metric);
    return assess(metric, series, { fromMs: context.effectiveAtMs, toMs: endMs, nowMs, settlingMs });
  });
  const unread = prepared.metrics.map(({ key, past }) =>
    past === null ? null : unreadBetween(key, past, context.effectiveAtMs),
  );
  const settledMs = endMs + Math.max(...prepared.metrics.map(settlingOf));
  return decide(assessments, unread, context, plan, { endMs, settledMs, nowMs });
}

/** How long after its end a period of the metric may still change, milliseconds. */
function settlingOf({ watched, periodSeconds }: PreparedMetric): number {
  if (watched.settlingSeconds !== undefined) return watched.settlingSeconds * 1000;
  return Math.min(MOST_SETTLING_MS, Math.max(LEAST_SETTLING_MS, LATE_PERIODS * periodSeconds * 1000));
}

/**
 * Whether a change hurt, asked again at every new point ("peeking" is the normal use).
 *
 * - `revert`: a metric got worse by more than the plan's threshold and by more than it ever does by itself.
 * - `keep`: the horizon has passed and settled, with enough complete data on every primary metric, and nothing got worse.
 * - `wait`: the horizon has not passed; `againAtMs` is when the next point should be there.
 * - `inconclusive`: the horizon has passed and the data cannot answer; the reasons say what is missing.
 *
 * Never throws for the data's sake: unusable points are dropped, and what is missing becomes a reason.
 */
export function judge(
  baseline: readonly Series[],
  post: readonly Series[],
  context: JudgeContext,
  plan: WatchPlan,
  nowMs: number,
): Verdict {
  return judgePrepared(prepareJudge(baseline, plan, context.between), post, context, nowMs);
}

/** `endMs`: where the horizon ends; `settledMs`: from when on nothing in it can change. */
interface Times {
  readonly endMs: number;
  readonly settledMs: number;
  readonly nowMs: number;
}

/** @param unread for each assessment why a rise of it may have begun before the change, if it may */
function decide(
  assessments: readonly Assessment[],
  unread: readonly (Reason | null)[],
  context: JudgeContext,
  plan: WatchPlan,
  { endMs, settledMs, nowMs }: Times,
): Verdict {
  const comparisons = assessments.map(({ comparison }) => comparison);
  const alarms = assessments.flatMap((one, index) => (one.alarm ? [{ ...one, unread: unread[index] }] : []));
  const excused = alarms.flatMap(
    ({ comparison, unread, settledToMs }) =>
      unread ?? regionalIncident(comparison, context, endMs, settledToMs) ?? [],
  );
  if (alarms.length > excused.length) {
    const reasons = alarms.map(degraded);
    return { kind: "revert", comparisons, reasons: [...reasons, ...excused] };
  }
  const latest = Math.max(settledMs, endMs + latenessMs(assessments));
  const primary = assessments.filter(({ comparison }) => comparison.role === "primary");
  const conclusive = primary.length > 0 && primary.every((assessment) => assessment.conclusive);
  if (nowMs < settledMs || (!conclusive && nowMs < latest)) {
    const text = "The watch is not over yet.";
    const againAtMs = Math.min(latest, nowMs + shortestPeriodMs(assessments, plan));
    return {
      kind: "wait",
      againAtMs,
      comparisons,
      reasons: [reason("horizon_not_reached", text), ...excused],
    };
  }
  if (excused.length > 0) return inconclusive(comparisons, excused);
  const vanished = assessments.filter(
    ({ vanished, comparison }) => vanished && comparison.role === "guardrail",
  );
  const [silence] = assessments.flatMap(({ silence }) => silence ?? []);
  if (!conclusive || vanished.length > 0 || silence) {
    const silent = silence ? [silence] : [];
    return inconclusive(comparisons, [...silent, ...missing(primary), ...vanished.flatMap(reasonsOf)]);
  }
  const text = "The watch is over and no metric got worse than it does by itself.";
  return { kind: "keep", comparisons, reasons: [reason("not_degraded", text)] };
}

/** The shortest period among the metrics with a baseline: when the next point is due. */
function shortestPeriodMs(assessments: readonly Assessment[], plan: WatchPlan): number {
  const periods = assessments.map(({ periodMs }) => periodMs).filter((period) => period > 0);
  return Math.max(1_000, Math.min(...periods, plan.durationSeconds * 1000));
}

function latenessMs(assessments: readonly Assessment[]): number {
  return LATE_PERIODS * Math.max(0, ...assessments.map(({ periodMs }) => periodMs));
}

function degraded({ comparison, bound }: Assessment): Reason {
  const { metric, baseline, observed, relativeEffect } = comparison;
  const change = relativeEffect === null ? "" : ` (${(100 * relativeEffect).toFixed(0)} %)`;
  const away = (value: number | null): string => Math.max(0, (bound ?? 0) - (value ?? 0)).toPrecision(2);
  const nearBound = `${baseline?.toPrecision(4)} to ${observed?.toPrecision(4)}, in its distance to ${bound} from ${away(baseline)} to ${away(observed)}`;
  const values =
    bound === null ? `${baseline?.toPrecision(3)} to ${observed?.toPrecision(3)}${change}` : nearBound;
  const text = `${metricKey(metric)} went from ${values}: more than the threshold, and more than it does by itself.`;
  return reason("degraded", text);
}

function missing(primary: readonly Assessment[]): Reason[] {
  if (primary.length === 0) {
    return [
      reason("no_metrics", "No primary metric is watched, so nothing can show that the change did no harm."),
    ];
  }
  return primary.filter(({ conclusive }) => !conclusive).flatMap(reasonsOf);
}

function reasonsOf({ comparison }: Assessment): readonly Reason[] {
  return comparison.reasons;
}

function inconclusive(comparisons: Verdict["comparisons"], reasons: readonly Reason[]): Verdict {
  return { kind: "inconclusive", comparisons, reasons };
}
