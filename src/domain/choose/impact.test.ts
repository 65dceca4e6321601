import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ImpactFactor, scoreImpact } from "./impact.ts";

const names = ["severity", "reach", "persistence", "probabilityOfSuccess", "riskAndCost"] as const;

function factors(values: readonly number[]): ImpactFactor[] {
  return names.map((name, index) => ({ name, value: values[index] ?? 0, because: "" }));
}

function score(values: readonly number[]): number {
  return scoreImpact(factors(values)).score;
}

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const five = fc.tuple(unit, unit, unit, unit, unit);

describe("scoreImpact", () => {
  it.each([
    [[1, 1, 1, 1, 0], 100],
    [[1, 1, 1, 1, 1], 50],
    [[0, 1, 1, 1, 0], 0],
    [[1, 1, 1, 0, 0], 0],
    [[1, 0, 0, 1, 0], 22.4],
    [[2, 9, 9, 9, -1], 100],
    [[Number.POSITIVE_INFINITY, 1, 1, 1, 0], 100],
  ])("of %j is %d", (values, expected) => expect(score(values)).toBe(expected));

  it("counts what is no number or missing as the worst", () => {
    expect(score([1, 1, 1, 1, Number.NaN])).toBe(50);
    expect(score([Number.NaN, 1, 1, 1, 0])).toBe(0);
    expect(scoreImpact(factors([1, 1, 1, 1, 0]).slice(0, 4)).score).toBe(50);
    expect(scoreImpact([]).score).toBe(0);
  });

  it("is between 0 and 100 with every factor between 0 and 1, whatever the values", () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 5, maxLength: 5 }), (values) => {
        const result = scoreImpact(factors(values));
        expect(result.score).toBeGreaterThanOrEqual(0);
        expect(result.score).toBeLessThanOrEqual(100);
        for (const { value } of result.factors) expect(value >= 0 && value <= 1).toBe(true);
      }),
    );
  });

  it("never falls when a benefit rises, and never rises when the risk does", () => {
    fc.assert(
      fc.property(five, fc.nat({ max: 4 }), unit, (values, index, other) => {
        const [lower, higher] = [values[index] ?? 0, other].sort((a, b) => a - b);
        const before = score(values.with(index, lower ?? 0));
        const after = score(values.with(index, higher ?? 0));
        if (names[index] === "riskAndCost") expect(after).toBeLessThanOrEqual(before);
        else expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
