import type { Observation } from "../src/domain/analyse/observation.ts";
import { type Metric, metricKey, type Point, type Series } from "../src/domain/shared/series.ts";
import { lambdaMetric } from "../src/domain/sources/aws-lambda.ts";
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

/** A day of a Lambda function that takes 200 ms, is invoked 1000 times an hour and writes these reports. */
export function observedFunction(
  overrides: Partial<Observation> & {
    readonly megabytes?: number;
    readonly usedMegabytes?: number;
    readonly durationMs?: number;
  } = {},
): Observation {
  const { megabytes = 1024, usedMegabytes = 600, durationMs = 200, ...fields } = overrides;
  const service = fields.service ?? declaredFunction();
  return {
    service,
    window,
    series: new Map(
      [
        { means: "latency" as const, series: hourly(lambdaMetric(service, "Duration", "Average"), 200) },
        { means: "errors" as const, series: hourly(lambdaMetric(service, "Errors", "Sum"), 0) },
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
    errorLogs: { logGroup: "/aws/lambda/shop-checkout", ...window, lines: [], complete: true },
    complete: true,
    reasons: [],
    ...fields,
  };
}

function hourly(metric: Metric, value: number): Series {
  const points: Point[] = [];
  for (let atMs = window.fromMs; atMs < window.toMs; atMs += hourMs) points.push({ atMs, value });
  return { metric, periodSeconds: 3600, ...window, points, complete: true };
}
