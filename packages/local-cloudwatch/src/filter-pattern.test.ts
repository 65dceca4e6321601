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

const report =
  "REPORT RequestId: 5e8\tDuration: 65.77 ms\tBilled Duration: 66 ms\tMemory Size: 1024 MB\tMax Memory Used: 950 MB\tInit Duration: 1.5 ms\t";
const memory = (end: string) =>
  `[type="REPORT", a, id, b, d, ms1, c, e, billed, ms2, f, g, size, mb1, h, i, j, used${end}`;

test.each([
  [memory('>512, mb2="MB", ...]'), true],
  [memory(">950, mb2, ...]"), false],
  [memory(">=950, mb2, ...]"), true],
  [memory("<512, ...]"), false],
  [memory("<=950, ...]"), true],
  [memory(">512, mb2]"), false],
  ['[type="START", ...]', false],
  ["[type!=START, ...]", true],
  ["[a, b, c]", false],
])("the columns %s match: %s", (pattern, expected) => {
  expect(filterPattern(pattern)(report)).toBe(expected);
});

test.each([
  ["{ $.record.metrics.maxMemoryUsedMB > 512 }", true],
  ["{ $.record.metrics.maxMemoryUsedMB > 950 }", false],
  ['{$.type = "platform.report"}', true],
  ["{ $.record.metrics.gone < 5 }", false],
])("the JSON pattern %s matches: %s", (pattern, expected) => {
  const json = { type: "platform.report", record: { metrics: { maxMemoryUsedMB: 950 } } };
  expect(filterPattern(pattern)(JSON.stringify(json))).toBe(expected);
  expect(filterPattern(pattern)(message)).toBe(false);
});

test.each(['{ $.a = "b" && $.c > 1 }', "[a, b=1 && b=2]", "[a, b"])(
  "refuses %s, which it does not speak, instead of matching nothing",
  (pattern) => {
    expect(() => filterPattern(pattern)).toThrow(/not supported/);
  },
);
