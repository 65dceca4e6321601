import { at } from "./history.ts";

/** The value below which the share `q` of an ascending array lies (linear between ranks); NaN when empty. */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
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

/** Puts a value into its place in an ascending list. */
export function insertAscending(ascending: number[], value: number): void {
  let position = ascending.length;
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
