import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWithPlacebos } from "./violation.ts";

const calmValue = fc.double({ min: 0, max: 1, noNaN: true });
const normal = fc
  .array(calmValue, { minLength: 200, maxLength: 300 })
  .map((values) => Float64Array.from(values));

test("a window beyond everything normal is as unusual as the placebos can tell", () => {
  fc.assert(
    fc.property(normal, (values) => {
      const { pValue, split } = compareWithPlacebos(values, Float64Array.of(0, 0, 9, 9, 9));
      expect(pValue).toBeLessThan(0.02);
      expect(split).toEqual({ during: [2, 3, 4], before: [0, 1] });
    }),
  );
});

test("making the window worse never makes it look more ordinary", () => {
  fc.assert(
    fc.property(normal, fc.array(calmValue, { minLength: 1, maxLength: 8 }), (values, window) => {
      const calm = compareWithPlacebos(values, Float64Array.from(window));
      const worse = compareWithPlacebos(
        values,
        Float64Array.from(window, (value) => value + 1),
      );
      expect(worse.pValue).toBeLessThanOrEqual(calm.pValue);
    }),
  );
});

test("windows of normal times are called violated about as rarely as promised", () => {
  const wave = Float64Array.from({ length: 2000 }, (_, row) => Math.sin(row / 7) + ((row * 7919) % 101) / 50);
  let alarms = 0;
  for (let start = 1000; start < 1990; start += 10) {
    const { pValue } = compareWithPlacebos(wave.subarray(0, 1000), wave.subarray(start, start + 6));
    if (pValue <= 0.05) alarms += 1;
  }
  expect(alarms).toBeLessThanOrEqual(8);
});

test("without normal values nothing is unusual", () => {
  expect(compareWithPlacebos(new Float64Array(), Float64Array.of(5)).pValue).toBe(1);
});
