import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coarsen, median, quantileOfSorted, readHistory, selectQuantile } from "./history.ts";
import { latency, PERIOD_MS, series } from "./watch.fixture.ts";

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), {
  minLength: 1,
});

describe("history", () => {
  it("selects what sorting would put at that rank", () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = Float64Array.from(values).sort();
        const rank = Math.round(q * (sorted.length - 1));
        expect(selectQuantile(Float64Array.from(values), q)).toBe(sorted[rank]);
      }),
    );
  });

  it("finds the same middle with and without sorting everything", () => {
    fc.assert(
      fc.property(fc.oneof(numbers, fc.array(fc.integer(), { minLength: 65, maxLength: 80 })), (values) => {
        const sorted = Float64Array.from(values).sort();
        expect(median(Float64Array.from(values))).toBeCloseTo(quantileOfSorted(sorted, 0.5));
      }),
    );
  });

  it("orients a metric so that larger is worse", () => {
    const better = { ...latency, direction: "higher_is_better" } as const;
    expect([...readHistory(series(better, 0, 3, (index) => index + 1)).value]).toEqual([-1, -2, -3]);
  });

  it("averages whole stretches of periods", () => {
    const coarse = coarsen(readHistory(series(latency, 0, 5, (index) => index)), 2);
    expect([...coarse.value]).toEqual([0.5, 2.5, 4]);
    expect(coarse.periodMs).toBe(2 * PERIOD_MS);
  });
});
