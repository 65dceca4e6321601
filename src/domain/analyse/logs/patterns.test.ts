import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import type { LogLine, LogSample } from "../../shared/log.ts";
import { mineLogPatterns } from "./patterns.ts";

const MINUTE_MS = 60_000;

function sample(lines: readonly LogLine[], toMs = 60 * MINUTE_MS): LogSample {
  return { logGroup: "/aws/lambda/shop", fromMs: 0, toMs, lines, complete: true };
}

const at = (atMs: number, message: string): LogLine => ({ atMs, message });

test("lines that differ in values only are one pattern with its counts over time", () => {
  const [pattern, ...others] = mineLogPatterns(
    sample([
      at(0, "ERROR order 17 of customer c-99 failed after 12 ms"),
      at(4 * MINUTE_MS, "ERROR order 18 of customer c-5 failed after 900 ms"),
      at(59 * MINUTE_MS, "ERROR order 19 of customer c-7 failed after 1 ms"),
    ]),
  );
  expect(others).toEqual([]);
  expect(pattern).toMatchObject({
    count: 3,
    level: "error",
    firstSeenMs: 0,
    lastSeenMs: 59 * MINUTE_MS,
    trace: null,
  });
  expect(pattern?.countsPerWindow).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

test("a trace whose lines were stored one by one is the same pattern as one with newlines", () => {
  const trace = [
    "TypeError: cannot read 17",
    "    at total (/var/task/cart.js:3:1)",
    "    at handler (/var/task/app.js:9:1)",
  ];
  const split = mineLogPatterns(sample(trace.map((line, index) => at(index, line))));
  const whole = mineLogPatterns(sample([at(0, trace.join("\n"))]));
  expect(split.map((pattern) => pattern.patternId)).toEqual(whole.map((pattern) => pattern.patternId));
  expect(split[0]?.trace?.frames[0]).toMatchObject({ file: "/var/task/cart.js", line: 3 });
});

test("two errors with other messages along the same calls are one pattern", () => {
  const error = (message: string) => `Error: ${message}\n    at handler (/var/task/app.js:9:1)`;
  const patterns = mineLogPatterns(
    sample([at(0, error("no stock of apples")), at(1, error("gateway said no"))]),
  );
  expect(patterns.map((pattern) => pattern.count)).toEqual([2]);
});

test("Lambda's own START, END and REPORT lines are no patterns", () => {
  const lines = [
    "START RequestId: a Version: 1",
    "END RequestId: a",
    "REPORT RequestId: a\tDuration: 1 ms",
    "",
  ];
  expect(mineLogPatterns(sample(lines.map((line) => at(0, line))))).toEqual([]);
});

test("a secret appears in no template and no example", () => {
  const secrets = fc.string({
    unit: fc.constantFrom(..."ghijklmnopqrstuvwxyzGHIJKLM123"),
    minLength: 12,
    maxLength: 30,
  });
  fc.assert(
    fc.property(secrets, fc.nat(10), (secret, padding) => {
      const lines = [`${"x ".repeat(padding)}login password=${secret} for 3`, `{"token":"${secret}"}`];
      expect(JSON.stringify(mineLogPatterns(sample(lines.map((line) => at(0, line)))))).not.toContain(secret);
    }),
  );
});

test("any lines give bounded patterns whose counts add up, whatever their times", () => {
  const line = fc.record({
    atMs: fc.oneof(fc.integer(), fc.constant(Number.NaN), fc.constant(Number.POSITIVE_INFINITY)),
    message: fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom("x".repeat(100_000), "\u0000\ufffd 1", " at ("),
    ),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const patterns = mineLogPatterns(sample(lines), { maxPatterns: 5, maxCharacters: 100, maxExamples: 2 });
      expect(patterns.length).toBeLessThanOrEqual(6);
      for (const { template, examples, countsPerWindow, count } of patterns) {
        expect(template.length).toBeLessThanOrEqual(100);
        expect(examples.length).toBeLessThanOrEqual(2);
        for (const example of examples) expect(example.length).toBeLessThanOrEqual(100);
        expect(countsPerWindow.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(count);
      }
    }),
  );
});

test("a pattern keeps its id when a later sample makes its template more general", () => {
  const line = (user: string) => at(0, `Failed password for ${user} from 10.0.0.1`);
  const before = mineLogPatterns(sample([line("root")]));
  const users = ["root", "admin", "oracle", "git", "webmaster", "postgres"];
  const after = mineLogPatterns(sample(users.map(line)), { known: before });
  expect(after).toHaveLength(1);
  expect(after[0]?.patternId).toBe(before[0]?.patternId);
});

test("JSON lines are grouped by their message, whatever their fields, and the worst level counts", () => {
  const lines = ['{"level":30,"msg":"job 1 done","ms":5}', '{"level":50,"msg":"job 2 done","shard":"eu"}'];
  const [pattern, ...others] = mineLogPatterns(sample(lines.map((line) => at(0, line))));
  expect(others).toEqual([]);
  expect(pattern).toMatchObject({ template: "job <*> done", level: "error", count: 2 });
});

test("beyond the cap the rarest patterns are counted together", () => {
  const words = ["apple", "berry", "cherry", "damson"];
  const lines = words.flatMap((word, index) =>
    Array(index + 1).fill(at(0, `${word} ${word}-pie is out of ${word}`)),
  );
  const patterns = mineLogPatterns(sample(lines), { maxPatterns: 2 });
  expect(patterns.map((pattern) => pattern.template)).toHaveLength(3);
  expect(patterns.at(-1)).toMatchObject({ template: "<other>", count: 3 });
});
