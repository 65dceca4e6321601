import { at, type History, median } from "./history.ts";

const DAY_MS = 86_400_000;
/** Half an hour: long enough to hold several points of most metrics, short enough to follow a morning rise. */
const SLOT_MS = 1_800_000;

/** What is usual at a time of day, judged from the other days. */
export type Season = (atMs: number) => number;

/**
 * The median of the same half-hour of the day on all *other* days; with less than two days of history the median
 * of everything. Leaving the own day out keeps a past window from being compared with itself.
 */
export function buildSeason(history: History): Season {
  const { atMs, value, periodMs } = history;
  const overall = median(value);
  const slotMs = Math.max(periodMs, SLOT_MS);
  const slots = new Map<number, Map<number, number[]>>();
  for (let index = 0; index < atMs.length; index += 1) {
    const { slot, day } = slotOf(at(atMs, index), slotMs);
    const days = slots.get(slot) ?? new Map<number, number[]>();
    const values = days.get(day) ?? [];
    values.push(at(value, index));
    days.set(day, values);
    slots.set(slot, days);
  }
  const usual = new Map<number, number>();
  return (timeMs) => {
    const { slot, day } = slotOf(timeMs, slotMs);
    const key = day * 100_000 + slot;
    const known = usual.get(key);
    if (known !== undefined) return known;
    const others = [...(slots.get(slot) ?? [])]
      .filter(([other]) => other !== day)
      .flatMap(([, values]) => values);
    const result = others.length === 0 ? overall : median(Float64Array.from(others));
    usual.set(key, result);
    return result;
  };
}

function slotOf(atMs: number, slotMs: number): { readonly slot: number; readonly day: number } {
  const day = Math.floor(atMs / DAY_MS);
  return { slot: Math.floor((atMs - day * DAY_MS) / slotMs), day };
}
