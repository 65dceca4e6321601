import { z } from "zod";
import { AwsError } from "./faults.ts";
import type { PutMetrics } from "./put-metrics.ts";
import { named, parse } from "./request.ts";
import type { TelemetrySource } from "./telemetry-source.ts";

const dimensionsSchema = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);

const getMetricDataSchema = z.object({
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(["TimestampAscending", "TimestampDescending"]).default("TimestampDescending"),
  MaxDatapoints: z.int().min(1).max(100_800).default(100_800),
  NextToken: z.string().optional(),
  MetricDataQueries: z
    .array(
      z.object({
        Id: z.string().regex(/^[a-z][A-Za-z0-9_]*$/),
        MetricStat: z.object({
          Metric: z.object({
            Namespace: z.string(),
            MetricName: z.string(),
            Dimensions: dimensionsSchema,
          }),
          Period: z.int().positive(),
          Stat: z.string(),
        }),
      }),
    )
    .min(1)
    .max(500),
});

const listMetricsSchema = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  NextToken: z.string().optional(),
});

interface Answered {
  readonly id: string;
  readonly label: string;
  readonly points: readonly { atMs: number; value: number }[];
}

/** GetMetricData and ListMetrics over the simulated world and what was put. Nothing after `now` exists. */
export function metricsApi(source: TelemetrySource, put: PutMetrics, now: () => number) {
  function read(input: z.infer<typeof getMetricDataSchema>): Answered[] {
    const toMs = Math.min(input.EndTime * 1000, now());
    return input.MetricDataQueries.map(({ Id, MetricStat: { Metric, Period, Stat } }) => {
      const metric = named(Metric.Namespace, Metric.MetricName, Metric.Dimensions);
      const periodMs = Period * 1000;
      const fromMs = Math.floor((input.StartTime * 1000) / periodMs) * periodMs;
      const request = { statistic: Stat, periodSeconds: Period, fromMs, toMs };
      const points = [...source.values(metric, request), ...put.values(metric, request)];
      points.sort((a, b) => (input.ScanBy === "TimestampAscending" ? a.atMs - b.atMs : b.atMs - a.atMs));
      return { id: Id, label: Metric.MetricName, points };
    });
  }

  return {
    GetMetricData(body: unknown) {
      const input = parse(getMetricDataSchema, body);
      if (input.StartTime >= input.EndTime) {
        throw new AwsError(400, "ValidationError", "The parameter StartTime must be less than EndTime.");
      }
      const start = Number(input.NextToken ?? 0);
      const answered = read(input);
      const total = answered.reduce((sum, { points }) => sum + points.length, 0);
      const end = Math.min(total, start + input.MaxDatapoints);
      return {
        MetricDataResults: page(answered, start, end),
        Messages: [],
        ...(end < total ? { NextToken: String(end) } : {}),
      };
    },

    ListMetrics(body: unknown) {
      const input = parse(listMetricsSchema, body);
      const start = Number(input.NextToken ?? 0);
      const all = [...source.metricNames(), ...put.metricNames()].filter(
        (metric) =>
          (input.Namespace ?? metric.namespace) === metric.namespace &&
          (input.MetricName ?? metric.name) === metric.name,
      );
      return {
        Metrics: all.slice(start, start + 500).map((metric) => ({
          Namespace: metric.namespace,
          MetricName: metric.name,
          Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
        })),
        ...(start + 500 < all.length ? { NextToken: String(start + 500) } : {}),
      };
    },
  };
}

/** Data points `start` to `end` counted over all metrics; a metric that goes on is PartialData. */
function page(answered: readonly Answered[], start: number, end: number) {
  let offset = 0;
  const results = [];
  for (const { id, label, points } of answered) {
    const from = Math.max(0, start - offset);
    const to = Math.min(points.length, end - offset);
    offset += points.length;
    const isOnThisPage = to > from || (points.length === 0 && start === 0);
    if (!isOnThisPage) continue;
    const slice = points.slice(from, to);
    results.push({
      Id: id,
      Label: label,
      Timestamps: slice.map(({ atMs }) => atMs / 1000),
      Values: slice.map(({ value }) => value),
      StatusCode: to < points.length ? "PartialData" : "Complete",
    });
  }
  return results;
}
