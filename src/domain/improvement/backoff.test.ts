import fc from "fast-check";
import { expect, it } from "vitest";
import { backoffMs, pollDelayMs } from "./backoff.ts";

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

it.each([
  ["a fresh pull request at the configured pace", 0, 300_000],
  ["one of ten hours after an hour", 36_000_000, 3_600_000],
  ["one of a year after six hours", 31_536_000_000, 21_600_000],
  ["one from the future at the configured pace", -5_000_000, 300_000],
  ["one of unknown age at the configured pace", Number.NaN, 300_000],
])("looks again at %s", (_what, ageMs, delayMs) => expect(pollDelayMs(ageMs, 300)).toBe(delayMs));

it("always looks again, within six hours", () => {
  fc.assert(
    fc.property(fc.double(), fc.integer({ min: 1, max: 3600 }), (ageMs, pollSeconds) => {
      expect(pollDelayMs(ageMs, pollSeconds)).toBeGreaterThanOrEqual(1000);
      expect(pollDelayMs(ageMs, pollSeconds)).toBeLessThanOrEqual(21_600_000);
    }),
  );
});
