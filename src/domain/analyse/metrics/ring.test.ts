import fc from "fast-check";
import { expect, test } from "vitest";
import { median } from "../../shared/statistics.ts";
import { Ring } from "./ring.ts";

const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 });

test("a ring answers like the tail of the whole stream", () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (values, a, b) => {
      const [count, capacity] = [Math.min(a, b), Math.max(a, b)];
      const ring = new Ring(capacity);
      for (const value of values) ring.push(value);
      const tail = values.slice(-count);
      expect(ring.length).toBe(Math.min(values.length, capacity));
      expect(ring.at(0)).toBe(values.at(-1));
      expect(ring.mean(count)).toBeCloseTo(tail.reduce((sum, value) => sum + value, 0) / tail.length, 9);
      expect(ring.median(count)).toBe(median(tail));
      expect(ring.range(count)).toEqual([Math.min(...tail), Math.max(...tail)]);
    }),
  );
});

test("an empty ring answers zero", () => {
  const ring = new Ring(3);
  expect([ring.length, ring.mean(2), ring.median(2), ...ring.range(2)]).toEqual([0, 0, 0, 0, 0]);
});
