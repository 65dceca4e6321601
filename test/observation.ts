import type { Observation } from "../src/domain/analyse/observation.ts";
import { type Metric, metricKey, type Point, type Series } from "../src/domain/shared/series.ts";
import { lambdaExtremes, lambdaMetric } from "../src/domain/sources/aws-lambda.ts";
import type { ServiceDeclaration } from "../src/domain/sources/service.ts";
import { serviceSchema } from "../src/domain/sources/service-declaration.ts";

const hourMs = 3_600_000;
const window = { fromMs: 0, toMs: 24 * hourMs };

/** A Lambda function as a policy declares it. */
export function declaredFunction(overrides: Record<string, unknown> = {}): ServiceDeclaration {
  return serviceSchema.parse({
    name: "checkout",
    functionName: "shop-checkout",
    resource: "Checkout",
    ...overrides,
  });
}

/**
 * A day of a Lambda function that is invoked 1000 times an hour and takes `durationMs` (200 ms), of which metrics and
 * reports say the same.
 * @param overrides.lines what its log holds besides; each is an error for CloudWatch, too
 * @param overrides.longestMs its longest duration in a year; default: as in the day
 */
export function observedFunction(
  overrides: Partial<Observation> & {
    readonly megabytes?: number;
    readonly usedMegabytes?: number;
    readonly durationMs?: number;
    readonly longestMs?: number;
    readonly lines?: readonly string[];
  } = {},
): Observation {
  const { megabytes = 1024, usedMegabytes = 600, durationMs = 200, lines = [], ...rest } = overrides;
  const { longestMs = durationMs, ...fields } = rest;
  const service = fields.service ?? declaredFunction();
  const [longest] = lambdaExtremes(service);
  return {
    service,
    window,
    series: new Map(
      [
        {
          means: "latency" as const,
          series: hourly(lambdaMetric(service, "Duration", "Average"), durationMs),
        },
        {
          means: "errors" as const,
          series: hourly(lambdaMetric(service, "Errors", "Sum"), lines.length / 24),
        },
        {
          means: "volume" as const,
          counts: "invocations",
          series: hourly(lambdaMetric(service, "Invocations", "Sum"), 1000),
        },
      ].map((one) => [metricKey(one.series.metric), { ...one, metric: one.series.metric }]),
    ),
    reports: Array.from({ length: 150 }, (_, index) => ({
      atMs: index * 1000,
      message: `REPORT RequestId: 00000000-0000-4000-8000-${String(index).padStart(12, "0")}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${durationMs} ms\tMemory Size: ${megabytes} MB\tMax Memory Used: ${usedMegabytes} MB\t`,
    })),
    reportsAre: "whole",
    extremes: {
      recent: new Map([[metricKey(longest), hourly(longest, durationMs)]]),
      retained: new Map([[metricKey(longest), aYearAgo(longest, longestMs)]]),
    },
    errorLogs: {
      logGroup: "/aws/lambda/shop-checkout",
      ...window,
      lines: lines.map((message, index) => ({ atMs: 200_000 + index, message })),
      complete: true,
    },
    complete: true,
    reasons: [],
    ...fields,
  };
}

function aYearAgo(metric: Metric, value: number): Series {
  const fromMs = -365 * 24 * hourMs;
  return { metric, periodSeconds: 3600, fromMs, toMs: 0, points: [{ atMs: fromMs, value }], complete: true };
}

function hourly(metric: Metric, value: number): Series {
  const points: Point[] = [];
  for (let atMs = window.fromMs; atMs < window.toMs; atMs += hourMs) points.push({ atMs, value });
  return { metric, periodSeconds: 3600, ...window, points, complete: true };
}
