import type { Metric } from "../../shared/series.ts";
import type { History } from "./history.ts";

/**
 * Fewer events than this say little about a rate: the 95 % Poisson interval around five already reaches from 1.6 to
 * 11.7. It is the absolute floor below which a rise in a count is no reason to revert.
 */
export const LEAST_EXCESS_EVENTS = 5;
/** Jeffreys' prior for a Poisson rate, as a shape: half an event seen before anything was. */
const PRIOR_EVENTS = 0.5;

/** Whether the metric counts events: a sum or a number of samples that came in whole, non-negative numbers. */
export function countsEvents(metric: Metric, history: History): boolean {
  if (metric.statistic !== "Sum" && metric.statistic !== "SampleCount") return false;
  return history.value.every(
    (value) => Number.isInteger(value) && (value >= 0 || metric.direction !== "lower_is_better"),
  );
}

/**
 * Number of points (1-based) after which events that never came before have come too often to be chance; 0 for
 * never. With no event in the baseline the count of the next points is negative binomial (Gamma–Poisson predictive,
 * Jeffreys prior); each look gets an equal part of alpha. Two points have to carry events.
 */
export function firstAlarmFromZero(baselinePoints: number, post: Float64Array, alpha: number): number {
  let events = 0;
  let carrying = 0;
  for (let count = 1; count <= post.length; count += 1) {
    const value = post[count - 1] ?? 0;
    events += Math.max(0, value);
    if (value > 0) carrying += 1;
    if (carrying < 2 || events < LEAST_EXCESS_EVENTS) continue;
    if (chanceOfAtLeast(events, baselinePoints, count) < alpha / post.length) return count;
  }
  return 0;
}

function chanceOfAtLeast(events: number, baselinePoints: number, points: number): number {
  const continues = points / (baselinePoints + points);
  let mass = (1 - continues) ** PRIOR_EVENTS;
  let below = 0;
  for (let count = 0; count < Math.min(events, 10_000); count += 1) {
    below += mass;
    mass *= ((PRIOR_EVENTS + count) / (count + 1)) * continues;
  }
  return Math.max(0, 1 - below);
}
