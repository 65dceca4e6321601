import { expect, test } from "vitest";
import { statisticOf } from "./statistics.ts";

test.each([
  ["SampleCount", 4],
  ["Sum", 10],
  ["Average", 2.5],
  ["Minimum", 1],
  ["Maximum", 4],
  ["p0", 1],
  ["p50", 2.5],
  ["p99.9", 3.997],
  ["p100", 4],
])("%s of 4, 1, 3 and 2 is %s", (statistic, expected) => {
  expect(statisticOf([4, 1, 3, 2], statistic)).toBeCloseTo(expected, 10);
});

test.each(["p101", "p", "tm90", "Median", ""])(
  "refuses %j, which CloudWatch or this server does not have",
  (one) => {
    expect(() => statisticOf([1], one)).toThrow(/not valid/);
  },
);
