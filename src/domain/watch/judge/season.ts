import { at, type History } from "./history.ts";

const DAY_MS = 86_400_000;
/** Half an hour: long enough to hold several points of most metrics, short enough to follow a morning rise. */
const SLOT_MS = 1_800_000;

/** What is usual at a time of day, judged from the other days. */
export type Season = (atMs: number) => number;

/** The values of one half-hour of the day, ascending: over all days, and day by day. */
interface Slot {
  readonly all: Float64Array;
  readonly days: ReadonlyMap<number, Float64Array>;
}

/**
 * The median of the same half-hour of the day on all *other* days; where there is none, the median of everything.
 * Leaving the own day out keeps a past window from being compared with itself.
 */
export function buildSeason(history: History, overallMedian: number): Season {
  const slotMs = Math.max(history.periodMs, SLOT_MS);
  const slots = buildSlots(history, slotMs);
  const known = new Map<number, number>();
  return (timeMs) => {
    const slot = slotOf(timeMs, slotMs);
    const day = dayOf(timeMs);
    const key = day * Math.ceil(DAY_MS / SLOT_MS) + slot;
    let usual = known.get(key);
    if (usual === undefined) {
      usual = medianWithoutDay(slots.get(slot), day) ?? overallMedian;
      known.set(key, usual);
    }
    return usual;
  };
}

function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

function slotOf(atMs: number, slotMs: number): number {
  return Math.floor((atMs - dayOf(atMs) * DAY_MS) / slotMs);
}

function buildSlots(history: History, slotMs: number): Map<number, Slot> {
  const members = new Map<number, Map<number, number[]>>();
  for (let index = 0; index < history.atMs.length; index += 1) {
    const atMs = at(history.atMs, index);
    const slot = slotOf(atMs, slotMs);
    const day = dayOf(atMs);
    const days = members.get(slot) ?? new Map<number, number[]>();
    members.set(slot, days);
    const values = days.get(day);
    if (values) values.push(at(history.value, index));
    else days.set(day, [at(history.value, index)]);
  }
  const slots = new Map<number, Slot>();
  for (const [slot, days] of members) {
    const all = new Float64Array([...days.values()].flat()).sort();
    const perDay = new Map([...days].map(([day, values]) => [day, new Float64Array(values).sort()]));
    slots.set(slot, { all, days: perDay });
  }
  return slots;
}

function medianWithoutDay(slot: Slot | undefined, day: number): number | null {
  if (slot === undefined) return null;
  const own = slot.days.get(day) ?? new Float64Array();
  const others = slot.all.length - own.length;
  if (others === 0) return null;
  return (valueOfRank(slot.all, own, (others - 1) >> 1) + valueOfRank(slot.all, own, others >> 1)) / 2;
}

/** The value at a rank among those of `all` that are not in `own`; both ascending. */
function valueOfRank(all: Float64Array, own: Float64Array, rank: number): number {
  let skipped = 0;
  for (let index = rank; ; index += 1) {
    while (at(own, skipped) <= at(all, index)) skipped += 1;
    if (index - skipped >= rank) return at(all, index);
  }
}
