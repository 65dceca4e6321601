import { expect, test } from "vitest";
import { joinTraceLines } from "./events.ts";

const join = (messages: readonly string[], gapMs = 1) =>
  joinTraceLines(messages.map((message, index) => ({ atMs: index * gapMs, message }))).map(
    (event) => event.message,
  );

test.each([
  ["Node", ["Error: x", "    at f (/a.js:1:2)", "    at g (/a.js:3:4)"]],
  [
    "Java",
    [
      "java.io.IOException: x",
      "\tat a.B.c(B.java:1)",
      "Caused by: a.E: y",
      "\tat a.B.d(B.java:2)",
      "\t... 3 more",
    ],
  ],
  [
    "Python",
    ["Traceback (most recent call last):", '  File "a.py", line 1, in f', "    g()", "ValueError: x"],
  ],
  [
    "Go",
    ["panic: x", "", "goroutine 1 [running]:", "main.main()", "\t/app/main.go:5 +0x20", "exit status 2"],
  ],
  ["Ruby", ["/app/a.rb:1:in 'f': x (ArgumentError)", "\tfrom /app/b.rb:2:in 'g'"]],
])("a %s trace stored line by line becomes one event, and the next line does not", (_, lines) => {
  expect(join([...lines, "order placed"])).toEqual([lines.join("\n"), "order placed"]);
});

test("a line that comes much later is no part of a trace", () => {
  expect(join(["Error: x", "    at f (/a.js:1:2)"], 60_000)).toHaveLength(2);
});

test("an endless trace is cut into bounded events", () => {
  expect(join(["Error: x", ...Array<string>(2_000).fill("    at f (/a.js:1:2)")]).length).toBeGreaterThan(3);
});
