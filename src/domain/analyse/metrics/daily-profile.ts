const DAY_MS = 86_400_000;
const SLOT_MS = 300_000;
const SLOTS = DAY_MS / SLOT_MS;
/** Half an hour to either side: people and cron jobs are not punctual to five minutes. */
const NEIGHBOURS = 6;
/** A new day counts a fifth: about a working week of memory. */
const WEIGHT_OF_NEW_DAY = 0.2;
/** What was written less than half a day ago is the recent past, not the same time on another day. */
const OTHER_DAY_MS = DAY_MS / 2;

/** The typical value at each time of day (UTC), from earlier days only; constant memory. */
export class DailyProfile {
  readonly #level = new Float64Array(SLOTS);
  readonly #days = new Float64Array(SLOTS);
  readonly #writtenAtMs = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY);

  /**
   * What earlier days lead to expect at `atMs` (milliseconds since the Unix epoch), before `value` is learned;
   * null while no earlier day covers this time of day.
   */
  next(atMs: number, value: number): number | null {
    if (!Number.isFinite(atMs)) return null;
    const slot = Math.floor((((atMs % DAY_MS) + DAY_MS) % DAY_MS) / SLOT_MS) % SLOTS;
    const expected = this.#expected(slot, atMs);
    this.#learn(slot, atMs, value);
    return expected;
  }

  #expected(slot: number, atMs: number): number | null {
    let sum = 0;
    let count = 0;
    for (let offset = -NEIGHBOURS; offset <= NEIGHBOURS; offset++) {
      const neighbour = (slot + offset + SLOTS) % SLOTS;
      const age = atMs - (this.#writtenAtMs[neighbour] ?? 0);
      if (age === Number.POSITIVE_INFINITY || age <= OTHER_DAY_MS) continue;
      sum += this.#level[neighbour] ?? 0;
      count++;
    }
    return count === 0 ? null : sum / count;
  }

  #learn(slot: number, atMs: number, value: number): void {
    const days = (this.#days[slot] ?? 0) + 1;
    const level = this.#level[slot] ?? 0;
    this.#level[slot] = level + (value - level) * Math.max(WEIGHT_OF_NEW_DAY, 1 / days);
    this.#days[slot] = days;
    this.#writtenAtMs[slot] = atMs;
  }
}
