/** Whether a repository's next cycle is due. Zero hours means no schedule; never run means now. */
export function isCycleDue(lastStartedAtMs: number | null, intervalHours: number, nowMs: number): boolean {
  if (!(intervalHours > 0)) return false;
  return lastStartedAtMs === null || !(nowMs - lastStartedAtMs < intervalHours * 3_600_000);
}
