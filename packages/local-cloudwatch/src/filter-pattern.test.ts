import { expect, test } from "vitest";
import { filterPattern } from "./filter-pattern.ts";

const message = "2026-01-01T00:00:00Z\tabc\tERROR\tInvoke Error: Task timed out after 3.00 seconds";

test.each([
  [undefined, true],
  ["", true],
  ["ERROR", true],
  ["error", false],
  ["ERROR seconds", true],
  ["ERROR minutes", false],
  ["?minutes ?ERROR", true],
  ["?minutes ?hours", false],
  ['"Task timed out"', true],
  ['"Task timed in"', false],
  ["ERROR -Invoke", false],
  ["-panic", true],
  ["%after [0-9.]+ seconds%", true],
  ["%after [a-z]+ seconds%", false],
  ["ERROR ?panic", true],
])("the pattern %s matches: %s", (pattern, expected) => {
  expect(filterPattern(pattern)(message)).toBe(expected);
});

test("refuses JSON patterns instead of matching nothing", () => {
  expect(() => filterPattern('{ $.level = "error" }')).toThrow(/not supported/);
});
