import { expect, test } from "vitest";
import { autocorrelation, ranks, spread, twoSidedNormalTail, upperFTail } from "./statistics.ts";

test("tails of the normal and the F distribution agree with tables", () => {
  expect(twoSidedNormalTail(1.96)).toBeCloseTo(0.05, 3);
  expect(twoSidedNormalTail(-2.576)).toBeCloseTo(0.01, 3);
  expect(upperFTail(3.1, 3, 20)).toBeCloseTo(0.05, 2);
  expect(upperFTail(1.52, 50, 50)).toBeCloseTo(0.07, 2);
});

test("an F that says nothing has a tail of one", () => {
  expect([upperFTail(Number.NaN, 2, 3), upperFTail(0, 2, 3), upperFTail(5, 0, 3)]).toEqual([1, 1, 1]);
});

test("equal values share their rank", () => {
  expect([...ranks([5, 1, 5, 0])]).toEqual([3.5, 2, 3.5, 1]);
});

test("the spread of a normal sample is its standard deviation, one outlier or not", () => {
  const sample = [-1.5, -1, -0.7, -0.4, 0, 0.4, 0.7, 1, 1.5];
  expect(spread([...sample, 1e9])).toBeCloseTo(spread(sample), 0);
});

test("a constant has no autocorrelation, a ramp a high one", () => {
  expect(autocorrelation([3, 3, 3, 3])).toBe(0);
  expect(autocorrelation(Array.from({ length: 100 }, (_, i) => i))).toBeGreaterThan(0.9);
});
