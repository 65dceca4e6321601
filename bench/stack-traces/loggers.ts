import { ID, json, type Logger, TIME, text, typed } from "./logger.ts";

const E = "\u001b";

/** Plain text, as runtimes and collectors leave it. */
const texts: readonly Logger[] = [
  text("plain", (trace) => trace.text),
  text("Lambda, text", (trace) => `${TIME}\t${ID}\tERROR\t${trace.text}`),
  text("Python logging", ({ language, text: trace }) =>
    language === "python" ? `[ERROR]\t${TIME}\t${ID}\tcannot do it\n${trace}` : null,
  ),
  text("Lambda's Python runtime", ({ language, name, text: trace, type, message }) =>
    language === "python" && name === "one frame"
      ? `[ERROR] ${type}: ${message}\n${trace.split("\n").slice(0, -1).join("\n")}`
      : null,
  ),
  text(
    "logback text",
    (trace) => `10:00:00.000 [main] ERROR com.acme.shop.Handler - cannot do it\n${trace.text}`,
  ),
  text("Serilog text", (trace) => `[10:00:00 ERR] cannot do it\n${trace.text}\n`),
  text("carriage returns", (trace) => `${TIME}\t${ID}\tERROR\t${trace.text.replace(/\r?\n/g, "\r")}`),
  text("carriage returns and hard spaces", (trace) =>
    trace.text.replace(/\r?\n/g, "\r").replace(/\r {2}/g, "\r\u00a0\u00a0"),
  ),
  text("colours", (trace) =>
    trace.text
      .split("\n")
      .map((line, index) => `${E}[${index === 0 ? 31 : 90}m${line}${E}[39m`)
      .join("\n"),
  ),
  text("colours within the line", (trace) =>
    trace.text.replace(/[\w.-]+\.(?:js|ts|py|java|go|rb|cs|rs|php)\b/g, `${E}[36;1m$&${E}[0m`),
  ),
  text(
    "logfmt",
    (trace) => `time=${TIME} level=ERROR msg="cannot do it" stack=${JSON.stringify(trace.text)}`,
  ),
  text("prefix on each line", (trace) =>
    trace.text
      .split("\n")
      .map((line) => `${TIME} stderr F ${line}`)
      .join("\n"),
  ),
  text("a sentence before and after", (trace) => `starting\n${trace.text}\nshutting down`),
  text("truncated", (trace) => `${trace.text}\n${trace.text.split("\n").at(-1)?.slice(0, 6)}`),
];

const jsons: readonly Logger[] = [
  json("pino", (trace) => ({
    level: 50,
    time: 1793440000000,
    pid: 8,
    hostname: "169.254.1.1",
    err: { ...typed(trace), message: trace.message, stack: trace.text },
    msg: trace.message,
  })),
  json("winston", (trace) => ({
    level: "error",
    message: `cannot do it: ${trace.message}`,
    stack: trace.text,
  })),
  json("bunyan", (trace) => ({
    name: "shop",
    pid: 8,
    level: 50,
    err: { message: trace.message, name: trace.type, stack: trace.text, code: "E_PRICE" },
    msg: "cannot do it",
    v: 0,
  })),
  json("Powertools TypeScript", (trace) => ({
    level: "ERROR",
    message: "cannot do it",
    service: "orders",
    error: {
      name: trace.type,
      location: `${trace.at[0]}:${trace.at[1]}`,
      message: trace.message,
      stack: trace.text,
    },
  })),
  text(
    "Invoke Error",
    (trace) =>
      `${TIME}\t${ID}\tERROR\tInvoke Error \t${JSON.stringify({ errorType: trace.type, errorMessage: trace.message, stack: trace.text.split("\n") })}`,
  ),
  json("Lambda JSON, message", (trace) => ({
    timestamp: TIME,
    level: "ERROR",
    requestId: ID,
    message: trace.text,
  })),
  json("Lambda JSON, object", (trace) => ({
    timestamp: TIME,
    level: "ERROR",
    requestId: ID,
    message: { errorType: trace.type, errorMessage: trace.message, stackTrace: trace.text.split("\n") },
  })),
  json("python-json-logger", (trace) => ({ message: "failed", levelname: "ERROR", exc_info: trace.text }), [
    "python",
  ]),
  json("structlog", (trace) => ({ event: "failed", level: "error", exception: trace.text }), ["python"]),
  json(
    "Powertools Python",
    (trace) => ({
      level: "ERROR",
      location: "handler:12",
      message: "Received an exception",
      service: "orders",
      exception: trace.text,
      exception_name: trace.type?.split(".").at(-1),
    }),
    ["python"],
  ),
  json("logback", (trace) => ({
    "@version": "1",
    level: "ERROR",
    message: "failed",
    stack_trace: trace.text,
  })),
  json("log4j2", (trace) => ({
    instant: { epochSecond: 1793440000 },
    level: "ERROR",
    message: "failed",
    thrown: { message: trace.message, name: trace.type, extendedStackTrace: trace.text },
  })),
  json("ECS, nested", (trace) => ({
    "@timestamp": TIME,
    log: { level: "error", logger: "shop" },
    message: "failed",
    error: { ...typed(trace), message: trace.message, stack_trace: trace.text },
  })),
  json("ECS, dotted", (trace) => ({
    "@timestamp": TIME,
    "log.level": "ERROR",
    message: "failed",
    "error.type": trace.type,
    "error.stack_trace": trace.text,
  })),
  json("Datadog", (trace) => ({
    level: "error",
    message: "failed",
    "error.kind": trace.type,
    "error.message": trace.message,
    "error.stack": trace.text,
  })),
  json("OpenTelemetry", (trace) => ({
    severityText: "ERROR",
    severityNumber: 17,
    body: "failed",
    attributes: {
      "exception.type": trace.type,
      "exception.message": trace.message,
      "exception.stacktrace": trace.text,
    },
  })),
  json("Serilog compact", (trace) => ({
    "@t": TIME,
    "@l": "Error",
    "@mt": "failed {Id}",
    "@x": trace.text,
    Id: 4,
  })),
  json("NLog", (trace) => ({ time: TIME, level: "ERROR", message: "failed", exception: trace.text })),
  json("Microsoft JSON", (trace) => ({
    EventId: 0,
    LogLevel: "Error",
    Category: "Shop",
    Message: "failed",
    Exception: trace.text,
    State: { Message: "failed" },
  })),
  json("zap", (trace) => ({
    level: "error",
    ts: 1793440000.1,
    caller: "cart/total.go:31",
    msg: "failed",
    stacktrace: trace.text,
  })),
  json("Docker", (trace) => ({ log: `${trace.text}\n`, stream: "stderr", time: TIME })),
  text("truncated JSON", (trace) =>
    JSON.stringify({
      level: "error",
      message: "failed",
      stack: `${trace.text}\n`,
      context: "x".repeat(300),
    }).slice(0, -200),
  ),
  text(
    "text around JSON",
    (trace) =>
      `${TIME} r ERROR failed ${JSON.stringify({ errorType: trace.type, stack: trace.text.split("\n") })} (retry 2)`,
  ),
  json("JSON within JSON", (trace) => ({
    stream: "stderr",
    log: JSON.stringify({ level: "error", err: { ...typed(trace), stack: trace.text } }),
  })),
  json("list of arguments", (trace) => ({
    level: "error",
    args: ["cannot do it", { error: { stack: trace.text } }],
  })),
];

/** One event a line, as `System.err` and panics leave it, between lines of others. */
const lines: readonly Logger[] = [
  {
    name: "a line an event",
    lines: (trace) => ["order taken", ...trace.text.split("\n"), "order done"],
  },
  {
    name: "a line an event, with its time",
    lines: (trace) => trace.text.split("\n").map((line) => `${TIME} ${line}`),
  },
];

/** What the reader was tuned on. */
export const loggers: readonly Logger[] = [...texts, ...jsons, ...lines];
