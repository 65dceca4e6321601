import { type Reason, reason } from "../../shared/reason.ts";
import { metricKey, type Series, usablePoints } from "../../shared/series.ts";
import type { WatchedMetric } from "../../sources/source.ts";
import type { WatchPlan } from "../verdict.ts";
import { countsEvents } from "./counts.ts";
import { coarsen, type History, readHistory } from "./history.ts";
import { type Calibration, calibrate } from "./placebo.ts";
import { plainReading, type Reading, readingOf } from "./reading.ts";
import { doublingsSeen } from "./replay.ts";

/** With fewer points in the watch, no two looks could confirm each other. */
const LEAST_HORIZON_POINTS = 4;
/** A longer watch is averaged down to about so many points: finer ones cost time and show nothing more. */
const MOST_HORIZON_POINTS = 72;

/** A watched metric with what its past says is usual. */
export interface PreparedMetric {
  readonly watched: WatchedMetric;
  readonly key: string;
  /** As the baseline had them; a different unit or period later is a different metric. */
  readonly unit: string;
  readonly periodSeconds: number;
  /** The series that the rest was learnt from. */
  readonly past: Series | null;
  /** How its values become {@link history}'s, and back. */
  readonly reading: Reading;
  /** How many periods are averaged into one point. */
  readonly coarseness: number;
  readonly history: History;
  readonly horizonPoints: number;
  /** Share of harmless changes after which this metric may alarm. */
  readonly alpha: number;
  readonly counts: boolean;
  readonly allZero: boolean;
  readonly calibration: Calibration | null;
  /** In what share of past watches a lasting doubling would have been seen; 0 without a calibration. */
  readonly doublingsSeen: number;
  /** Why the metric cannot raise an alarm, where it cannot. */
  readonly blind: readonly Reason[];
}

/** Learns from the baseline what is usual for one metric. Costs time; its result serves every later point. */
export function prepareMetric(
  watched: WatchedMetric,
  baseline: Series | undefined,
  plan: WatchPlan,
  alpha: number,
): PreparedMetric {
  const key = metricKey(watched.metric);
  const unit = baseline?.metric.unit ?? watched.metric.unit;
  const periodSeconds = baseline?.periodSeconds ?? 0;
  const nothing: PreparedMetric = {
    ...{
      watched,
      key,
      unit,
      periodSeconds,
      alpha,
      past: baseline ?? null,
      reading: plainReading(watched.metric),
      coarseness: 1,
      horizonPoints: 0,
      calibration: null,
      doublingsSeen: 0,
    },
    ...{ counts: false, allZero: false, blind: [], history: noHistory },
  };
  if (baseline === undefined) {
    return { ...nothing, blind: [reason("no_baseline", `${key} has no series from before the change.`)] };
  }
  if (!(periodSeconds >= 1 && periodSeconds < Number.POSITIVE_INFINITY)) {
    return { ...nothing, blind: [reason("invalid_period", `${key} has no period of a second or more.`)] };
  }
  const finePoints = plan.durationSeconds / periodSeconds;
  const coarseness = Math.max(1, Math.ceil(finePoints / MOST_HORIZON_POINTS));
  const judged = { ...baseline, metric: watched.metric };
  const counts = countsEvents(watched.metric, readHistory(judged));
  const values = usablePoints(judged).map(({ value }) => value);
  const reading = readingOf(watched.metric, values);
  const fine = readHistory(judged, undefined, undefined, reading);
  const history = coarsen(fine, coarseness);
  const horizonPoints = Math.floor(finePoints / coarseness);
  const allZero = history.value.length > 0 && history.value.every((value) => value === 0);
  const known = { ...nothing, reading, coarseness, history, horizonPoints, allZero, counts };
  const obstacle = obstacleOf(known);
  if (obstacle !== null) return { ...known, blind: [obstacle] };
  if (allZero) return known;
  const calibration = calibrate(history, horizonPoints, alpha, plan.degradationThreshold);
  if (calibration !== null) return { ...known, calibration, doublingsSeen: doublingsSeen(calibration) };
  const text = `${key} has too little history before the change to say what is usual; seven times the watch's length is the least.`;
  return { ...known, blind: [reason("short_baseline", text)] };
}

const noHistory: History = { atMs: new Float64Array(), value: new Float64Array(), periodMs: 0 };

function obstacleOf(prepared: PreparedMetric): Reason | null {
  const { key, history, horizonPoints, periodSeconds, counts, allZero } = prepared;
  if (history.value.length === 0) {
    return reason("no_baseline", `${key} has no usable point before the change.`);
  }
  if (horizonPoints < LEAST_HORIZON_POINTS) {
    const seconds = LEAST_HORIZON_POINTS * periodSeconds;
    const text = `${key} yields ${horizonPoints} points in the watch; watch for ${seconds} s or longer.`;
    return reason("too_few_points", text);
  }
  if (allZero && !counts) {
    return reason("zero_baseline", `${key} was zero throughout, so a relative change has no meaning.`);
  }
  return null;
}
