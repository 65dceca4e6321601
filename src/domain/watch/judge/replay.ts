import type { History } from "./history.ts";
import { type Calibration, type Observation, observe } from "./placebo.ts";

/** So many past watches show how well the judge sees. */
const REPLAYS = 20;

/** A watch that could have been in the past: the points before and after a moment at which nothing was merged. */
export interface PastWatch {
  readonly before: History;
  readonly post: History;
}

/** Up to `count` watches, evenly spread over the history from the point number `from` on. */
export function pastWatches(
  history: History,
  from: number,
  horizonPoints: number,
  count: number,
): PastWatch[] {
  const starts = Math.max(0, history.value.length - horizonPoints - from + 1);
  return Array.from({ length: Math.min(count, starts) }, (_, index) => {
    const start = from + Math.floor((index * starts) / Math.min(count, starts));
    return { before: part(history, 0, start), post: part(history, start, start + horizonPoints) };
  });
}

/** What the judge would have seen in past watches, had every value after the change been what `worsen` makes of it. */
export function replay(
  calibration: Calibration,
  watches: readonly PastWatch[],
  worsen: (value: number) => number,
): Observation[] {
  return watches.map(({ before, post }) =>
    observe(calibration, { ...post, value: post.value.map(worsen) }, before),
  );
}

/** The share of observations that alarmed. */
export function alarmShare(observations: readonly Observation[]): number {
  return observations.filter(({ firstAlarm }) => firstAlarm > 0).length / Math.max(1, observations.length);
}

/**
 * In what share of past watches a lasting doubling of the metric (or halving, where higher is better) would have
 * been seen. Where it is small, silence says nothing.
 */
export function doublingsSeen(calibration: Calibration): number {
  const { history, references, looks } = calibration;
  const watches = pastWatches(history, references.nearPoints, looks.at(-1) ?? 0, REPLAYS);
  return alarmShare(replay(calibration, watches, (value) => (value > 0 ? 2 * value : value / 2)));
}

function part(history: History, from: number, to: number): History {
  return { ...history, atMs: history.atMs.subarray(from, to), value: history.value.subarray(from, to) };
}
