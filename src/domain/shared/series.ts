import { z } from "zod";

/** Which way a metric has to move for the service to have become better. */
export const directionSchema = z.enum(["lower_is_better", "higher_is_better", "neutral"]);
export type Direction = z.infer<typeof directionSchema>;

/** CloudWatch statistics the product reads: the simple five and percentiles such as `p99`. */
export const statisticSchema = z.union([
  z.enum(["Average", "Sum", "Maximum", "Minimum", "SampleCount"]),
  z.templateLiteral(["p", z.number().min(0).max(100)]),
]);
export type Statistic = z.infer<typeof statisticSchema>;

/** What is measured. Two metrics are the same when {@link metricKey} says so. */
export const metricSchema = z.strictObject({
  namespace: z.string().min(1),
  name: z.string().min(1),
  dimensions: z.record(z.string(), z.string()).default({}),
  statistic: statisticSchema,
  unit: z.string().default("None"),
  direction: directionSchema.default("lower_is_better"),
});
export type Metric = z.infer<typeof metricSchema>;

/** One value, at the start of its period. `atMs` is milliseconds since the Unix epoch. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/**
 * A metric's points over the half-open window [fromMs, toMs).
 * `complete: false` says that the source could not give everything (partial data, throttled, cached copy).
 */
export interface Series {
  readonly metric: Metric;
  readonly periodSeconds: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: readonly Point[];
  readonly complete: boolean;
}

/** {@link Series} as it is stored. */
export const seriesSchema = z.object({
  metric: metricSchema,
  periodSeconds: z.number().positive(),
  fromMs: z.number(),
  toMs: z.number(),
  points: z.array(z.object({ atMs: z.number(), value: z.number() })),
  complete: z.boolean(),
}) satisfies z.ZodType<Series>;

/** Identity of a metric as one string: `namespace/name{dim=value,…}:statistic`, dimensions sorted. */
export function metricKey(metric: Metric): string {
  const dimensions = Object.entries(metric.dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(",");
  return `${metric.namespace}/${metric.name}{${dimensions}}:${metric.statistic}`;
}

/**
 * The points that can be reasoned about: finite values, ordered by time, one per timestamp
 * (the last one given wins, because a restated point comes after the first), inside the window.
 */
export function usablePoints(series: Series): Point[] {
  const byTime = new Map<number, number>();
  for (const { atMs, value } of series.points) {
    if (!Number.isFinite(value) || !Number.isFinite(atMs)) continue;
    if (atMs < series.fromMs || atMs >= series.toMs) continue;
    byTime.set(atMs, value);
  }
  return [...byTime].map(([atMs, value]) => ({ atMs, value })).sort((a, b) => a.atMs - b.atMs);
}
