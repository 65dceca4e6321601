import { type Series, usablePoints } from "../../shared/series.ts";
import { mean } from "../../shared/statistics.ts";
import { plainReading, type Reading } from "./reading.ts";

/**
 * A metric's past as flat arrays of judged values (see `reading.ts`): larger is worse, so one set of formulas serves
 * both directions.
 */
export interface History {
  readonly atMs: Float64Array;
  readonly value: Float64Array;
  readonly periodMs: number;
}

/** The element at `index`, or NaN outside the array. */
export function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}

/** Reads the usable points of a series that lie in [fromMs, toMs), as judged: larger is worse. */
export function readHistory(
  series: Series,
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
  reading: Reading = plainReading(series.metric),
): History {
  const all = alreadyUsable(series) ? series.points : usablePoints(series);
  const points = all.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const atMs = new Float64Array(points.length);
  const value = new Float64Array(points.length);
  points.forEach((point, index) => {
    atMs[index] = point.atMs;
    value[index] = reading.judged(point.value);
  });
  return { atMs, value, periodMs: series.periodSeconds * 1000 };
}

/** Most series come clean and in order; then the sorting of {@link usablePoints} can be spared. */
function alreadyUsable(series: Series): boolean {
  let previousMs = Number.NEGATIVE_INFINITY;
  return series.points.every(({ atMs, value }) => {
    const usable = Number.isFinite(value) && atMs > previousMs && atMs >= series.fromMs && atMs < series.toMs;
    previousMs = atMs;
    return usable;
  });
}

/**
 * Averages the points of every stretch of `factor` periods, counted from the epoch, so that the parts of one series
 * fall into the same stretches wherever it is cut.
 */
export function coarsen(history: History, factor: number): History {
  if (factor <= 1) return history;
  const periodMs = history.periodMs * factor;
  const atMs: number[] = [];
  const value: number[] = [];
  let from = 0;
  while (from < history.atMs.length) {
    const startMs = Math.floor(at(history.atMs, from) / periodMs) * periodMs;
    let to = from + 1;
    while (to < history.atMs.length && at(history.atMs, to) < startMs + periodMs) to += 1;
    atMs.push(startMs);
    value.push(mean(history.value.subarray(from, to)));
    from = to;
  }
  return { atMs: Float64Array.from(atMs), value: Float64Array.from(value), periodMs };
}
