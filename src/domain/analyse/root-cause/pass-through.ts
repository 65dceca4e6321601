import { mean } from "../../shared/statistics.ts";
import { bestLevel, oriented } from "./excess.ts";
import type { Signal } from "./observations.ts";

/** Fewer periods in which the callee varied say nothing; one incident is one of them. */
const LEAST_VARIED_PERIODS = 20;
/** An upper bound at about 97.5 %. */
const STANDARD_ERRORS = 2;

/** A metric with the requests it is spread over, row by row of normal times. */
export interface Load {
  readonly signal: Signal;
  /** null: not measured, every period counts the same. */
  readonly requests: Float64Array | null;
}

/**
 * How much of what a callee takes longer (or fails more) its caller shows at most, from 0 (it does not wait, or
 * copes) to 1: the upper end of the slope with which the caller's total followed the callee's in normal times
 * (least squares). 1 where normal times cannot tell, because calls usually do add up: so when the callee hardly
 * varied. Periods are counted by their weight in the slope, (Σx²)²/Σx⁴, so that a single incident counts as one.
 */
export function passThrough(caller: Load, callee: Load): number {
  const ofCaller = normalTotals(caller);
  const both = [...normalTotals(callee)]
    .map((x, row) => ({ x, y: ofCaller[row] ?? Number.NaN }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const meanX = mean(both.map(({ x }) => x));
  const meanY = mean(both.map(({ y }) => y));
  let sumXX = 0;
  let sumXY = 0;
  let sumYY = 0;
  let sumX4 = 0;
  for (const { x, y } of both) {
    const squared = (x - meanX) ** 2;
    sumXX += squared;
    sumX4 += squared * squared;
    sumXY += (x - meanX) * (y - meanY);
    sumYY += (y - meanY) ** 2;
  }
  const variedPeriods = (sumXX * sumXX) / sumX4;
  if (!(variedPeriods >= LEAST_VARIED_PERIODS)) return 1;
  const slope = sumXY / sumXX;
  const standardError = Math.sqrt(Math.max(0, sumYY / sumXX - slope * slope) / (both.length - 2));
  const upper = slope + STANDARD_ERRORS * standardError;
  return Number.isFinite(upper) ? Math.min(1, Math.max(0, upper)) : 1;
}

function normalTotals({ signal, requests }: Load): Float64Array {
  const best = bestLevel(signal);
  return oriented(signal).normal.map((value, row) => (value - best) * (requests?.[row] ?? 1));
}
