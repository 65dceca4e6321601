import { mean, median } from "../../shared/statistics.ts";
import type { Observations, Signal } from "./observations.ts";
import { evidenceWeight, placeboPValue, spreadStarts } from "./p-values.ts";
import { longestPlacebo, type WindowSplit } from "./violation.ts";

const PLACEBO_LIMIT = 1000;
/** A service with less history was practically never called: there is no "normal" to compare it with. */
const LEAST_HISTORY = 20;
/** Neither believed nor ruled out: the weight of a service whose change cannot be measured. */
const UNMEASURED_WEIGHT = 0.5;
/** Silence is unmeasured too, and it is as likely that the service is down as that it is just not called any more. */
const SILENCE_WEIGHT = UNMEASURED_WEIGHT / 2;

/** How much worse a service's metric was while the target was bad. */
export interface Excess {
  readonly signal: Signal;
  readonly from: number;
  readonly to: number;
  /** Extra seconds or failures in total: change per request × requests, never negative. */
  readonly amount: number;
  readonly pValue: number;
  /** 0 to 1: how far the change can be believed. */
  readonly weight: number;
  /**
   * `changed` is measured. `new`: there is no normal to compare with, so its callers chose to call something new.
   * `silent`: it stopped having values. Only a measured change excuses callers.
   */
  readonly kind: "changed" | "new" | "silent";
}

/** The metric's values with higher meaning worse. */
export function oriented(signal: Signal): { normal: Float64Array; window: Float64Array } {
  if (signal.direction === "lower_is_better") return signal;
  return { normal: signal.normal.map((value) => -value), window: signal.window.map((value) => -value) };
}

/**
 * The service's change while the target was bad, against the periods just before or, when the target was bad from
 * the start, against normal times; believed as far as it is unusual among the same difference at all normal times.
 * `requests` are those per period; `best` (higher is worse) is the level that a dependency without any history is
 * compared with. null when the service has no value in those periods.
 */
export function measureExcess(
  signal: Signal,
  split: WindowSplit,
  requests: number,
  best: number,
): Excess | null {
  const { normal, window } = oriented(signal);
  const during = finiteAt(window, split.during);
  if (during.length === 0) return null;
  const history = normal.filter((value) => Number.isFinite(value));
  const before = finiteAt(window, split.before);
  const hasHistory = history.length >= LEAST_HISTORY;
  const calm = before.length > 0 ? median(before) : hasHistory ? median(history) : best;
  const change = mean(during) - calm;
  const amount = Math.max(0, change * requests);
  if (!Number.isFinite(amount)) return null;
  const pValue = hasHistory
    ? placeboPValue(change, placeboChanges(normal, during.length, before.length, median(history)))
    : 1;
  const sign = signal.direction === "lower_is_better" ? 1 : -1;
  return {
    signal,
    from: sign * calm,
    to: sign * mean(during),
    amount,
    pValue,
    weight: hasHistory ? evidenceWeight(pValue) : UNMEASURED_WEIGHT,
    kind: hasHistory ? "changed" : "new",
  };
}

/**
 * A service that had values just before and has none while the target is bad: it may be down. How bad that is cannot
 * be measured, so it could answer for the whole `amount`, believed as far as such a silence is unusual.
 * null when it was not there before, or is still there.
 */
export function measureSilence(signal: Signal, split: WindowSplit, amount: number): Excess | null {
  const before = finiteAt(signal.window, split.before);
  if (before.length === 0 || finiteAt(signal.window, split.during).length > 0) return null;
  const rows = Math.min(split.during.length, Math.max(1, longestPlacebo(signal.normal.length)));
  let chances = 1;
  let silences = 1;
  for (let start = 1; start + rows <= signal.normal.length; start += 1) {
    if (!Number.isFinite(signal.normal[start - 1])) continue;
    chances += 1;
    if (Number.isNaN(meanOver(signal.normal, start, start + rows))) silences += 1;
  }
  const pValue = silences / chances;
  const weight = SILENCE_WEIGHT * evidenceWeight(pValue);
  return { signal, from: median(before), to: Number.NaN, amount, pValue, weight, kind: "silent" };
}

/** The best level of the metric, higher meaning worse: no time at all, or the best that the target ever showed. */
export function bestLevel(signal: Signal): number {
  return signal.direction === "lower_is_better"
    ? 0
    : oriented(signal).normal.reduce(smaller, Number.POSITIVE_INFINITY);
}

/** Requests per period while the target was bad; null where they are not measured. */
export function requestsDuring(
  observations: Observations,
  service: string,
  volumeMetric: string,
  split: WindowSplit,
): number | null {
  const signal = observations.signal(service, volumeMetric);
  const requests = signal ? mean(finiteAt(signal.window, split.during)) : Number.NaN;
  return requests > 0 && Number.isFinite(requests) ? requests : null;
}

function placeboChanges(
  normal: Float64Array,
  duringRows: number,
  beforeRows: number,
  normalLevel: number,
): number[] {
  const half = Math.max(1, Math.floor(longestPlacebo(normal.length) / 2));
  const during = Math.min(duringRows, half);
  const before = Math.min(beforeRows, half);
  const changes: number[] = [];
  for (const start of spreadStarts(normal.length - before - during, PLACEBO_LIMIT)) {
    const onset = start + before;
    const calm = before === 0 ? normalLevel : median(finiteIn(normal, start, onset));
    const change = meanOver(normal, onset, onset + during) - calm;
    if (Number.isFinite(change)) changes.push(change);
  }
  return changes;
}

/** Mean of the finite values in [from, to); NaN for none. */
function meanOver(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

function finiteAt(values: Float64Array, rows: readonly number[]): number[] {
  return rows.map((row) => values[row] ?? Number.NaN).filter((value) => Number.isFinite(value));
}

function finiteIn(values: Float64Array, from: number, to: number): Float64Array {
  return values.subarray(from, to).filter((value) => Number.isFinite(value));
}

function smaller(least: number, value: number): number {
  return value < least ? value : least;
}
