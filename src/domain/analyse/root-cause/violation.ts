import { median } from "../../shared/statistics.ts";
import { evidenceWeight, placeboPValue, spreadStarts } from "./p-values.ts";

/** A window counts as violated by what at least this share of its periods shows; one bad period in many is none. */
const PERSISTENT_SHARE = 1 / 3;
/** So many placebo windows must fit side by side into normal times, or "one in twenty" could not be seen. */
const SEPARATE_PLACEBOS = 20;
const PLACEBO_LIMIT = 1000;
/** Level and rise are two looks at one window (Bonferroni). */
const LOOKS = 2;

/** Which rows of the window are bad, and how sure that is. */
export interface Violation {
  /** Chance that an ordinary window looks as bad. */
  readonly pValue: number;
  /** 0 to 1, see {@link evidenceWeight}. */
  readonly weight: number;
  readonly split: WindowSplit;
}

/** Rows of the window in which the target is bad, and the rows before the first of them. */
export interface WindowSplit {
  readonly during: readonly number[];
  readonly before: readonly number[];
}

/** The longest placebo that fits {@link SEPARATE_PLACEBOS} times into normal times; 0 when there is too little. */
export function longestPlacebo(normalRows: number): number {
  return Math.floor(normalRows / SEPARATE_PLACEBOS);
}

/**
 * Compares the target's window with placebo windows of the same length from normal times. Two looks: how high the
 * worst third of the periods lies (`level`), and how far above the rest of its own window (`rise`, which survives
 * a baseline that has drifted since). Values are oriented so that higher is worse; `window` is not empty.
 * When the window is longer than the longest placebo, shorter placebos are used; they scatter more, so this errs
 * towards "nothing wrong".
 */
export function compareWithPlacebos(normal: Float64Array, window: Float64Array): Violation {
  const length = Math.min(window.length, longestPlacebo(normal.length));
  const starts = length === 0 ? [] : spreadStarts(normal.length - length, PLACEBO_LIMIT);
  const placebos = starts.map((start) => levelAndRise(normal.subarray(start, start + length)));
  const observed = levelAndRise(window);
  const levels = placebos.map(({ level }) => level);
  const rises = placebos.map(({ rise }) => rise);
  const pLevel = placeboPValue(observed.level, levels);
  const pRise = placeboPValue(observed.rise, rises);
  const pValue = Math.min(1, LOOKS * Math.min(pLevel, pRise));
  const calm = pRise <= pLevel ? observed.rest : Math.min(observed.rest, median(normal));
  return {
    pValue,
    weight: evidenceWeight(pValue),
    split: splitWindow(window, calm + (observed.level - calm) / 2),
  };
}

function levelAndRise(window: Float64Array): { level: number; rest: number; rise: number } {
  const sorted = Float64Array.from(window).sort();
  const persistent = Math.ceil(sorted.length * PERSISTENT_SHARE);
  const level = sorted[sorted.length - persistent] ?? Number.NaN;
  const others = sorted.subarray(0, sorted.length - persistent);
  const rest = others.length === 0 ? level : median(others);
  return { level, rest, rise: level - rest };
}

function splitWindow(window: Float64Array, threshold: number): WindowSplit {
  const during: number[] = [];
  const before: number[] = [];
  for (const [row, value] of window.entries()) {
    if (value >= threshold) during.push(row);
    else if (during.length === 0) before.push(row);
  }
  return { during, before };
}
