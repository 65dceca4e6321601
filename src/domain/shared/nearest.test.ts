import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const words = ["status", "help", "explain"];
const word = fc.constantFrom(...words);
const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");

test("one slip, whatever it is, leads to the word that was meant", () => {
  const slip = fc.tuple(word, fc.nat(), letter, fc.constantFrom("more", "less", "other", "swapped"));
  fc.assert(
    fc.property(slip, ([meant, place, typed, kind]) => {
      const index = place % meant.length;
      const [before, here, after] = [meant.slice(0, index), meant[index], meant.slice(index + 1)];
      const slipped = {
        more: `${before}${typed}${here}${after}`,
        less: `${before}${after}`,
        other: `${before}${typed}${after}`,
        swapped: `${before}${after[0] ?? ""}${here}${after.slice(1)}`,
      }[kind];
      expect(nearest(slipped, words)).toBe(meant);
    }),
  );
});

test.each([
  ["sttus", "status"],
  ["stat", "status"],
  ["sta", null],
  ["hel", "help"],
  ["he", null],
  ["hlep", "help"],
  ["explian", "explain"],
  ["", null],
  ["anything", null],
])("%j is nearest to %j", (typed, expected) => {
  expect(nearest(typed, words)).toBe(expected);
});

test("of two that are near the nearer one is meant, and none of none", () => {
  expect(nearest("stat", ["status", "stats"])).toBe("stats");
  expect(nearest("help", [])).toBeNull();
});

test("a long text is nobody's slip, and costs nothing", () => {
  expect(nearest(`${"x".repeat(41)}`, ["x".repeat(41)])).toBeNull();
});
