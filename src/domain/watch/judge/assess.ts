import { type Reason, reason } from "../../shared/reason.ts";
import type { Series } from "../../shared/series.ts";
import { mean, median } from "../../shared/statistics.ts";
import type { Comparison } from "../verdict.ts";
import { firstAlarmFromZero, LEAST_EXCESS_EVENTS } from "./counts.ts";
import { coarsen, type History, readHistory } from "./history.ts";
import { type Calibration, type Observation, observe } from "./placebo.ts";
import type { PreparedMetric } from "./prepare.ts";
import { relativeOfRise } from "./window.ts";

/** Share of the points of a horizon that has to be there before quiet counts as quiet. */
const ENOUGH_OF_HORIZON = 0.8;
/** Where not even every other lasting doubling would stand out, quiet says nothing. */
const LEAST_DOUBLINGS_SEEN = 0.5;
/** A change by a power of a thousand, give or take a quarter, looks like another unit rather than a change. */
const UNIT_FACTOR_LOG = Math.log(1000);
const UNIT_TOLERANCE_LOG = 0.25;

/** What one metric says at one moment. */
export interface Assessment {
  readonly comparison: Comparison;
  readonly alarm: boolean;
  /** Whether the whole horizon was seen, with enough complete data, by a metric that could have raised an alarm. */
  readonly conclusive: boolean;
  /** Whether a metric that had a past has no usable point after the change. */
  readonly vanished: boolean;
  readonly periodMs: number;
}

/** The part of time that counts: points of [fromMs, toMs) whose period is over at nowMs. */
export interface WatchWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
}

/** Judges one metric by the points between the change and now. */
export function assess(prepared: PreparedMetric, post: Series | undefined, window: WatchWindow): Assessment {
  const reasons: Reason[] = [...prepared.blind];
  const changed = post && changedShape(prepared, post);
  if (changed) return unknown(prepared, [...reasons, changed], { vanished: true });
  const after = post === undefined ? null : readAfter(prepared, post, window);
  if (post === undefined || after === null || after.value.length === 0) {
    const nothing = reason("no_data", `${prepared.key} has no usable point after the change.`);
    return unknown(prepared, [...reasons, nothing], { vanished: prepared.history.value.length > 0 });
  }
  if (!post.complete) reasons.push(reason("partial_data", `${prepared.key} is incomplete after the change.`));
  const enough = after.value.length >= ENOUGH_OF_HORIZON * prepared.horizonPoints;
  if (!enough) {
    const text = `${prepared.key} has ${after.value.length} of ${prepared.horizonPoints} points of the watch.`;
    reasons.push(reason("too_few_points", text));
  }
  const seen = enough && post.complete && prepared.blind.length === 0;
  if (prepared.calibration !== null) return compared(prepared, prepared.calibration, after, seen, reasons);
  if (prepared.allZero && prepared.counts) return comparedToZero(prepared, after, seen, reasons);
  const sign = orientation(prepared);
  const baseline = prepared.history.value.length > 0 ? sign * median(prepared.history.value) : null;
  return unknown(prepared, reasons, { baseline, observed: sign * mean(after.value) });
}

function changedShape(prepared: PreparedMetric, post: Series): Reason | null {
  if (post.metric.unit !== prepared.unit) {
    const text = `${prepared.key} changed its unit from ${prepared.unit} to ${post.metric.unit}.`;
    return reason("unit_changed", text);
  }
  if (prepared.history.value.length > 0 && post.periodSeconds !== prepared.periodSeconds) {
    const text = `${prepared.key} changed its period from ${prepared.periodSeconds} s to ${post.periodSeconds} s.`;
    return reason("period_changed", text);
  }
  return null;
}

function readAfter(prepared: PreparedMetric, post: Series, window: WatchWindow): History {
  const { watched, coarseness } = prepared;
  const all = coarsen(
    readHistory({ ...post, metric: watched.metric }, window.fromMs, window.toMs),
    coarseness,
  );
  let from = 0;
  while (from < all.atMs.length && (all.atMs[from] ?? 0) < window.fromMs) from += 1;
  let to = all.atMs.length;
  while (to > from && (all.atMs[to - 1] ?? 0) + all.periodMs > window.nowMs) to -= 1;
  return { ...all, atMs: all.atMs.subarray(from, to), value: all.value.subarray(from, to) };
}

function compared(
  prepared: PreparedMetric,
  calibration: Calibration,
  after: History,
  seen: boolean,
  reasons: readonly Reason[],
): Assessment {
  const observation = observe(calibration, after);
  const comparison = describe(prepared, observation, reasons);
  const neutral = prepared.watched.metric.direction === "neutral";
  const otherUnit = looksLikeAnotherUnit(observation);
  const excess = (observation.observed - observation.expected) * observation.looked * prepared.coarseness;
  const tooFewEvents = prepared.counts && excess < LEAST_EXCESS_EVENTS;
  const alarm = observation.firstAlarm > 0 && !neutral && !otherUnit && !tooFewEvents;
  const more: Reason[] = [];
  if (neutral)
    more.push(reason("neutral_direction", `${prepared.key} is neither better nor worse when it moves.`));
  if (otherUnit) {
    const text = `${prepared.key} changed by a power of a thousand; check whether its unit changed.`;
    more.push(reason("unit_suspected", text));
  }
  // A metric that has clearly got better has said enough, however badly it would have shown a doubling.
  if (prepared.doublingsSeen < LEAST_DOUBLINGS_SEEN && comparison.outcome !== "better") {
    const seenPercent = Math.round(100 * prepared.doublingsSeen);
    const text = `${prepared.key} is so bursty or sparse that a lasting doubling would stand out in ${seenPercent} % of watches only; watch longer, or watch a steadier statistic.`;
    more.push(reason("bursty_metric", text));
  }
  return {
    comparison: {
      ...comparison,
      outcome: alarm ? "worse" : comparison.outcome,
      reasons: [...reasons, ...more],
    },
    alarm,
    conclusive: seen && more.length === 0,
    vanished: false,
    periodMs: after.periodMs,
  };
}

function comparedToZero(
  prepared: PreparedMetric,
  after: History,
  seen: boolean,
  reasons: readonly Reason[],
): Assessment {
  const first = firstAlarmFromZero(
    prepared.history.value.length * prepared.coarseness,
    after.value.map((value) => value * prepared.coarseness),
    prepared.alpha,
  );
  const alarm = first > 0 && prepared.watched.metric.direction === "lower_is_better";
  const { metric, role } = prepared.watched;
  const observed = orientation(prepared) * mean(after.value);
  const outcome = alarm ? "worse" : observed === 0 ? "same" : "unknown";
  const zero = { baseline: 0, observed, relativeEffect: null, interval: null };
  const comparison = { metric, role, ...zero, outcome, reasons } as const;
  return { comparison, alarm, conclusive: seen, vanished: false, periodMs: after.periodMs };
}

function looksLikeAnotherUnit(observation: Observation): boolean {
  const ratio = Math.abs(Math.log(observation.observed / observation.expected));
  const powers = Math.round(ratio / UNIT_FACTOR_LOG);
  return powers >= 1 && Math.abs(ratio - powers * UNIT_FACTOR_LOG) < UNIT_TOLERANCE_LOG;
}

function describe(prepared: PreparedMetric, seen: Observation, reasons: readonly Reason[]): Comparison {
  const { metric, role } = prepared.watched;
  const sign = orientation(prepared);
  const baseline = Number.isFinite(seen.expected) ? sign * seen.expected : null;
  const observed = Number.isFinite(seen.observed) ? sign * seen.observed : null;
  if (baseline === null || observed === null || baseline === 0 || seen.effect === null) {
    return {
      metric,
      role,
      baseline,
      observed,
      relativeEffect: null,
      interval: null,
      outcome: "unknown",
      reasons,
    };
  }
  const relativeEffect = (observed - baseline) / Math.abs(baseline);
  const low = relativeOfRise(seen.effect.low);
  const high = relativeOfRise(seen.effect.high);
  const interval = sign > 0 ? ([low, high] as const) : ([-high, -low] as const);
  const outcome = high < 0 && metric.direction !== "neutral" ? "better" : "same";
  return { metric, role, baseline, observed, relativeEffect, interval, outcome, reasons };
}

function unknown(
  prepared: PreparedMetric,
  reasons: readonly Reason[],
  known: { readonly vanished?: boolean; readonly baseline?: number | null; readonly observed?: number },
): Assessment {
  const { metric, role } = prepared.watched;
  const { vanished = false, baseline = null, observed = null } = known;
  const blank = { relativeEffect: null, interval: null, outcome: "unknown" } as const;
  return {
    comparison: { metric, role, baseline, observed, ...blank, reasons },
    alarm: false,
    conclusive: false,
    vanished,
    periodMs: prepared.periodSeconds * 1000,
  };
}

function orientation(prepared: PreparedMetric): 1 | -1 {
  return prepared.watched.metric.direction === "higher_is_better" ? -1 : 1;
}
