const firstMs = 5_000;
const longestMs = 3_600_000;

/** How long to wait after `faults` faults in a row: 5 s, doubling, at most an hour. */
export function backoffMs(faults: number): number {
  if (Number.isNaN(faults)) return longestMs;
  return Math.min(longestMs, firstMs * 2 ** Math.max(0, Math.min(faults - 1, 20)));
}
