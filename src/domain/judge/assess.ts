import { type Reason, reason } from "../reason.ts";
import { metricKey, type Series } from "../series.ts";
import type { Comparison, JudgePolicy, WatchedMetric } from "../verdict.ts";
import { type History, mean, median, readHistory } from "./history.ts";
import { type Alarm, type Calibration, calibrate, watch } from "./placebo.ts";

/** Share of the points of a horizon that has to be there before quiet counts as quiet. */
const ENOUGH_OF_HORIZON = 0.8;

/** A watched metric with what its past says is usual. */
export interface PreparedMetric {
  readonly watched: WatchedMetric;
  readonly key: string;
  readonly history: History | null;
  readonly unit: string;
  readonly horizonPoints: number;
  readonly calibration: Calibration | null;
  /** Why the metric cannot raise an alarm, where it cannot. */
  readonly blind: readonly Reason[];
}

/** What one metric says at one moment. */
export interface Assessment {
  readonly comparison: Comparison;
  readonly alarm: boolean;
  /** Whether the whole horizon was seen, with enough complete data, by a metric that could have raised an alarm. */
  readonly conclusive: boolean;
  readonly periodMs: number;
}

/** Learns from the baseline what is usual for one metric. Costs time; its result serves every later point. */
export function prepareMetric(
  watched: WatchedMetric,
  baseline: Series | undefined,
  policy: JudgePolicy,
  alpha: number,
): PreparedMetric {
  const key = metricKey(watched.metric);
  const unit = baseline?.metric.unit ?? watched.metric.unit;
  const nothing = { watched, key, unit, horizonPoints: 0, history: null, calibration: null };
  if (baseline === undefined) {
    return { ...nothing, blind: [reason("no_baseline", `${key} has no baseline series.`)] };
  }
  if (!(baseline.periodSeconds > 0)) {
    return { ...nothing, blind: [reason("invalid_period", `${key} has no positive period.`)] };
  }
  const history = readHistory({ ...baseline, metric: watched.metric });
  const horizonPoints = Math.floor(policy.durationSeconds / baseline.periodSeconds);
  const prepared = { ...nothing, history, horizonPoints };
  const { neutral, blind } = blindness(watched, history, horizonPoints, key);
  if (blind.length > 0) return { ...prepared, blind };
  const calibration = calibrate(history, horizonPoints, alpha);
  if (calibration === null || neutral) {
    const why = neutral
      ? reason("neutral_direction", `${key} is neither better nor worse when it moves.`)
      : reason("short_baseline", `${key} has too little history before the change to say what is usual.`);
    return { ...prepared, calibration, blind: [why] };
  }
  return { ...prepared, calibration, blind: [] };
}

function blindness(watched: WatchedMetric, history: History, horizonPoints: number, key: string) {
  const neutral = watched.metric.direction === "neutral";
  const blind: Reason[] = [];
  if (history.value.length === 0) {
    blind.push(reason("no_baseline", `${key} has no usable point before the change.`));
  } else if (history.value.every((value) => value === 0)) {
    blind.push(reason("zero_baseline", `${key} was zero throughout, so a relative change has no meaning.`));
  } else if (horizonPoints < 4) {
    const text = `${key} yields ${horizonPoints} points in the watch; four are needed, so watch longer.`;
    blind.push(reason("too_few_points", text));
  }
  return { neutral, blind };
}

/** Judges one metric by the points between the change and now. */
export function assess(
  prepared: PreparedMetric,
  post: Series | undefined,
  window: { readonly fromMs: number; readonly toMs: number },
  policy: JudgePolicy,
): Assessment {
  const reasons: Reason[] = [...prepared.blind];
  if (post === undefined) return unknown(prepared, [...reasons, noData(prepared)]);
  if (post.metric.unit !== prepared.unit) {
    const text = `${prepared.key} changed its unit from ${prepared.unit} to ${post.metric.unit}.`;
    return unknown(prepared, [...reasons, reason("unit_changed", text)]);
  }
  const after = readHistory({ ...post, metric: prepared.watched.metric }, window.fromMs, window.toMs);
  if (after.value.length === 0) return unknown(prepared, [...reasons, noData(prepared)]);
  if (!post.complete) reasons.push(reason("partial_data", `${prepared.key} is incomplete after the change.`));
  if (prepared.calibration === null) return uncalibrated(prepared, after, reasons);
  const alarm = watch(prepared.calibration, after, policy.degradationThreshold);
  const enough = alarm.looked >= ENOUGH_OF_HORIZON * prepared.horizonPoints;
  if (!enough) {
    const text = `${prepared.key} has ${alarm.looked} of ${prepared.horizonPoints} points of the watch.`;
    reasons.push(reason("too_few_points", text));
  }
  const alarmed = alarm.firstAlarm > 0 && prepared.blind.length === 0;
  const comparison = compare(prepared, prepared.calibration, alarm, alarmed, reasons);
  const conclusive = enough && post.complete && prepared.blind.length === 0;
  return { comparison, alarm: alarmed, conclusive, periodMs: after.periodMs };
}

function noData(prepared: PreparedMetric): Reason {
  return reason("no_data", `${prepared.key} has no usable point after the change.`);
}

function unknown(prepared: PreparedMetric, reasons: readonly Reason[]): Assessment {
  const { metric, role } = prepared.watched;
  const periodMs = prepared.history?.periodMs ?? 0;
  const silent = { alarm: false, conclusive: false };
  const blank = { baseline: null, observed: null, relativeEffect: null, interval: null };
  return { comparison: { metric, role, ...blank, outcome: "unknown", reasons }, ...silent, periodMs };
}

function uncalibrated(prepared: PreparedMetric, after: History, reasons: readonly Reason[]): Assessment {
  const assessment = unknown(prepared, reasons);
  const sign = orientation(prepared);
  const known = prepared.history !== null && prepared.history.value.length > 0;
  const baseline = known && prepared.history ? sign * median(prepared.history.value) : null;
  const comparison = { ...assessment.comparison, baseline, observed: sign * mean(after.value) };
  return { ...assessment, comparison };
}

function compare(
  prepared: PreparedMetric,
  calibration: Calibration,
  alarm: Alarm,
  alarmed: boolean,
  reasons: readonly Reason[],
): Comparison {
  const { metric, role } = prepared.watched;
  const sign = orientation(prepared);
  const baseline = Number.isFinite(alarm.expected) ? sign * alarm.expected : null;
  const observed = Number.isFinite(alarm.observed) ? sign * alarm.observed : null;
  if (baseline === null || observed === null || baseline === 0) {
    const outcome = alarmed ? "worse" : "unknown";
    return { metric, role, baseline, observed, relativeEffect: null, interval: null, outcome, reasons };
  }
  const relativeEffect = (observed - baseline) / Math.abs(baseline);
  const noise = calibration.effectNoise[alarm.looked - 2];
  const oriented: readonly [number, number] | null =
    noise === undefined ? null : [sign * relativeEffect - noise[1], sign * relativeEffect - noise[0]];
  const interval = oriented && (sign > 0 ? oriented : ([-oriented[1], -oriented[0]] as const));
  const better = oriented !== null && oriented[1] < 0;
  const outcome = alarmed ? "worse" : better ? "better" : "same";
  return { metric, role, baseline, observed, relativeEffect, interval, outcome, reasons };
}

function orientation(prepared: PreparedMetric): 1 | -1 {
  return prepared.watched.metric.direction === "higher_is_better" ? -1 : 1;
}
