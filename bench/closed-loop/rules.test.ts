import { describe, expect, test } from "vitest";
import type { Series } from "../../src/domain/shared/series.ts";
import { worseByMannWhitney } from "./mann-whitney.ts";
import { planMerges } from "./merges.ts";
import { calmWorld, horizonPoints, periodSeconds, watchOf } from "./production.ts";
import { firstFailure, rules } from "./rules.ts";

const metric = {
  namespace: "AWS/Lambda",
  name: "Duration",
  dimensions: {},
  statistic: "Average",
  unit: "Milliseconds",
  direction: "lower_is_better",
} as const;

function seriesOf(values: readonly number[]): Series {
  const points = values.map((value, index) => ({ atMs: index * periodSeconds * 1000, value }));
  const toMs = values.length * periodSeconds * 1000;
  return { metric, periodSeconds, fromMs: 0, toMs, points, complete: true };
}

test("a rule reverts at the first point at which a metric fails, looking at nothing after it", () => {
  const watch = {
    baseline: [seriesOf([1, 1]), seriesOf([1, 1])],
    post: [seriesOf(Array(horizonPoints).fill(1)), seriesOf([1, 1, 1, 9, 1, 1, 1, 1, 1, 1, 1, 1])],
  };
  const isHigh = (_before: readonly number[], after: readonly number[]): boolean => Math.max(...after) > 5;
  expect(firstFailure(watch, isHigh, 2)).toEqual({ kind: "reverted", atPoint: 4 });
  expect(firstFailure(watch, isHigh, 1)).toEqual({ kind: "kept" });
});

describe("Mann-Whitney's test as Kayenta uses it", () => {
  const baseline = Array.from({ length: 100 }, (_, index) => 100 + (index % 10));
  test("a clear rise of more than a tenth fails", () => {
    expect(worseByMannWhitney(baseline, [130, 131, 135, 128])).toBe(true);
  });
  test.each([
    ["a clear rise of less than a tenth", [109, 109, 109, 109, 109, 109]],
    ["a fall", [70, 71, 70, 72]],
    ["two points", [200, 200]],
    ["no points", []],
  ])("%s passes", (_, post) => {
    expect(worseByMannWhitney(baseline, post)).toBe(false);
  });
  test("a metric that never changes passes", () => {
    expect(worseByMannWhitney([0, 0, 0, 0], [0, 0, 0])).toBe(false);
  });
});

test("a seed plans the same merges each time: a hundred harmless ones and a hundred harmful ones", () => {
  const plan = planMerges(1, 8, { fromDay: 7, toDay: 14 });
  expect(planMerges(1, 8, { fromDay: 7, toDay: 14 })).toEqual(plan);
  expect(plan.filter(({ kind }) => kind.harmful)).toHaveLength(100);
  expect(plan).toHaveLength(200);
});

test("a merge that doubles the duration shows in the watch, and every neighbour's rule reverts it", () => {
  const merge = planMerges(1, 1, { fromDay: 7, toDay: 7.01 }).find(
    ({ kind, functionName }) => kind.name === "slower by 100 %" && functionName === "steady",
  );
  if (!merge) throw new Error("The plan has no such merge.");
  const watch = watchOf(merge, calmWorld(merge.worldSeed, 7.02));
  const [before = 0, after = 0] = [watch.baseline, watch.post].map(([duration]) => mean(duration));
  expect(after / before).toBeCloseTo(2, 0);
  const neighbours = rules.slice(1);
  expect(neighbours.map((rule) => rule.decide(watch).kind)).toEqual(neighbours.map(() => "reverted"));
});

function mean(series: Series | undefined): number {
  const values = series?.points.map(({ value }) => value) ?? [];
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
