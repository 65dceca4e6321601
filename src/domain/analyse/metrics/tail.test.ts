import fc from "fast-check";
import { expect, test } from "vitest";
import { pseudoRandom } from "../../../../test/synthetic-series.ts";
import { UpperTail } from "./tail.ts";

function tailOf(values: readonly number[]): UpperTail {
  const tail = new UpperTail();
  for (const value of values) tail.observe(value);
  return tail;
}

test("a larger value is never less surprising", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 30, maxLength: 300 }),
      fc.double({ noNaN: true, min: -1e7, max: 1e7 }),
      fc.double({ noNaN: true, min: 0, max: 1e7 }),
      (values, value, step) => {
        const tail = tailOf(values);
        expect(tail.surprise(value + step)).toBeGreaterThanOrEqual(tail.surprise(value));
      },
    ),
  );
});

test("the extrapolation of an exponential tail is about right", () => {
  const random = pseudoRandom(5);
  const tail = tailOf(Array.from({ length: 3000 }, () => -Math.log(1 - random.uniform())));
  expect(tail.surprise(-Math.log(1e-5))).toBeGreaterThan(3.5);
  expect(tail.surprise(-Math.log(1e-5))).toBeLessThan(6.5);
});

test("without history nothing is surprising", () => {
  expect(tailOf([1, 2, 3]).surprise(1e9)).toBe(0);
});

test("a repeated maximum is not surprising", () => {
  expect(tailOf(Array.from({ length: 500 }, (_, i) => (i % 10 === 0 ? 100 : 1))).surprise(100)).toBe(0);
});
