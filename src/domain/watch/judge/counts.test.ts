import { describe, expect, it } from "vitest";
import { errors } from "../../../../test/judged-series.ts";
import { countsEvents, firstAlarmFromZero } from "./counts.ts";

describe("events where there were none", () => {
  it.each([
    ["nothing comes", [0, 0, 0, 0], 0],
    ["fewer than five come", [2, 2, 0, 0], 0],
    ["all come in one point", [0, 50, 0, 0], 0],
    ["five come in two points", [0, 2, 3, 0], 3],
    ["five come and a value below zero", [-3, 2, 3, 0], 3],
    ["very many come", [0, 1e9, 1e9, 0], 3],
  ])("alarms as it should when %s", (_, values, expected) => {
    expect(firstAlarmFromZero(2016, Float64Array.from(values), 0.01)).toBe(expected);
  });

  it("asks for more events when the quiet past was short", () => {
    expect(firstAlarmFromZero(2, Float64Array.from([2, 3, 0, 0]), 0.01)).toBe(0);
  });

  // After two quiet points, of the next two: P(N ≥ 5) = 1 − √½ (1 + ½·½ + ⅜·½² + 5⁄16·½³ + 35⁄128·½⁴) = 0.01012.
  it.each([
    ["not at twice its chance", [2, 3], 0.0202, 0],
    ["above twice its chance", [2, 3], 0.0203, 2],
    ["not at four times its chance", [2, 3, 0, 0], 0.0404, 0],
    ["above four times its chance", [2, 3, 0, 0], 0.0405, 2],
  ])("gives each look an equal part of alpha: %s over as many looks", (_, values, alpha, expected) => {
    expect(firstAlarmFromZero(2, Float64Array.from(values), alpha)).toBe(expected);
  });
});

describe("a metric that counts events", () => {
  it.each([
    ["a sum of whole numbers", "Sum", "lower_is_better", [0, 3, 1], true],
    ["a number of samples", "SampleCount", "lower_is_better", [0, 3, 1], true],
    ["no average, though whole", "Average", "lower_is_better", [0, 3, 1], false],
    ["no sum with a fraction", "Sum", "lower_is_better", [0, 3, 0.5], false],
    ["no sum below zero", "Sum", "lower_is_better", [0, 3, -1], false],
    ["a sum of which more is better, turned round", "Sum", "higher_is_better", [-3, -1], true],
  ] as const)("is %s", (_, statistic, direction, values, expected) => {
    const history = { atMs: Float64Array.from(values), value: Float64Array.from(values), periodMs: 1 };
    expect(countsEvents({ ...errors, statistic, direction }, history)).toBe(expected);
  });
});
