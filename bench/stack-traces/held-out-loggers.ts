import { json, type Logger, TIME, text, typed } from "./logger.ts";

/** Forms that the reader was not tuned on; written before it was. */
export const heldOutLoggers: readonly Logger[] = [
  json("GELF", (trace) => ({
    version: "1.1",
    host: "a",
    short_message: "failed",
    full_message: trace.text,
    level: 3,
    _logger: "shop",
  })),
  json("Google error reporting", (trace) => ({
    severity: "ERROR",
    "@type": "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
    message: `failed\n${trace.text}`,
    serviceContext: { service: "shop" },
  })),
  json("loguru", (trace) => ({
    text: `2026-11-08 10:00:00.000 | ERROR | app:handler:9 - failed\n${trace.text}\n`,
    record: {
      elapsed: { seconds: 1 },
      exception: { ...typed(trace), value: trace.message, traceback: true },
      level: { name: "ERROR", no: 40 },
    },
  })),
  json("slog", (trace) => ({
    time: TIME,
    level: "ERROR",
    source: { function: "main.main", file: "x.go", line: 3 },
    msg: "failed",
    trace: trace.text,
  })),
  json("semantic logger", (trace) => ({
    timestamp: TIME,
    level: "error",
    message: "failed",
    exception: { name: trace.type, message: trace.message, stack_trace: trace.text.split("\n") },
  })),
  json("Cloud envelope", (trace) => ({
    insertId: "a",
    labels: {},
    jsonPayload: { context: { reportLocation: null }, exception: trace.text },
  })),
  json("wide event", (trace) => ({
    ev: "request",
    ms: 31,
    outcome: { ok: false, why: { detail: { dump: trace.text } } },
  })),
  json("escaped twice", (trace) => ({
    msg: "failed",
    payload: JSON.stringify({ inner: JSON.stringify({ backtrace: trace.text }) }),
  })),
  text(
    "rsyslog",
    (trace) =>
      `Nov  8 10:00:00 host shop[8]: ${trace.text.replace(/\r?\n/g, "#012").replaceAll("\t", "#011")}`,
  ),
  text("JSON with a trailing comma", (trace) => `{"a":1,"stack":${JSON.stringify(trace.text)},}`),
  text("separated by U+2028", (trace) => trace.text.replace(/\r?\n/g, "\u2028")),
  text(
    "Kubernetes, indented",
    (trace) => `E1108 10:00:00.000000 1 shop.go:9] failed\n${trace.text.replace(/^/gm, "    ")}`,
  ),
  text(
    "ASP.NET console",
    (trace) => `fail: Acme.Shop.Handler[0]\n      failed\n${trace.text.replace(/^/gm, "      ")}`,
  ),
  text("quoted", (trace) => trace.text.replace(/^/gm, "> ")),
  text("compose prefix", (trace) => trace.text.replace(/^/gm, "shop-1  | ")),
  text(
    "an inspected object",
    (trace) => `{ level: 'error',\n  err:\n   ${trace.text.replace(/\n/g, "\n   ")},\n  code: 4 }`,
  ),
  text(
    "log4j XML",
    (trace) =>
      `<Event level="ERROR"><Message>failed</Message><Thrown><![CDATA[${trace.text}]]></Thrown></Event>`,
  ),
  {
    name: "a JSON document a line",
    lines: (trace) =>
      trace.text.split("\n").map((line) => JSON.stringify({ stream: "stderr", log: `${line}\n` })),
  },
];
