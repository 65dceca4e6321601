import { expect, test } from "vitest";
import { patternChanges } from "./pattern-changes.ts";
import type { LogPattern } from "./patterns.ts";

const pattern = (patternId: string, countsPerWindow: readonly number[]): LogPattern => ({
  patternId,
  template: patternId,
  level: "error",
  count: countsPerWindow.reduce((sum, one) => sum + one, 0),
  countsPerWindow,
  windowSeconds: 300,
  firstSeenMs: 0,
  lastSeenMs: 0,
  examples: [],
  trace: null,
});

const changes = (counts: readonly number[], known = new Set(["p"])) =>
  patternChanges([pattern("p", counts)], known).map((change) => change.kind);

test("a pattern that nobody knew is new", () => {
  expect(changes([0, 0, 1], new Set())).toEqual(["new"]);
});

test("a known pattern that comes three times as often at the end is growing", () => {
  expect(changes([10, 12, 9, 11, 10, 12, 33, 36])).toEqual(["growing"]);
});

test("a steady pattern, a fading one and one that always comes in bursts have not changed", () => {
  expect(changes([10, 12, 9, 11, 10, 12, 11, 9])).toEqual([]);
  expect(changes([30, 33, 31, 30, 5, 4, 3, 2])).toEqual([]);
  expect(changes([0, 90, 0, 0, 85, 0, 60, 0])).toEqual([]);
});

test("too few windows or events say nothing", () => {
  expect(changes([1, 40])).toEqual([]);
  expect(changes([0, 0, 0, 0, 0, 0, 0, 3])).toEqual([]);
  expect(changes([])).toEqual([]);
});
