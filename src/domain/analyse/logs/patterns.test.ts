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

const ID = "0b5f1c2e-7a41-4c55-9d10-00000000000";
const trace =
  "TypeError: no price\n    at priceOf (/var/task/price.js:14:22)\n    at handler (/var/task/app.js:40:9)";
const logged = (id: number) => `2026-11-08T10:00:00.000Z\t${ID}${id}\tERROR\t${trace}`;
const thrown = (id: number) =>
  `2026-11-08T10:00:00.000Z\t${ID}${id}\tERROR\tInvoke Error \t${JSON.stringify({ errorType: "TypeError", errorMessage: "no price", stack: trace.split("\n") })}`;

test("retries of one request, and an error that is logged and thrown again, count once", () => {
  const lines = [1, 1, 1, 2, 3].flatMap((id, index) => [at(index, logged(id)), at(index, thrown(id))]);
  expect(mineLogPatterns(sample(lines)).map(({ count }) => count)).toEqual([3]);
});

test("a message that is delivered again in another request counts once, other messages of a request count", () => {
  const line = (request: number, message: string) =>
    at(
      0,
      JSON.stringify({ level: "error", msg: "bad order", requestId: `${ID}${request}`, messageId: message }),
    );
  const lines = [line(1, "m-1"), line(2, "m-1"), line(3, "m-1"), line(3, "m-2")];
  expect(mineLogPatterns(sample(lines)).map(({ count }) => count)).toEqual([2]);
});

test("an error that is logged where it was caught and thrown to the runtime is one pattern", () => {
  const python = (id: number, frames: string) =>
    at(
      id,
      `[ERROR]\t2026-11-08T10:00:00.000Z\t${ID}${id}\tno price\nTraceback (most recent call last):\n${frames}KeyError: 'sku'`,
    );
  const inner = '  File "/var/task/price.py", line 3, in price\n    return PRICES[sku]\n';
  const outer = '  File "/var/task/app.py", line 9, in handler\n    price(sku)\n';
  const lines = [1, 2, 3].flatMap((id) => [python(id, inner), python(id, outer + inner)]);
  const told = [1, 2, 3].map((id) =>
    at(id, `[ERROR]\t2026-11-08T10:00:00.000Z\t${ID}${id}\tKeyError: giving up`),
  );
  expect(mineLogPatterns(sample([...lines, ...told])).map(({ count }) => count)).toEqual([3]);
});

test("a line that names the error of just one trace counts to it", () => {
  const lines = ["java.lang.IllegalStateException: no price", "\tat com.acme.Price.of(Price.java:14)"];
  const [pattern, ...others] = mineLogPatterns(
    sample([
      ...lines.map((line, index) => at(index, line)),
      at(9_000, lines[0] ?? ""),
      at(19_000, lines[0] ?? ""),
    ]),
  );
  expect(others).toEqual([]);
  expect(pattern).toMatchObject({ count: 3, level: "error" });
});

test("documents of metrics are no patterns, whatever their metrics are called", () => {
  const document = {
    _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace: "S", Metrics: [{ Name: "Error" }] }] },
    Error: 0,
  };
  expect(mineLogPatterns(sample([at(0, JSON.stringify(document))]))).toEqual([]);
});

test("structured errors with other words, or of another class, are other patterns", () => {
  const line = (error: object) => at(0, JSON.stringify({ level: "ERROR", requestId: "r", message: error }));
  const patterns = mineLogPatterns(
    sample([
      line({ msg: "card declined by issuer", order: 7 }),
      line({ msg: "stock ran out", order: 8 }),
      line({ errorType: "TimeoutError", errorMessage: "failed", stackTrace: [] }),
      line({ errorType: "ValidationError", errorMessage: "failed", stackTrace: [] }),
    ]),
  );
  expect(patterns).toHaveLength(4);
  expect(patterns.map(({ template }) => template)).toContain("card declined by issuer");
});

test("errors of other classes are other patterns, however many there are and wherever the class stands", () => {
  const classes = ["Timeout", "Validation", "Range", "Type", "Access", "Parse", "Lookup", "Import", "Value"];
  for (const say of [
    (name: string) => `ERROR ${name} while paying order 12`,
    (name: string) => `level=error msg="payment of order 12 failed" error=${name}`,
    (name: string) => `ERROR payment failed with '${name}' at the gateway`,
  ]) {
    const lines = classes
      .flatMap((one) => [`${one}Error`, `${one}Exception`])
      .map((name) => at(0, say(name)));
    expect(mineLogPatterns(sample(lines))).toHaveLength(lines.length);
  }
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
