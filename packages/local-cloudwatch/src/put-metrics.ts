import { z } from "zod";
import { named, parse } from "./request.ts";
import { statisticOf } from "./statistics.ts";
import type { MetricName, TelemetrySource } from "./telemetry-source.ts";

const putMetricDataSchema = z.object({
  Namespace: z.string().min(1),
  MetricData: z
    .array(
      z.object({
        MetricName: z.string().min(1),
        Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
        Timestamp: z.number().optional(),
        Value: z.number().optional(),
        Values: z.array(z.number()).max(150).optional(),
        Counts: z.array(z.number()).optional(),
        Unit: z.string().default("None"),
      }),
    )
    .max(1000),
});

/** What was put, oldest forgotten first; readable like any other metric. */
export interface PutMetrics extends Pick<TelemetrySource, "metricNames" | "values"> {
  /** PutMetricData. */
  put(body: unknown): Record<string, never>;
}

const maxSamples = 200_000;

/** Keeps samples put into CloudWatch; `now` stamps those that came without a time. */
export function createPutMetrics(now: () => number): PutMetrics {
  const metrics = new Map<string, { metric: MetricName; samples: { atMs: number; value: number }[] }>();
  const keyOf = (metric: MetricName) =>
    JSON.stringify([metric.namespace, metric.name, Object.entries(metric.dimensions).sort()]);

  return {
    put(body) {
      const input = parse(putMetricDataSchema, body);
      for (const datum of input.MetricData) {
        const metric = named(input.Namespace, datum.MetricName, datum.Dimensions);
        const entry = metrics.get(keyOf(metric)) ?? { metric, samples: [] };
        metrics.set(keyOf(metric), entry);
        const atMs = datum.Timestamp === undefined ? now() : datum.Timestamp * 1000;
        const values = datum.Values ?? (datum.Value === undefined ? [] : [datum.Value]);
        values.forEach((value, index) => {
          for (let count = datum.Counts?.[index] ?? 1; count > 0; count--)
            entry.samples.push({ atMs, value });
        });
        if (entry.samples.length > maxSamples) entry.samples.splice(0, entry.samples.length - maxSamples);
      }
      return {};
    },

    metricNames: () => [...metrics.values()].map(({ metric }) => metric),

    values(metric, { statistic, periodSeconds, fromMs, toMs }) {
      const periodMs = periodSeconds * 1000;
      const byPeriod = new Map<number, number[]>();
      for (const { atMs, value } of metrics.get(keyOf(metric))?.samples ?? []) {
        if (atMs < fromMs || atMs >= toMs) continue;
        const start = Math.floor(atMs / periodMs) * periodMs;
        const samples = byPeriod.get(start) ?? [];
        samples.push(value);
        byPeriod.set(start, samples);
      }
      return [...byPeriod].map(([atMs, values]) => ({ atMs, value: statisticOf(values, statistic) }));
    },
  };
}
