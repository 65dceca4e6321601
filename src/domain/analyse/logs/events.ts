import type { LogLine } from "../../shared/log.ts";
import { jsonObject } from "./json-documents.ts";
import { jsonMessage } from "./log-document.ts";
import { originOf } from "./occurrences.ts";
import { lineBody, withoutEscapes } from "./plain-text.ts";

/** Lines that can only continue an event: frames, causes, elided frames. */
const CONTINUATION =
  /^\s+at \S|^\s*File "[^"]+", line \d|^Caused by: |^\s+\.{3} \d+ (?:more|common frames)|^\s+from \S+:\d+:in |^goroutine \d+ \[|^\s*-{3} End of |^ ---> |^\s+Suppressed: |^\t\S+\.(?:go|s):\d|^#\d+ \S|^Stack trace:$|^\s+thrown in |^stack backtrace:|^note: run with `RUST_BACKTRACE|^\S+\.rb:\d+:in [`']|^Wrapped by: |^\[stacktrace\]|^exit status \d/;
/** What a trace begins with. */
const BEGINNING =
  /Traceback \(most recent call last\)|^(?:panic|fatal error): |^goroutine \d+ \[|panicked at |(?:^|[\s"'(])(?:[\w$]+[.:\\+])*[\w$]*(?:Error|Exception|Failure|Fault|Throwable)\b|^PHP (?:Fatal|Warning|Parse)|\(\w*(?:Error|Exception)\)$/;
const PYTHON_CHAIN = /^(?:During handling of the above|The above exception was the direct)/;
const GO_LOCATION = /^\s+\S+\.(?:go|s):\d+(?: \+0x[0-9a-f]+)?$/;
const GO_CALL = /^(?:created by )?[\w./*()$%{}-]+\.[\w.()*$-]+(?:\(.*\))?(?: in goroutine \d+)?$/;

/** What is longer is no call that Go wrote, and the expression is not linear. */
const LONGEST_CALL = 600;

/** Parts of one trace are written at once; a later line is another event. */
const MAX_GAP_MS = 1_000;
const MAX_PARTS = 500;

/** A line with what it says behind the prefix of its logger. */
interface Part {
  readonly line: LogLine;
  readonly body: string;
}

/** An event that more lines may belong to. */
interface Open {
  readonly parts: Part[];
  isTrace: boolean;
  lastAtMs: number;
}

/**
 * Puts events together whose lines a collector stored one by one: a stack trace becomes one event with newlines, at
 * the time of its first line. Lines of other streams, and of other requests where lines name theirs, do not mix. Other
 * events are returned as they are, in order of their first lines.
 */
export function joinTraceLines(lines: readonly LogLine[]): LogLine[] {
  return joinLines(lines).map(({ event }) => event);
}

/** {@link joinTraceLines} with the lines that each event was made of. */
export function joinLines(lines: readonly LogLine[]): { event: LogLine; lines: readonly LogLine[] }[] {
  const events: Open[] = [];
  for (const writer of byWriter(lines)) {
    let open: Open | null = null;
    let trace: Open | null = null;
    for (const [index, part] of writer.entries()) {
      const into = eventFor(part, writer[index + 1], open, trace);
      if (into) {
        into.parts.push(part);
        into.isTrace = true;
        into.lastAtMs = part.line.atMs;
        trace = into;
        continue;
      }
      open = { parts: [part], isTrace: BEGINNING.test(part.body.slice(0, 2_000)), lastAtMs: part.line.atMs };
      if (open.isTrace) trace = open;
      events.push(open);
    }
  }
  return inOrder(events, lines).map(({ parts }) => ({
    event: eventOf(parts),
    lines: parts.map(({ line }) => line),
  }));
}

/** The lines of each stream, and within it of each request; a line that names none goes with the line before. */
function byWriter(lines: readonly LogLine[]): Part[][] {
  const writers = new Map<string, Part[]>();
  const lastOfStream = new Map<string, string>();
  for (const line of lines) {
    const stream = line.stream ?? "";
    const requestId = mayNameRequest(line.message) ? originOf(line.message).requestId : null;
    const key = requestId === null ? (lastOfStream.get(stream) ?? stream) : `${stream}\n${requestId}`;
    lastOfStream.set(stream, key);
    const parts = writers.get(key) ?? [];
    parts.push({ line, body: bodyOf(line.message) });
    writers.set(key, parts);
  }
  return [...writers.values()];
}

/** A frame names none; this spares looking for one in each. */
function mayNameRequest(message: string): boolean {
  return /^\S/.test(message) && /[0-9a-f]-[0-9a-f]{12}|request|invocation/i.test(message.slice(0, 4_096));
}

function isGoCall(body: string): boolean {
  return body.length <= LONGEST_CALL && GO_CALL.test(body);
}

/** An expression for this would try every line end of a message of nothing else. */
function withoutLineEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return text.slice(0, end);
}

function bodyOf(message: string): string {
  const text = withoutEscapes(withoutLineEnd(message));
  if (!text.startsWith("{")) return lineBody(text);
  const document = jsonObject(text);
  const raw =
    document && Object.values(document).find((value) => typeof value === "string" && /^\s+\S/.test(value));
  return typeof raw === "string" ? withoutLineEnd(raw) : (jsonMessage(text) ?? text);
}

/** The open event that a line continues; null when it begins one. */
function eventFor(part: Part, next: Part | undefined, open: Open | null, trace: Open | null): Open | null {
  const near = (event: Open | null): event is Open =>
    event !== null &&
    Math.abs(part.line.atMs - event.lastAtMs) <= MAX_GAP_MS &&
    event.parts.length < MAX_PARTS;
  const body = part.body;
  if (near(trace) && continuesTrace(trace, body, next?.body)) return trace;
  // What came in between was written by somebody else, unless it named the error that the frames are of.
  if (CONTINUATION.test(body))
    return near(trace) && trace.parts.length > 1 ? trace : near(open) ? open : null;
  if (near(open) && GO_LOCATION.test(body) && isGoCall(open.parts.at(-1)?.body ?? "")) return open;
  return null;
}

function continuesTrace(trace: Open, body: string, next: string | undefined): boolean {
  const first = trace.parts[0]?.body ?? "";
  const last = trace.parts.at(-1)?.body ?? "";
  if (CONTINUATION.test(body) || /^[ \t]+\S/.test(body)) return true;
  if (/Traceback \(most recent call last\)/.test(first)) return continuesPython(trace, last, body);
  if (/^(?:panic: |fatal error: |goroutine \d+ \[)/.test(first)) return continuesGo(body);
  if (/panicked at /.test(first) && trace.parts.length === 1) return body.trim() !== "";
  if (/^\}/.test(body)) return trace.parts.some((part) => /\{$/.test(part.body));
  if (/^PHP |Stack trace:/.test(first) || /^#\d/.test(last)) return /^Next \S|^\s*$/.test(body);
  return (
    isGoCall(body) &&
    next !== undefined &&
    GO_LOCATION.test(next) &&
    (trace.parts.length === 1 || GO_LOCATION.test(last))
  );
}

/** After the header come indented lines, and then the error itself, once; after it perhaps another of the chain. */
function continuesPython(trace: Open, last: string, body: string): boolean {
  if (/^\s/.test(last) && /^[A-Za-z_][\w.]*(?::|$)/.test(body)) return true;
  if (PYTHON_CHAIN.test(body)) return true;
  const isChained = trace.parts.some((part) => PYTHON_CHAIN.test(part.body));
  return /^\s*$/.test(body) || (isChained && /^Traceback \(most/.test(body));
}

function continuesGo(body: string): boolean {
  return /^\s*$|^\t|^goroutine \d+ |^created by |^exit status \d|^\[signal |^[\w./*()$-][\w./*)$-]*\(.*\)$/.test(
    body,
  );
}

function inOrder(events: readonly Open[], lines: readonly LogLine[]): Open[] {
  const places = new Map(lines.map((line, index) => [line, index]));
  const placeOf = (event: Open) => places.get(event.parts[0]?.line ?? { atMs: 0, message: "" }) ?? 0;
  return [...events].sort((a, b) => placeOf(a) - placeOf(b));
}

function eventOf(parts: readonly Part[]): LogLine {
  const [first] = parts;
  if (!first || parts.length === 1) return first?.line ?? { atMs: 0, message: "" };
  const isWrapped = parts.every(({ line }) => line.message.startsWith("{"));
  const message = parts.map(({ line, body }) => (isWrapped ? body : withoutLineEnd(line.message))).join("\n");
  return { ...first.line, message };
}
