import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { parseStackTrace } from "./stack-trace.ts";

const NODE = (message: string, line = 12) => `TypeError: ${message}
    at getTotal (/var/task/src/cart.ts:${line}:15)
    at async Runtime.handler (file:///var/task/src/app.ts:40:3)
    at new Client (/var/task/node_modules/pg/lib/client.js:5:9)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;

const PYTHON = (message: string, line = 9) => `Traceback (most recent call last):
  File "/var/runtime/bootstrap.py", line 60, in <module>
    main()
  File "/var/task/app.py", line ${line}, in handler
    return total(event["items"])
  File "/opt/python/lib/python3.12/site-packages/shop/cart.py", line 3, in total
    raise KeyError(key)
KeyError: ${message}`;

const JAVA = (
  message: string,
  line = 31,
) => `Exception in thread "main" java.lang.IllegalStateException: ${message}
\tat com.acme.shop.Cart.total(Cart.java:12)
\tat com.acme.shop.Cart$$Lambda$14/0x0000000800c03000.apply(Unknown Source)
\tat java.base/java.util.ArrayList.forEach(ArrayList.java:1511)
\t... 12 more
Caused by: java.io.IOException: disk full
\tat com.acme.shop.Disk.write(Disk.java:${line})`;

const GO = (message: string, line = 14) => `panic: runtime error: ${message}

goroutine 1 [running]:
runtime.panicIndex(0x5)
\t/usr/local/go/src/runtime/panic.go:88 +0x1d
main.(*Cart).total(0xc000012345, {0x1, 0x2})
\t/app/cmd/shop/cart.go:${line} +0x1d
main.main()
\t/app/cmd/shop/main.go:5 +0x20
exit status 2`;

const DOTNET = (message: string, line = 21) => `System.InvalidOperationException: ${message}
   at System.Linq.ThrowHelper.ThrowNoElementsException()
   at Acme.Shop.Cart.Total(List\`1 items, String code) in /src/Shop/Cart.cs:line ${line}
   at Acme.Shop.Program.<Main>(String[] args) in /src/Shop/Program.cs:line 8`;

const RUBY = (message: string, line = 4) => `/app/lib/cart.rb:${line}:in 'total': ${message} (NoMethodError)
\tfrom /app/app.rb:9:in 'block in handler'
\tfrom /usr/local/bundle/gems/rack-3.0/lib/rack/builder.rb:12:in 'call'`;

const EXPECTED = [
  { name: "node", text: NODE, type: "TypeError", file: "/var/task/src/cart.ts", line: 12, call: "getTotal" },
  { name: "python", text: PYTHON, type: "KeyError", file: "/var/task/app.py", line: 9, call: "handler" },
  {
    name: "java",
    text: JAVA,
    type: "java.lang.IllegalStateException",
    file: "com/acme/shop/Disk.java",
    line: 31,
    call: "com.acme.shop.Disk.write",
  },
  {
    name: "go",
    text: GO,
    type: "runtime error",
    file: "/app/cmd/shop/cart.go",
    line: 14,
    call: "main.(*Cart).total",
  },
  {
    name: "dotnet",
    text: DOTNET,
    type: "System.InvalidOperationException",
    file: "/src/Shop/Cart.cs",
    line: 21,
    call: "Acme.Shop.Cart.Total",
  },
  { name: "ruby", text: RUBY, type: "NoMethodError", file: "/app/lib/cart.rb", line: 4, call: "total" },
];

for (const { name, text, type, file, line, call } of EXPECTED) {
  test(`${name}: the error type and the innermost in-app frame are read`, () => {
    const trace = parseStackTrace(text("no such item"));
    expect(trace).toMatchObject({ language: name, errorType: type });
    expect(trace?.frames.find((frame) => frame.inApp)).toEqual({
      file,
      line,
      functionName: call,
      inApp: true,
    });
  });

  test(`${name}: whatever the message and the line number, the fingerprint is the same`, () => {
    const words = fc.string({
      unit: fc.constantFrom(..."abc 0123456789'[]{}<>=-_,"),
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 9_999 }), (message, at) => {
        const one = parseStackTrace(text(message, at));
        expect(one?.fingerprint).toBe(parseStackTrace(text("other"))?.fingerprint);
      }),
    );
  });
}

test("library frames are told from the application's", () => {
  const inApp = (text: string) => parseStackTrace(text)?.frames.map((frame) => frame.inApp);
  expect(inApp(NODE("x"))).toEqual([true, true, false, false]);
  expect(inApp(PYTHON("x"))).toEqual([false, true, false]);
  expect(inApp(JAVA("x"))).toEqual([true, true, false]);
  expect(inApp(GO("x"))).toEqual([false, true, true]);
  expect(inApp(DOTNET("x"))).toEqual([true, true]);
  expect(inApp(RUBY("x"))).toEqual([true, true, false]);
});

test("another error type or another way through the application is another fingerprint", () => {
  const base = parseStackTrace(NODE("x"))?.fingerprint;
  expect(parseStackTrace(NODE("x").replace("TypeError", "RangeError"))?.fingerprint).not.toBe(base);
  expect(parseStackTrace(NODE("x").replace("getTotal", "getTax"))?.fingerprint).not.toBe(base);
});

test("Lambda's Node format with the trace in JSON is the same error as its text", () => {
  const line = `2026-11-20T12:00:00.000Z\t3604209a-e9a3-11e6-939a-754dd98c7be3\tERROR\tInvoke Error \t${JSON.stringify(
    {
      errorType: "TypeError",
      errorMessage: "boom",
      stack: NODE("boom").split("\n"),
    },
  )}`;
  expect(parseStackTrace(line)).toEqual(parseStackTrace(NODE("boom")));
});

test("traces nested in structured logs are found", () => {
  const pino = JSON.stringify({
    level: 50,
    err: { type: "TypeError", message: "x", stack: NODE("x") },
    msg: "x",
  });
  expect(parseStackTrace(pino)?.fingerprint).toBe(parseStackTrace(NODE("x"))?.fingerprint);
  const python = JSON.stringify({
    errorMessage: "'id'",
    errorType: "KeyError",
    stackTrace: ['  File "/var/task/app.py", line 5, in handler\n    event["id"]\n'],
  });
  expect(parseStackTrace(python)).toMatchObject({ language: "python", errorType: "KeyError" });
});

test.each<[string, string, object]>([
  [
    "PHP, a message of several lines",
    "PHP Fatal error:  Uncaught Exception: a\nb in /app/src/Price.php:14\nStack trace:\n#0 {main}\n  thrown in /app/src/Price.php on line 14",
    { language: "php", errorType: "Exception", frames: [{ file: "/app/src/Price.php", line: 14 }] },
  ],
  [
    "PHP, no exception",
    "PHP Parse error:  syntax error, unexpected '}' in /app/src/Price.php on line 14",
    { language: "php", errorType: null, frames: [{ line: 14 }] },
  ],
  [
    "rich",
    "╭── Traceback (most recent call last) ──╮\n│ /var/task/app.py:9 in handler         │\n╰───────────────────────────────────────╯\nKeyError: 'sku'",
    { language: "python", errorType: "KeyError", frames: [{ file: "/var/task/app.py", line: 9 }] },
  ],
  [
    "one line",
    '[ERROR] KeyError: x Traceback (most recent call last): File "/var/task/app.py", line 9, in handler return price() File "/var/task/price.py", line 3, in price return 1',
    { language: "python", frames: [{ line: 3 }, { line: 9 }] },
  ],
  [
    "Sentry's frames",
    JSON.stringify({
      type: "KeyError",
      value: "x",
      stacktrace: {
        frames: [
          { abs_path: "/var/task/app.py", lineno: 9, in_app: true },
          { abs_path: "/var/task/lib/x.py", lineno: 3, in_app: false },
        ],
      },
    }),
    {
      errorType: "KeyError",
      frames: [
        { line: 3, inApp: false },
        { line: 9, inApp: true },
      ],
    },
  ],
  [
    "an error beside its frames",
    JSON.stringify({
      trace: { frames: [{ filename: "/a/b.js", lineno: 9 }], exception: { class: "TypeError" } },
    }),
    { errorType: "TypeError", frames: [{ line: 9 }] },
  ],
  [
    "a bundle's line",
    "TypeError: x\n    at r (/var/task/index.js:2:88513)",
    { frames: [{ line: 2, generated: true }] },
  ],
])("%s", (_, text, expected) => {
  expect(parseStackTrace(text)).toMatchObject(expected);
});

test("a message without frames has no trace", () => {
  for (const text of ["", "meet me at noon", 'File "x" is missing', "at 12:30 (UTC)", "TypeError: x"]) {
    expect(parseStackTrace(text)).toBeNull();
  }
});

test("a stack overflow of a megabyte is read to bounded length", () => {
  const trace = parseStackTrace(`RangeError: deep\n${"    at f (/app/a.js:1:1)\n".repeat(40_000)}`);
  expect(trace?.frames.length).toBeLessThanOrEqual(64);
});

test("no text makes the parser throw", () => {
  const pieces = fc.constantFrom(
    " at ",
    'File "',
    ", line ",
    ":in '",
    ".go:1",
    "(",
    ")",
    ":",
    "{",
    "}",
    '"stack":',
    "\n",
    "1",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: anyCharacter, maxLength: 5 }))), (parts) => {
      parseStackTrace(parts.join(""));
    }),
  );
});
