/** Scales a median absolute deviation to the standard deviation of a normal distribution. */
const NORMAL_CONSISTENCY = 1.4826;

/** Median; NaN when there are no values. */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Mean; NaN when there are no values. */
export function mean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count += 1;
  }
  return sum / count;
}

/** Robust standard deviation (1.4826 × median absolute deviation); NaN when there are no values. */
export function spread(values: readonly number[], center = median(values)): number {
  return NORMAL_CONSISTENCY * median(values.map((value) => Math.abs(value - center)));
}

/** Correlation of neighbours, clamped to [0, 0.99]: what it takes off the information of a sample; 0 if undefined. */
export function autocorrelation(values: readonly number[]): number {
  const center = mean(values);
  let products = 0;
  let squares = 0;
  for (const [index, value] of values.entries()) {
    squares += (value - center) ** 2;
    const previous = values[index - 1];
    if (previous !== undefined) products += (value - center) * (previous - center);
  }
  return squares > 0 ? Math.min(0.99, Math.max(0, products / squares)) : 0;
}

/** Mid-ranks from 1: equal values share the mean of their places. */
export function ranks(values: readonly number[]): Float64Array {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && order[end]?.value === order[start]?.value) end++;
    for (const { index } of order.slice(start, end)) result[index] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}

/** P(|Z| ≥ |z|) of a standard normal Z (Abramowitz & Stegun 7.1.26). */
export function twoSidedNormalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.min(1, polynomial * Math.exp(-x * x));
}

/** P(F ≥ f) with the given degrees of freedom, by Paulson's normal approximation (1942); 1 for a useless f. */
export function upperFTail(f: number, numerator: number, denominator: number): number {
  if (!(f > 0) || !(numerator > 0) || !(denominator > 0)) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  const root = Math.cbrt(f);
  const a = 2 / (9 * numerator);
  const b = 2 / (9 * denominator);
  const z = ((1 - b) * root - (1 - a)) / Math.sqrt(b * root * root + a);
  return z > 0 ? twoSidedNormalTail(z) / 2 : 1 - twoSidedNormalTail(z) / 2;
}
