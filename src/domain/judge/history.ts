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

/** Up to here inserting one by one is faster than a sort's overhead. */
const FEW_VALUES = 64;

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
  const all = alreadyUsable(series) ? series.points : usablePoints(series);
  const points = all.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const sign = series.metric.direction === "higher_is_better" ? -1 : 1;
  const atMs = new Float64Array(points.length);
  const value = new Float64Array(points.length);
  points.forEach((point, index) => {
    atMs[index] = point.atMs;
    value[index] = sign * point.value;
  });
  return { atMs, value, periodMs: series.periodSeconds * 1000 };
}

/** Most series come clean and in order; then the sorting of {@link usablePoints} can be spared. */
function alreadyUsable(series: Series): boolean {
  let previousMs = Number.NEGATIVE_INFINITY;
  return series.points.every(({ atMs, value }) => {
    const usable =
      Number.isFinite(value) &&
      atMs > previousMs &&
      atMs >= series.fromMs &&
      atMs < series.toMs &&
      Number.isFinite(atMs);
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

/** The value below which the share `q` of an ascending array lies (linear between ranks); NaN when empty. */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = Math.min(Math.max(q, 0), 1) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = at(sorted, below);
  const high = at(sorted, Math.min(below + 1, sorted.length - 1));
  return low + (high - low) * (position - below);
}

/**
 * The value at the rank nearest to the share `q`; reorders the array. Hoare's selection (1961): linear, where a sort
 * would do more than is needed.
 */
export function selectQuantile(values: Float64Array, q: number): number {
  const rank = Math.round(Math.min(Math.max(q, 0), 1) * (values.length - 1));
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = at(values, (low + high) >> 1);
    let left = low;
    let right = high;
    while (left <= right) {
      while (at(values, left) < pivot) left += 1;
      while (at(values, right) > pivot) right -= 1;
      if (left > right) break;
      const moved = at(values, left);
      values[left] = at(values, right);
      values[right] = moved;
      left += 1;
      right -= 1;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return at(values, rank);
}

/** The middle of a list of values, which need not be sorted; NaN when empty. */
export function median(values: Float64Array): number {
  if (values.length > FEW_VALUES) return quantileOfSorted(values.toSorted(), 0.5);
  const ascending: number[] = [];
  for (const value of values) insertAscending(ascending, value);
  return middleOfAscending(ascending);
}

/** Puts a value into its place in an ascending list. */
export function insertAscending(ascending: number[], value: number): void {
  let position = ascending.length;
  ascending.push(value);
  while (position > 0) {
    const before = ascending[position - 1] ?? Number.NEGATIVE_INFINITY;
    if (before <= value) break;
    ascending[position] = before;
    position -= 1;
  }
  ascending[position] = value;
}

/** The middle of an ascending list; NaN when empty. */
export function middleOfAscending(ascending: readonly number[]): number {
  const high = ascending[ascending.length >> 1] ?? Number.NaN;
  const low = ascending[(ascending.length - 1) >> 1] ?? Number.NaN;
  return (low + high) / 2;
}

/** The arithmetic mean; NaN when empty. */
export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
