import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median } from "../../shared/statistics.ts";
import { insertAscending, middleOfAscending, quantileOfSorted, selectQuantile } from "./order-statistics.ts";

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
  minLength: 1,
});

describe("order statistics", () => {
  it.each([
    [[10, 20, 40], 0, 10],
    [[10, 20, 40], 0.25, 15],
    [[10, 20, 40], 0.5, 20],
    [[10, 20, 40], 0.75, 30],
    [[10, 20, 40], 1, 40],
    [[10, 20, 40], -1, 10],
    [[10, 20, 40], 2, 40],
    [[7], 0.3, 7],
    [[], 0.5, Number.NaN],
  ])("lie linearly between ranks: of %j the share %d lies below %d", (sorted, q, expected) => {
    expect(quantileOfSorted(Float64Array.from(sorted), q)).toBe(expected);
  });

  it.each([
    [[5, 1, 4, 2, 3], 0, 1],
    [[5, 1, 4, 2, 3], 0.5, 3],
    [[5, 1, 4, 2, 3], 1, 5],
    [[5, 1, 4, 2, 3], -1, 1],
    [[5, 1, 4, 2, 3], 2, 5],
    [[4, 3, 2, 1], 0.3, 2],
    [[2, 2, 1, 2], 0, 1],
  ])("are selected at the nearest rank: of %j at %d it is %d", (values, q, expected) => {
    expect(selectQuantile(Float64Array.from(values), q)).toBe(expected);
  });

  it("select what sorting would put at that rank", () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = Float64Array.from(values).sort();
        const rank = Math.round(q * (sorted.length - 1));
        expect(selectQuantile(Float64Array.from(values), q)).toBe(sorted[rank]);
      }),
    );
  });

  it("agree on the middle, sorted at once or one by one", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const ascending: number[] = [];
        for (const value of values) insertAscending(ascending, value);
        expect(middleOfAscending(ascending)).toBe(median(values));
        expect(quantileOfSorted(Float64Array.from(ascending), 0.5)).toBeCloseTo(median(values));
      }),
    );
  });

  it.each([
    [0, [0, 1, 3, 5]],
    [3, [1, 3, 3, 5]],
    [4, [1, 3, 4, 5]],
    [9, [1, 3, 5, 9]],
  ])("keep an ascending list ascending when %d comes", (value, expected) => {
    const ascending = [1, 3, 5];
    insertAscending(ascending, value);
    expect(ascending).toEqual(expected);
  });

  it.each([
    [[], Number.NaN],
    [[3], 3],
    [[1, 5], 3],
    [[1, 2, 9], 2],
  ])("have the middle of %j at %d", (ascending, expected) => {
    expect(middleOfAscending(ascending)).toBe(expected);
  });
});
