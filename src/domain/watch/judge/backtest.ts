import { type Reason, reason } from "../../shared/reason.ts";
import { type Metric, metricKey, type Series } from "../../shared/series.ts";
import { median } from "../../shared/statistics.ts";
import type { WatchPlan } from "../verdict.ts";
import { prepareJudge } from "./judge.ts";
import { type Calibration, calibrate, type Observation } from "./placebo.ts";
import type { PreparedMetric } from "./prepare.ts";
import { alarmShare, type PastWatch, pastWatches, replay } from "./replay.ts";

/** Thresholds are learned on the older part of the history and tried on the rest, which they have not seen. */
const LEARNING_SHARE = 2 / 3;
/** So many pseudo-merges are replayed, evenly spread over the rest. */
const REPLAYS = 60;
/** A slowdown counts as visible when so many of the replays would have been reverted. */
const VISIBLE_SHARE = 0.8;
/** Slowdowns tried, as fractions, smallest first. */
const SLOWDOWNS = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 4, 9];

/** How a watch of one metric would have done in the past. */
export interface MetricBacktest {
  readonly metric: Metric;
  /** Share of replayed pseudo-merges, with nothing changed, that would have been reverted. */
  readonly falseAlarmRate: number;
  /** The smallest tried lasting relative worsening that is reverted in 80 % of the replays; null when none is. */
  readonly smallestVisibleSlowdown: number | null;
  /** From the change to the revert, at that worsening. */
  readonly medianDelaySeconds: number | null;
}

/** How a watch plan would have done in the past. */
export interface Backtest {
  readonly replays: number;
  /** Share of the replays in which any metric would have asked for a revert; null without replays. */
  readonly falseAlarmRate: number | null;
  /** Over the primary metrics, the one that sees most. */
  readonly smallestVisibleSlowdown: number | null;
  readonly medianDelaySeconds: number | null;
  readonly metrics: readonly MetricBacktest[];
  /** What keeps metrics from being replayed. */
  readonly reasons: readonly Reason[];
}

/**
 * Replays a watch plan on the past: how often it would have reverted a harmless change, and the smallest slowdown
 * that it would see, and when. Calibrates on the older two thirds and replays merges in the rest.
 */
export function backtest(plan: WatchPlan, history: readonly Series[]): Backtest {
  const prepared = prepareJudge(history, plan).metrics;
  const replays = prepared.flatMap((metric) => replayOf(metric, plan) ?? []);
  const unseen = prepared.filter((metric) => !replays.some((replay) => replay.prepared === metric));
  const reasons = unseen.flatMap(({ blind, key }) =>
    blind.length > 0
      ? blind
      : [reason("short_baseline", `${key} has too little history to replay the watch.`)],
  );
  const metrics = replays.map(backtestOne);
  const primary = metrics
    .filter(
      ({ metric, smallestVisibleSlowdown }) => smallestVisibleSlowdown !== null && isPrimary(plan, metric),
    )
    .sort((a, b) => (a.smallestVisibleSlowdown ?? 0) - (b.smallestVisibleSlowdown ?? 0));
  return {
    replays: replays[0]?.watches.length ?? 0,
    falseAlarmRate: rateOfAny(replays),
    smallestVisibleSlowdown: primary[0]?.smallestVisibleSlowdown ?? null,
    medianDelaySeconds: primary[0]?.medianDelaySeconds ?? null,
    metrics,
    reasons,
  };
}

interface Replay {
  readonly prepared: PreparedMetric;
  readonly calibration: Calibration;
  readonly watches: readonly PastWatch[];
}

function isPrimary(plan: WatchPlan, metric: Metric): boolean {
  return plan.metrics.some((one) => one.role === "primary" && metricKey(one.metric) === metricKey(metric));
}

function replayOf(prepared: PreparedMetric, plan: WatchPlan): Replay | null {
  const { history, horizonPoints, alpha } = prepared;
  if (prepared.calibration === null || prepared.watched.metric.direction === "neutral") return null;
  const learned = Math.floor(LEARNING_SHARE * history.value.length);
  const older = {
    ...history,
    atMs: history.atMs.subarray(0, learned),
    value: history.value.subarray(0, learned),
  };
  const calibration = calibrate(older, horizonPoints, alpha, plan.degradationThreshold);
  const watches = pastWatches(history, learned, horizonPoints, REPLAYS);
  return calibration === null || watches.length === 0 ? null : { prepared, calibration, watches };
}

/** What the judge would have seen in every replay, had the metric become worse by the given fraction. */
function observations({ calibration, watches }: Replay, slowdown: number): Observation[] {
  return replay(calibration, watches, (value) => value + slowdown * Math.abs(value));
}

function rateOfAny(replays: readonly Replay[]): number | null {
  const count = replays[0]?.watches.length ?? 0;
  if (count === 0) return null;
  const alarmed = new Set<number>();
  for (const one of replays) {
    observations(one, 0).forEach(({ firstAlarm }, index) => {
      if (firstAlarm > 0) alarmed.add(index);
    });
  }
  return alarmed.size / count;
}

function backtestOne(one: Replay): MetricBacktest {
  const { metric } = one.prepared.watched;
  const falseAlarmRate = alarmShare(observations(one, 0));
  const periodSeconds = one.calibration.history.periodMs / 1000;
  for (const slowdown of SLOWDOWNS) {
    const seen = observations(one, slowdown);
    if (alarmShare(seen) < VISIBLE_SHARE) continue;
    const delays = Float64Array.from(
      seen.filter(({ firstAlarm }) => firstAlarm > 0),
      ({ firstAlarm }) => firstAlarm,
    );
    const medianDelaySeconds = median(delays) * periodSeconds;
    return { metric, falseAlarmRate, smallestVisibleSlowdown: slowdown, medianDelaySeconds };
  }
  return { metric, falseAlarmRate, smallestVisibleSlowdown: null, medianDelaySeconds: null };
}
