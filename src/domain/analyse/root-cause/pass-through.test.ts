import fc from "fast-check";
import { expect, test } from "vitest";
import type { Signal } from "./observations.ts";
import { passThrough } from "./pass-through.ts";

test("a caller that waits for its callee passes everything on", () => {
  const callee = wave(3);
  const ownWork = wave(5);
  const caller = callee.map((value, row) => value + 0.2 * (ownWork[row] ?? 0));
  expect(passThrough(load(caller), load(callee))).toBeGreaterThan(0.95);
});

test("a caller that does not wait shows next to nothing", () => {
  expect(passThrough(load(wave(3).map((value) => value / 100)), load(wave(5)))).toBeLessThan(0.05);
});

test("one incident of the callee does not tell whether its caller copes", () => {
  const calm = wave(3);
  const incident = calm.map((_, row) => (row === 50 ? 1000 : 1));
  expect(passThrough(load(calm), load(incident))).toBe(1);
});

test("whatever the values, it is a share", () => {
  const anything = fc.array(fc.double(), { minLength: 30, maxLength: 60 });
  fc.assert(
    fc.property(anything, anything, (caller, callee) => {
      const share = passThrough(load(caller), load(callee));
      expect(share >= 0 && share <= 1).toBe(true);
    }),
  );
});

function wave(period: number): number[] {
  return Array.from({ length: 100 }, (_, row) => 5 + Math.sin((2 * Math.PI * row) / period));
}

function load(normal: readonly number[]) {
  const signal: Signal = {
    service: "any",
    metric: "latency",
    statistic: "Average",
    unit: "None",
    direction: "lower_is_better",
    normal: Float64Array.from(normal),
    window: new Float64Array(),
  };
  return { signal, requests: null };
}
