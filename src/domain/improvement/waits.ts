import type { PullKind } from "../gate/rule.ts";
import { type Reason, waitsFor } from "../shared/reason.ts";
import type { WaitsFor } from "../shared/reasons/entry.ts";
import type { ReasonCode } from "../shared/reasons.ts";

/** One thing that an improvement waits for, as its row keeps it. */
export interface Wait {
  readonly code: string;
  readonly sinceMs: number;
  /** When it was last seen: what flickers is one wait. */
  readonly seenMs: number;
  /** How often people were told of it. */
  readonly told: number;
}

const minute = 60;
const hour = 3_600;

/** After how many seconds people are told what a wait is for, by who has to act. A revert is urgent. */
const firstAfter: Readonly<Record<PullKind, Readonly<Record<WaitsFor, number>>>> = {
  revert: { people: 15 * minute, ci: 20 * minute, time: 30 * minute, nothing: 30 * minute },
  improvement: { people: 24 * hour, ci: 3 * hour, time: 6 * hour, nothing: 6 * hour },
};

/** Waits that are no delay for so long, or of which people have to know at once, in seconds. */
const expected: Partial<Record<ReasonCode, number>> = {
  horizon_not_reached: 30 * 24 * hour,
  auto_merge_on: 5 * minute,
};

/** Each time after that is so many times as late as the one before. */
const growth = 3;
/** A wait that was not seen for so long is over. */
const forgottenAfterMs = 6 * hour * 1000;

/**
 * How often people should have been told of a wait by now: not at all at first, then once, then at growing intervals.
 * There is no reason of which they are never told.
 * @param waitedSeconds for how long it has held the improvement back
 */
export function tellAfter(why: Reason, kind: PullKind, waitedSeconds: number): number {
  const usual = firstAfter[kind][waitsFor(why)];
  const first = kind === "improvement" ? (patienceFor(why.code) ?? usual) : usual;
  let [count, due] = [0, first];
  for (; waitedSeconds >= due; due *= growth) count += 1;
  return count;
}

function patienceFor(code: string): number | undefined {
  return Object.hasOwn(expected, code) ? expected[code as ReasonCode] : undefined;
}

/** The waits of a row after one more look, and those that people are to be told of now. */
export function waitsAfter(
  before: readonly Wait[],
  reasons: readonly Reason[],
  kind: PullKind,
  nowMs: number,
): { readonly waits: readonly Wait[]; readonly toTell: readonly Reason[] } {
  const known = new Map(before.map((wait) => [wait.code, wait]));
  const now = new Map(reasons.map((why) => [why.code as string, why]));
  const toTell: Reason[] = [];
  const waits: Wait[] = before.filter(
    ({ code, seenMs }) => !now.has(code) && nowMs - seenMs < forgottenAfterMs,
  );
  for (const [code, why] of now) {
    const { sinceMs, told } = known.get(code) ?? { sinceMs: nowMs, told: 0 };
    waits.push({ code, sinceMs, seenMs: nowMs, told });
    if (tellAfter(why, kind, (nowMs - sinceMs) / 1000) > told) toTell.push(why);
  }
  return { waits, toTell };
}

/** The waits once people were told of these: what has come due meanwhile is not told again at once. */
export function afterTelling(
  waits: readonly Wait[],
  told: readonly Reason[],
  kind: PullKind,
  nowMs: number,
): readonly Wait[] {
  return waits.map((wait) => {
    const why = told.find(({ code }) => code === wait.code);
    return why ? { ...wait, told: tellAfter(why, kind, (nowMs - wait.sinceMs) / 1000) } : wait;
  });
}
