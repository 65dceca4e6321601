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

test("traces of several streams, written at once, do not mix", () => {
  const of = (name: string) => [
    `Error: ${name}`,
    `    at ${name} (/${name}.js:1:2)`,
    `    at g (/${name}.js:3:4)`,
  ];
  const lines = of("a").flatMap((message, index) => [
    { atMs: index, message, stream: "one" },
    { atMs: index, message: of("b")[index] ?? "", stream: "two" },
  ]);
  expect(joinTraceLines(lines).map(({ message }) => message)).toEqual([
    of("a").join("\n"),
    of("b").join("\n"),
  ]);
});

test("traces of several requests in one stream do not mix where each line names its request", () => {
  const of = (id: number) =>
    ["Error: x", `    at f${id} (/a.js:1:2)`].map(
      (text) => `2026-11-08T10:00:00.000Z\t0b5f1c2e-7a41-4c55-9d10-00000000000${id}\tERROR\t${text}`,
    );
  const lines = [of(1)[0], of(2)[0], of(1)[1], of(2)[1]].map((message = "", atMs) => ({ atMs, message }));
  expect(joinTraceLines(lines).map(({ message }) => message)).toEqual([of(1).join("\n"), of(2).join("\n")]);
});

test("a line of somebody else between the frames of a trace does not end it", () => {
  const trace = ["Error: x", "    at f (/a.js:1:2)", "    at g (/a.js:3:4)"];
  expect(join([...trace.slice(0, 2), "order placed", ...trace.slice(2)])).toEqual([
    trace.join("\n"),
    "order placed",
  ]);
});

test.each([
  [
    "Rust",
    [
      "thread 'main' panicked at src/a.rs:1:2:",
      "no price",
      "stack backtrace:",
      "   0: shop::f",
      "             at ./src/a.rs:1:2",
    ],
  ],
  [
    "PHP",
    [
      "PHP Fatal error:  Uncaught Error: x in /a.php:1",
      "Stack trace:",
      "#0 {main}",
      "  thrown in /a.php on line 1",
    ],
  ],
  [
    ".NET",
    [
      "System.Exception: x",
      " ---> System.IO.IOException: y",
      "   at A.B() in /a.cs:line 1",
      "   --- End of inner exception stack trace ---",
    ],
  ],
  ["Go's pkg/errors", ["Error: no price", "main.f", "\t/app/a.go:1", "main.g", "\t/app/a.go:2"]],
  [
    "a chain in Python",
    [
      "Traceback (most recent call last):",
      '  File "a.py", line 1, in f',
      "ValueError: x",
      "",
      "During handling of the above exception, another exception occurred:",
      "",
      "Traceback (most recent call last):",
      '  File "a.py", line 3, in f',
      "KeyError: y",
    ],
  ],
])("%s: a trace stored line by line becomes one event", (_, lines) => {
  expect(join(["order placed", ...lines, "order placed"])).toEqual([
    "order placed",
    lines.join("\n"),
    "order placed",
  ]);
});

test("a line that comes much later is no part of a trace", () => {
  expect(join(["Error: x", "    at f (/a.js:1:2)"], 60_000)).toHaveLength(2);
});

test("an endless trace is cut into bounded events", () => {
  expect(join(["Error: x", ...Array<string>(2_000).fill("    at f (/a.js:1:2)")]).length).toBeGreaterThan(3);
});
