import type { Metric, Point, Series } from "../src/domain/shared/series.ts";
import type { JudgeContext, Verdict, WatchPlan } from "../src/domain/watch/verdict.ts";

/** A watch of one hour at five minutes, as the tests of the judge use it. */
export const PERIOD_SECONDS = 300;
export const PERIOD_MS = PERIOD_SECONDS * 1000;
export const MERGED_AT_MS = Date.UTC(2026, 0, 15, 12);
export const HORIZON_MS = 3_600_000;
export const OVER_MS = MERGED_AT_MS + HORIZON_MS + 10 * PERIOD_MS;

export const latency: Metric = {
  namespace: "AWS/Lambda",
  name: "Duration",
  dimensions: { FunctionName: "orders" },
  statistic: "Average",
  unit: "Milliseconds",
  direction: "lower_is_better",
};

export const errors: Metric = { ...latency, name: "Errors", statistic: "Sum", unit: "Count" };

export const context: JudgeContext = { effectiveAtMs: MERGED_AT_MS, controls: [] };

/** Watches the first metric as primary and the others as guardrails; every point is settled when its period ends. */
export function policyFor(...metrics: Metric[]): WatchPlan {
  return {
    metrics: metrics.map((metric, index) => ({
      metric,
      role: index === 0 ? "primary" : "guardrail",
      settlingSeconds: 0,
    })),
    durationSeconds: HORIZON_MS / 1000,
    degradationThreshold: 0.1,
  };
}

/** Values before (from < 0) or after the change, one a period; `value` gets the point's number, 0 at the change. */
export function series(metric: Metric, from: number, to: number, value: (index: number) => number): Series {
  const points: Point[] = [];
  for (let index = from; index < to; index += 1) {
    points.push({ atMs: MERGED_AT_MS + index * PERIOD_MS, value: value(index) });
  }
  const window = { fromMs: MERGED_AT_MS + from * PERIOD_MS, toMs: MERGED_AT_MS + to * PERIOD_MS };
  return { metric, periodSeconds: PERIOD_SECONDS, ...window, points, complete: true };
}

/** A repeatable value in [0, 1) without a pattern. */
export function noise(index: number): number {
  const scrambled = Math.sin(index * 12.9898) * 43_758.5453;
  return scrambled - Math.floor(scrambled);
}

/** A steady latency around 105 ms. */
export const steady = (index: number) => 100 + 10 * noise(index);

/** All reason codes of a verdict and its comparisons. */
export function codes(verdict: Verdict): string[] {
  return [...verdict.reasons, ...verdict.comparisons.flatMap(({ reasons }) => reasons)].map(
    ({ code }) => code,
  );
}
