import { expect, test } from "vitest";
import { pseudoRandom } from "../../../../test/synthetic-series.ts";
import { findChangePoints } from "./change-point.ts";

const ALPHA = 1e-4;

function noise(length: number, seed: number): number[] {
  const random = pseudoRandom(seed);
  return Array.from({ length }, () => random.normal());
}

test("two changes are found in order, each with the levels beside it", () => {
  const values = noise(150, 1).map((value, i) => value + (i < 50 ? 0 : i < 100 ? 10 : 4));
  const changes = findChangePoints(values, ALPHA);
  expect(changes.map(({ index }) => index)).toEqual([50, 100]);
  expect(changes[0]?.after).toBeCloseTo(10, 0);
  expect(changes[1]?.before).toBeCloseTo(10, 0);
  expect(changes[1]?.after).toBeCloseTo(4, 0);
});

test("noise and slow wandering have no change", () => {
  for (let seed = 1; seed <= 10; seed++) {
    expect(findChangePoints(noise(168, seed), ALPHA)).toEqual([]);
    let state = 0;
    const walk = noise(168, seed).map((step) => {
      state += step;
      return state;
    });
    expect(findChangePoints(walk, ALPHA)).toEqual([]);
  }
});

test("too short a sequence has no change", () => {
  expect(findChangePoints([0, 0, 0, 100, 100, 100], ALPHA)).toEqual([]);
  expect(findChangePoints([], ALPHA)).toEqual([]);
});
