import fc from "fast-check";
import { expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

it.each([
  [1, 5000],
  [2, 10_000],
  [10, 2_560_000],
  [11, 3_600_000],
  [1e9, 3_600_000],
  [0, 5000],
  [-3, 5000],
  [Number.NaN, 3_600_000],
  [Number.POSITIVE_INFINITY, 3_600_000],
])("after %d faults it waits %d ms", (faults, ms) => expect(backoffMs(faults)).toBe(ms));

it("never waits less after one more fault", () => {
  fc.assert(
    fc.property(fc.integer(), (faults) => {
      expect(backoffMs(faults + 1)).toBeGreaterThanOrEqual(backoffMs(faults));
    }),
  );
});
