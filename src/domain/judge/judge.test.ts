import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Metric, Point, Series } from "../series.ts";
import type { JudgeContext, JudgePolicy, Verdict } from "../verdict.ts";
import { judge } from "./judge.ts";

const PERIOD_SECONDS = 300;
const PERIOD_MS = PERIOD_SECONDS * 1000;
const MERGED_AT_MS = Date.UTC(2026, 0, 15, 12);
const HORIZON_MS = 3_600_000;
const OVER_MS = MERGED_AT_MS + HORIZON_MS + 10 * PERIOD_MS;

const latency: Metric = {
  namespace: "AWS/Lambda",
  name: "Duration",
  dimensions: { FunctionName: "orders" },
  statistic: "Average",
  unit: "Milliseconds",
  direction: "lower_is_better",
};
const context: JudgeContext = { effectiveAtMs: MERGED_AT_MS, controls: [] };

function policyFor(...metrics: Metric[]): JudgePolicy {
  return {
    metrics: metrics.map((metric) => ({ metric, role: "primary" })),
    durationSeconds: HORIZON_MS / 1000,
    degradationThreshold: 0.1,
  };
}

/** Values before (from < 0) or after the change, one a period; `value` gets the point's number, 0 at the change. */
function series(metric: Metric, from: number, to: number, value: (index: number) => number): Series {
  const points: Point[] = [];
  for (let index = from; index < to; index += 1) {
    points.push({ atMs: MERGED_AT_MS + index * PERIOD_MS, value: value(index) });
  }
  const window = { fromMs: MERGED_AT_MS + from * PERIOD_MS, toMs: MERGED_AT_MS + to * PERIOD_MS };
  return { metric, periodSeconds: PERIOD_SECONDS, ...window, points, complete: true };
}

/** A repeatable value in [0, 1) without a pattern. */
function noise(index: number): number {
  const scrambled = Math.sin(index * 12.9898) * 43_758.5453;
  return scrambled - Math.floor(scrambled);
}

const usual = (index: number) => 100 + 10 * noise(index);
const before = series(latency, -2016, 0, usual);

function judgeAfter(post: Series, nowMs = OVER_MS): Verdict {
  return judge([before], [post], context, policyFor(latency), nowMs);
}

function codes(verdict: Verdict): string[] {
  return [...verdict.reasons, ...verdict.comparisons.flatMap(({ reasons }) => reasons)].map(
    ({ code }) => code,
  );
}

describe("judge", () => {
  it("keeps a change after which everything stayed as it was", () => {
    expect(judgeAfter(series(latency, 0, 12, usual)).kind).toBe("keep");
  });

  it("reverts as soon as two points are far above everything that was usual", () => {
    const verdict = judgeAfter(
      series(latency, 0, 2, (index) => 1.5 * usual(index)),
      MERGED_AT_MS + 2 * PERIOD_MS,
    );
    expect(verdict.kind).toBe("revert");
    expect(codes(verdict)).toContain("degraded");
  });

  it("waits for the next point while the watch is not over", () => {
    const nowMs = MERGED_AT_MS + 3 * PERIOD_MS;
    const verdict = judgeAfter(series(latency, 0, 3, usual), nowMs);
    expect(verdict).toMatchObject({ kind: "wait", againAtMs: nowMs + PERIOD_MS });
  });

  it("measures an improvement with its interval", () => {
    const verdict = judgeAfter(series(latency, 0, 12, (index) => 0.7 * usual(index)));
    const comparison = verdict.comparisons[0];
    expect(comparison?.outcome).toBe("better");
    expect(comparison?.relativeEffect).toBeCloseTo(-0.3, 1);
    expect(comparison?.interval?.[0]).toBeLessThan(-0.3);
    expect(comparison?.interval?.[1]).toBeGreaterThan(-0.35);
  });

  it("does not revert when untouched services got worse just as much", () => {
    const other: Metric = { ...latency, dimensions: { FunctionName: "payments" } };
    const controls = [
      { baseline: series(other, -2016, 0, usual), post: series(other, 0, 12, (i) => 1.6 * usual(i)) },
    ];
    const post = series(latency, 0, 12, (index) => 1.5 * usual(index));
    const verdict = judge([before], [post], { ...context, controls }, policyFor(latency), OVER_MS);
    expect(verdict.kind).toBe("inconclusive");
    expect(codes(verdict)).toContain("regional_incident");
  });
});

describe("judge without enough to go on", () => {
  it.each([
    ["no metrics are watched", [before], [], policyFor(), "no_metrics"],
    ["the metric vanished", [before], [], policyFor(latency), "no_data"],
    ["no point came", [before], [series(latency, 0, 0, usual)], policyFor(latency), "no_data"],
    ["there is no baseline", [], [series(latency, 0, 12, usual)], policyFor(latency), "no_baseline"],
    [
      "the baseline is shorter than the horizon",
      [series(latency, -8, 0, usual)],
      [series(latency, 0, 12, usual)],
      policyFor(latency),
      "short_baseline",
    ],
    [
      "the unit changed",
      [before],
      [series({ ...latency, unit: "Seconds" }, 0, 12, usual)],
      policyFor(latency),
      "unit_changed",
    ],
    [
      "the data is partial",
      [before],
      [{ ...series(latency, 0, 12, usual), complete: false }],
      policyFor(latency),
      "partial_data",
    ],
    [
      "half the points are missing",
      [before],
      [series(latency, 0, 6, usual)],
      policyFor(latency),
      "too_few_points",
    ],
  ])("is inconclusive when %s", (_, baseline, post, policy, code) => {
    const verdict = judge(baseline, post, context, policy, OVER_MS);
    expect(verdict.kind).toBe("inconclusive");
    expect(codes(verdict)).toContain(code);
  });
});

const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e308,
    -1e308,
    5e-324,
  ),
);

function anySeries(metric: Metric): fc.Arbitrary<Series> {
  return fc.record({
    metric: fc.constant(metric),
    periodSeconds: fc.oneof(fc.constantFrom(60, 300, 3600), anyNumber),
    fromMs: fc.constantFrom(0, MERGED_AT_MS, Number.NaN),
    toMs: fc.constantFrom(MERGED_AT_MS, OVER_MS * 2, Number.POSITIVE_INFINITY),
    points: fc.array(
      fc.record({ atMs: fc.oneof(fc.integer({ min: 0, max: OVER_MS }), anyNumber), value: anyNumber }),
      { maxLength: 200 },
    ),
    complete: fc.boolean(),
  });
}

describe("judge on any data", () => {
  it("never throws and always gives a reason", () => {
    fc.assert(
      fc.property(
        fc.array(anySeries(latency), { maxLength: 2 }),
        fc.array(anySeries(latency), { maxLength: 2 }),
        anyNumber,
        anyNumber,
        (baseline, post, effectiveAtMs, nowMs) => {
          const verdict = judge(baseline, post, { effectiveAtMs, controls: [] }, policyFor(latency), nowMs);
          expect(verdict.reasons.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("never keeps or reverts on unusable points alone", () => {
    const unusable = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    fc.assert(
      fc.property(fc.array(unusable, { minLength: 12, maxLength: 12 }), (values) => {
        const post = series(latency, 0, 12, (index) => values[index] ?? Number.NaN);
        expect(judgeAfter(post).kind).toBe("inconclusive");
      }),
      { numRuns: 20 },
    );
  });
});
