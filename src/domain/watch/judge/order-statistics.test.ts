import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median } from "../../shared/statistics.ts";
import { insertAscending, middleOfAscending, quantileOfSorted, selectQuantile } from "./order-statistics.ts";

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
  minLength: 1,
});

describe("order statistics", () => {
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
});
