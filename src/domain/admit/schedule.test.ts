import { expect, it } from "vitest";
import { isCycleDue } from "./schedule.ts";

const hourMs = 3_600_000;

it.each<[boolean, number | null, number, number]>([
  [true, null, 24, 0],
  [true, 0, 24, 24 * hourMs],
  [false, 0, 24, 24 * hourMs - 1],
  [false, 5 * hourMs, 1, 0],
  [false, null, 0, 0],
  [false, 0, 0, 1e15],
  [false, null, -1, 0],
  [false, null, Number.NaN, 0],
  [true, Number.NaN, 24, 0],
])("is %s for a last cycle at %s, every %d hours, at %d", (due, lastMs, hours, nowMs) => {
  expect(isCycleDue(lastMs, hours, nowMs)).toBe(due);
});
