import type { Backtest } from "../watch/judge/backtest.ts";
import { duration, percent } from "./format.ts";

/** How the watch would have done in the past, in a sentence or two. */
export function backtestSentence(result: Backtest): string {
  if (result.replays === 0 || result.falseAlarmRate === null) {
    return "There is too little history to say how well this watch would see a regression.";
  }
  const alarms = `Replayed on ${result.replays} moments of the past, this watch would have reverted a harmless change in ${(result.falseAlarmRate * 100).toFixed(1)} % of them.`;
  if (result.smallestVisibleSlowdown === null || result.medianDelaySeconds === null) {
    return `${alarms} It would not reliably see even a tenfold worsening, so expect it to be inconclusive.`;
  }
  return `${alarms} It would see a lasting worsening of ${percent(result.smallestVisibleSlowdown)} or more, typically after ${duration(result.medianDelaySeconds)}.`;
}
