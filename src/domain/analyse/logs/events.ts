import type { LogLine } from "../../shared/log.ts";

/** Lines that can only continue an event: frames, causes, elided frames. */
const CONTINUATION =
  /^\s+at |^\s*File "[^"]+", line \d|^Caused by: |^\s+\.{3} \d+ (?:more|common frames)|^\s+from \S+:\d+:in |^goroutine \d+ \[|^\s+--- End of |^ ---> |^\s+Suppressed: |^\t\S+\.go:\d/;

/** Parts of one trace are written at once; a later line is another event. */
const MAX_GAP_MS = 1_000;
const MAX_PARTS = 500;

/**
 * Puts events together whose lines a collector stored one by one: a stack trace becomes one event with
 * newlines, at the time of its first line. Other events are returned as they are, in order.
 */
export function joinTraceLines(lines: readonly LogLine[]): LogLine[] {
  const events: LogLine[] = [];
  let parts: string[] = [];
  let startedAtMs = 0;
  let lastAtMs = 0;
  const flush = () => {
    if (parts.length > 0) events.push({ atMs: startedAtMs, message: parts.join("\n") });
    parts = [];
  };
  for (const { atMs, message } of lines) {
    const near = Math.abs(atMs - lastAtMs) <= MAX_GAP_MS && parts.length < MAX_PARTS;
    if (parts.length > 0 && near && continues(parts, message)) {
      parts.push(message);
    } else {
      flush();
      parts = [message];
      startedAtMs = atMs;
    }
    lastAtMs = atMs;
  }
  flush();
  return events;
}

function continues(parts: readonly string[], message: string): boolean {
  if (CONTINUATION.test(message)) return true;
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (first.includes("Traceback (most recent call last)")) return continuesPython(last, message);
  if (/^(?:panic: |fatal error: |goroutine \d+ \[)/.test(first)) return continuesGo(message);
  return false;
}

/** After the header come indented lines, and then the error itself, once. */
function continuesPython(last: string, message: string): boolean {
  return /^\s/.test(message) || (/^\s/.test(last) && /^[A-Za-z_][\w.]*(?::|$)/.test(message));
}

function continuesGo(message: string): boolean {
  return /^\s*$|^\t|^goroutine \d+ |^created by |^exit status \d|^\[signal |^[\w./*()$-]+\(.*\)$/.test(
    message,
  );
}
