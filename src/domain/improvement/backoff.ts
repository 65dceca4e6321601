const firstMs = 5_000;
const longestMs = 3_600_000;

/** How long to wait after `faults` faults in a row: 5 s, doubling, at most an hour. */
export function backoffMs(faults: number): number {
  if (Number.isNaN(faults)) return longestMs;
  return Math.min(longestMs, firstMs * 2 ** Math.max(0, Math.min(faults - 1, 20)));
}

const longestPollMs = 6 * 3_600_000;

/**
 * How long to wait before looking again at a pull request of that age: webhooks tell what happens, so the look is
 * only for lost ones, and a pull request that has waited for days can wait a tenth of its age more.
 */
export function pollDelayMs(ageMs: number, pollSeconds: number): number {
  const delayMs = Number.isFinite(ageMs) ? Math.min(Math.ceil(ageMs / 10), longestPollMs) : 0;
  return Math.max(pollSeconds * 1000, delayMs);
}
