import { type Reason, reason } from "../../shared/reason.ts";
import type { Direction, Series } from "../../shared/series.ts";
import { mean, median } from "../../shared/statistics.ts";
import { soundEffect } from "../effect.ts";
import type { Comparison } from "../verdict.ts";
import { firstAlarmFromZero, LEAST_EXCESS_EVENTS } from "./counts.ts";
import { coarsen, type History, readHistory } from "./history.ts";
import { type Calibration, type Observation, observe } from "./placebo.ts";
import type { PreparedMetric } from "./prepare.ts";
import { trafficStopped } from "./silence.ts";
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
  /** Why it looks as if nobody used the service any more, if it does. */
  readonly silence: Reason | null;
  /** The bound that it is judged by its distance to; null where it is judged as it is. */
  readonly bound: number | null;
  /** Up to where its points cannot change any more. */
  readonly settledToMs: number;
  readonly periodMs: number;
}

/** The part of time that counts: points of [fromMs, toMs) whose period had ended at nowMs for so long that it is settled. */
export interface WatchWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  /** How long after its end a period's value may still change. */
  readonly settlingMs: number;
}

/** Judges one metric by the settled points between the change and now. */
export function assess(prepared: PreparedMetric, post: Series | undefined, window: WatchWindow): Assessment {
  const { bound } = prepared.reading;
  const silence = silenceOf(prepared, post, window);
  const settledToMs = window.nowMs - window.settlingMs;
  return { ...assessPoints(prepared, post, window), bound, silence, settledToMs };
}

/** An assessment without what missing points say. */
type Heard = Omit<Assessment, "silence" | "bound" | "settledToMs">;

function silenceOf({ past }: PreparedMetric, post: Series | undefined, window: WatchWindow): Reason | null {
  if (past === null || post === undefined) return null;
  const { fromMs, toMs, nowMs, settlingMs } = window;
  const periodMs = past.periodSeconds * 1000;
  const untilMs = Math.floor(Math.min(toMs, nowMs - settlingMs) / periodMs) * periodMs;
  return trafficStopped(past, post, fromMs, untilMs);
}

function assessPoints(prepared: PreparedMetric, post: Series | undefined, window: WatchWindow): Heard {
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
  const { reading, history } = prepared;
  const baseline = history.value.length > 0 ? reading.value(median(history.value)) : null;
  return unknown(prepared, reasons, { baseline, observed: reading.value(mean(after.value)) });
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
    readHistory({ ...post, metric: watched.metric }, window.fromMs, window.toMs, prepared.reading),
    coarseness,
  );
  let from = 0;
  while (from < all.atMs.length && (all.atMs[from] ?? 0) < window.fromMs) from += 1;
  let to = all.atMs.length;
  const settledMs = window.nowMs - window.settlingMs;
  while (to > from && (all.atMs[to - 1] ?? 0) + all.periodMs > settledMs) to -= 1;
  return { ...all, atMs: all.atMs.subarray(from, to), value: all.value.subarray(from, to) };
}

function compared(
  prepared: PreparedMetric,
  calibration: Calibration,
  after: History,
  seen: boolean,
  reasons: readonly Reason[],
): Heard {
  const observation = observe(calibration, after);
  const comparison = describe(prepared, observation, reasons);
  const neutral = prepared.watched.metric.direction === "neutral";
  const otherUnit = prepared.reading.bound === null && looksLikeAnotherUnit(observation);
  const excess = (observation.observed - observation.expected) * observation.looked * prepared.coarseness;
  const tooFewEvents = prepared.counts && excess < LEAST_EXCESS_EVENTS;
  // Peaks that are high while all of it clearly fell are no harm.
  const hurts = !neutral && comparison.outcome !== "better";
  const alarm = observation.firstAlarm > 0 && hurts && !otherUnit && !tooFewEvents;
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
): Heard {
  const first = firstAlarmFromZero(
    prepared.history.value.length * prepared.coarseness,
    after.value.map((value) => value * prepared.coarseness),
    prepared.alpha,
  );
  const alarm = first > 0 && prepared.watched.metric.direction === "lower_is_better";
  const { metric, role } = prepared.watched;
  const observed = prepared.reading.value(mean(after.value));
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
  const { watched, reading } = prepared;
  const { metric, role } = watched;
  const told = toldOf(seen);
  const baseline = Number.isFinite(told.expected) ? reading.value(told.expected) : null;
  const observed = Number.isFinite(told.observed) ? reading.value(told.observed) : null;
  const common = { metric, role, baseline, observed, reasons } as const;
  if (baseline === null || observed === null || baseline === 0 || told.effect === null)
    return { ...common, relativeEffect: null, interval: null, outcome: "unknown" };
  /** The metric's relative change had the judged value risen so far. */
  const relative = (rise: number): number => {
    const judged = told.expected + relativeOfRise(rise) * Math.abs(told.expected);
    return (reading.value(judged) - baseline) / Math.abs(baseline);
  };
  const interval = [relative(told.effect.low), relative(told.effect.high)] as const;
  const relativeEffect = (observed - baseline) / Math.abs(baseline);
  const effect = soundEffect(common, { relativeEffect, interval });
  return { ...common, ...effect, outcome: isBetter(metric.direction, effect.interval) ? "better" : "same" };
}

/** A watch that was looked at late may have got over what alarmed it: then that is told, and not how it ended. */
function toldOf(seen: Observation): Pick<Observation, "observed" | "expected" | "effect"> {
  return seen.atAlarm !== null && !((seen.effect?.rise ?? 0) > 0) ? seen.atAlarm : seen;
}

/** Whether all that the effect may be is for the better. */
function isBetter(direction: Direction, interval: readonly [number, number] | null): boolean {
  if (interval === null || direction === "neutral") return false;
  return direction === "higher_is_better" ? interval[0] > 0 : interval[1] < 0;
}

function unknown(
  prepared: PreparedMetric,
  reasons: readonly Reason[],
  known: { readonly vanished?: boolean; readonly baseline?: number | null; readonly observed?: number },
): Heard {
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
