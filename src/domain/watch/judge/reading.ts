import type { Metric } from "../../shared/series.ts";
import { median } from "../../shared/statistics.ts";

/** From this share of its bound on, a metric is near it. */
const NEAR_SHARE = 0.8;
/** The least distance to a bound, as a share of the bound: below it, one failure more or less is no change. */
const LEAST_DISTANCE_SHARE = 0.001;
/** A bound that the values pile up at shows itself. */
const PILED_SHARE = 0.05;
/** What names of shares without a unit say; a rate may be one a second, so that word alone says nothing. */
const sharesByName =
  /percent|pct|ratio|availability|utili[sz]ation|uptime|apdex|(success|hit|error|failure|fault|miss|loss).?(rate|share)/i;

/** How a metric's values are judged. The judged value rises when the metric gets worse. */
export interface Reading {
  /** The upper bound that the metric is near; null when it is judged as it is. */
  readonly bound: number | null;
  judged(value: number): number;
  /** The metric's own value of a judged one. */
  value(judged: number): number;
}

/**
 * Of 99.9 % success, 93 % is hardly less; of 0.1 % failures, 7 % is seventy times as much. So percentages and ratios
 * that are near their upper bound are judged by the distance to it: how it grows where higher is better, how it shrinks
 * where lower is better. All others are judged as they are, negated where higher is better.
 *
 * @param values the metric's past, in its own unit
 */
export function readingOf(metric: Metric, values: readonly number[]): Reading {
  const bound = metric.direction === "neutral" ? null : boundOf(metric, values);
  if (bound === null || !(median(values) >= NEAR_SHARE * bound)) return plainReading(metric);
  const least = LEAST_DISTANCE_SHARE * bound;
  const distance = (value: number): number => Math.max(0, bound - value) + least;
  const valueAt = (away: number): number => bound + least - away;
  return metric.direction === "higher_is_better"
    ? { bound, judged: distance, value: valueAt }
    : {
        bound,
        judged: (value) => bound / distance(value),
        value: (judged) => valueAt(bound / judged),
      };
}

/** The values as they are, oriented so that larger is worse. */
export function plainReading({ direction }: Pick<Metric, "direction">): Reading {
  const sign = direction === "higher_is_better" ? -1 : 1;
  const turned = (value: number): number => sign * value;
  return { bound: null, judged: turned, value: turned };
}

/** 1 or 100 where the metric cannot be more, by its unit, its name, or by how its values pile up there. */
function boundOf({ statistic, unit, name, direction }: Metric, values: readonly number[]): number | null {
  if (statistic === "Sum" || statistic === "SampleCount" || values.length === 0) return null;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < 0) return null;
    most = Math.max(most, value);
  }
  const isHigherBetter = direction === "higher_is_better";
  const bound = most <= 1 && (unit !== "Percent" || isHigherBetter) ? 1 : 100;
  if (most > bound) return null;
  if (unit === "Percent") return bound;
  if (unit !== "None") return null;
  if (sharesByName.test(name)) return bound;
  const piled = values.filter((value) => value === bound).length;
  return isHigherBetter && piled >= PILED_SHARE * values.length ? bound : null;
}
