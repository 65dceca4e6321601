import { type Series, usablePoints } from "../series.ts";

/**
 * A metric's past as flat arrays, oriented so that larger is worse: values of a `higher_is_better` metric are
 * negated, so one set of formulas serves both directions.
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

/** Reads the usable points of a series that lie in [fromMs, toMs), oriented so that larger is worse. */
export function readHistory(
  series: Series,
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): History {
  const points = usablePoints(series).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const sign = series.metric.direction === "higher_is_better" ? -1 : 1;
  return {
    atMs: Float64Array.from(points, (point) => point.atMs),
    value: Float64Array.from(points, (point) => sign * point.value),
    periodMs: series.periodSeconds * 1000,
  };
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

/** The value below which the share `q` of an ascending array lies (linear between ranks); NaN when empty. */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = Math.min(Math.max(q, 0), 1) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = at(sorted, below);
  const high = at(sorted, Math.min(below + 1, sorted.length - 1));
  return low + (high - low) * (position - below);
}

/** The middle of a list of values, which need not be sorted; NaN when empty. */
export function median(values: Float64Array): number {
  return quantileOfSorted(values.toSorted(), 0.5);
}

/** The arithmetic mean; NaN when empty. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
