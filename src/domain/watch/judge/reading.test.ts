import { describe, expect, it } from "vitest";
import { latency } from "../../../../test/judged-series.ts";
import type { Metric } from "../../shared/series.ts";
import { readingOf } from "./reading.ts";

const success: Metric = {
  ...{ namespace: "Shop", name: "SuccessRate", dimensions: {}, statistic: "Average" },
  ...{ unit: "Percent", direction: "higher_is_better" },
};
const use: Metric = { ...success, name: "MemoryUtilization", direction: "lower_is_better" };
const none: Metric = { ...success, unit: "None" };

describe("what a metric is judged by", () => {
  it.each<[string, Metric, number[], number | null]>([
    ["the distance to 100 of a percentage near it", success, [99.9, 99.8], 100],
    ["the distance to 1 of a fraction that calls itself Percent", success, [0.999, 0.998], 1],
    ["the distance to 100 of a percentage that is nearly used up", use, [92, 93], 100],
    ["the distance to 1 of what is a share by its name", none, [0.999, 1], 1],
    [
      "the distance to 100 of what is a percentage by its name",
      { ...none, name: "Availability" },
      [99, 98],
      100,
    ],
    ["the distance to 1 where values pile up there", { ...none, name: "Score" }, [1, 1, 0.98], 1],
    ["itself, where its values only happen to be below 1", { ...none, name: "Score" }, [0.91, 0.95], null],
    [
      "itself, where only the worst that it can be is near",
      { ...none, name: "Load", direction: "lower_is_better" },
      [1, 1],
      null,
    ],
    ["itself, far from the bound", success, [70, 75], null],
    ["itself, where it was above the bound", use, [130, 95, 98], null],
    ["itself, where it was below zero", success, [99, -1, 99], null],
    ["itself, being a sum", { ...success, statistic: "Sum" }, [99, 99], null],
    ["itself, in a unit that has no bound", latency, [99, 100], null],
    ["itself, being neither better nor worse", { ...success, direction: "neutral" }, [99, 99], null],
    ["itself, without a past", success, [], null],
  ])("is %s", (_what, metric, values, bound) => {
    expect(readingOf(metric, values).bound).toBe(bound);
  });

  it("grows as the metric gets worse, and can be turned back", () => {
    for (const metric of [success, use]) {
      const { judged, value } = readingOf(metric, [95, 96]);
      const worse = metric.direction === "higher_is_better" ? [99.5, 97, 90, 20] : [20, 90, 97, 99.5];
      const read = worse.map(judged);
      expect(read).toEqual(read.toSorted((a, b) => a - b));
      read.forEach((one, index) => {
        expect(value(one)).toBeCloseTo(worse[index] ?? Number.NaN, 9);
      });
    }
  });

  it("is ten times as bad with ten times the failures, and finite at the bound itself and beyond", () => {
    const { judged } = readingOf(success, [99.9, 100]);
    expect(judged(90) / judged(99)).toBeCloseTo(10, -1);
    expect(judged(100)).toBeGreaterThan(0);
    expect(judged(101)).toBe(judged(100));
    expect(readingOf(use, [95]).judged(100)).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});
