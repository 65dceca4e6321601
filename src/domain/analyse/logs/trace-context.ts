import type { LogLine, LogSample } from "../../shared/log.ts";
import { joinLines } from "./events.ts";
import { maskValues } from "./mask.ts";
import { lineBody } from "./plain-text.ts";
import { isHeading, mayTellOfError, readEvent } from "./read-event.ts";

/** A stretch of a log that is read without a filter, for the lines that a filter left out. */
export interface Context {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null where streams are not known. */
  readonly stream: string | null;
}

/** The parts of a trace are written within this. */
const CONTEXT_MS = 2_000;
const MAX_CONTEXTS = 40;
const MAX_TEXT = 65_536;

/**
 * Where to read on without the filter: after lines that may begin a trace whose frames the filter has left out. Of
 * equal lines the first ones, so that every kind of error gets its turn; at most 40.
 * @param hits the lines that the filter let through, oldest first
 */
export function contextsOf(hits: readonly LogLine[]): Context[] {
  const byShape = new Map<string, LogLine[]>();
  for (const hit of hits) {
    if (!mayHaveLostFrames(hit.message)) continue;
    const shape = maskValues(lineBody(hit.message.slice(0, 500)));
    byShape.set(shape, [...(byShape.get(shape) ?? []), hit]);
  }
  const contexts: Context[] = [];
  const shapes = [...byShape.values()];
  for (
    let round = 0;
    contexts.length < MAX_CONTEXTS && shapes.some((lines) => lines.length > round);
    round++
  ) {
    for (const lines of shapes) {
      const hit = lines[round];
      if (!hit || contexts.length >= MAX_CONTEXTS || contexts.some((one) => covers(one, hit))) continue;
      contexts.push({ fromMs: hit.atMs, toMs: hit.atMs + CONTEXT_MS, stream: hit.stream ?? null });
    }
  }
  return contexts;
}

function covers({ fromMs, toMs, stream }: Context, line: LogLine): boolean {
  return stream === (line.stream ?? null) && line.atMs >= fromMs && line.atMs < toMs;
}

/** A line by itself that reads like an error; an event of several lines is whole. */
function mayHaveLostFrames(message: string): boolean {
  const text = message.slice(0, MAX_TEXT).trimEnd();
  if (/[\n\r]/.test(text)) return false;
  if (isHeading(text)) return true;
  const read = readEvent(text);
  return read !== null && read.level === "error" && (read.trace?.frames.length ?? 0) <= 1;
}

/**
 * The hits with what was read after them: an event of several lines stands in place of its hits. Other lines of the
 * contexts are left out.
 */
export function withContexts(hits: readonly LogLine[], contexts: readonly (readonly LogLine[])[]): LogLine[] {
  const left = new Map(hits.map((hit) => [keyOf(hit), hit]));
  const events: LogLine[] = [];
  for (const lines of contexts) {
    for (const { event, lines: parts } of joinLines(lines)) {
      const own = parts.map(keyOf).filter((key) => left.has(key));
      if (own.length === 0 || parts.length < 2) continue;
      for (const key of own) left.delete(key);
      events.push(event);
    }
  }
  return [...left.values(), ...events].sort((one, other) => one.atMs - other.atMs);
}

/** Errors among lines that were read without a filter, and that the filter should have let through. */
export function missedErrors(probe: readonly LogLine[], filtered: LogSample): LogLine[] {
  const known = new Set(filtered.lines.map(keyOf));
  const untilMs = filtered.complete ? Number.POSITIVE_INFINITY : (filtered.lines.at(-1)?.atMs ?? 0);
  return joinLines(probe).flatMap(({ event, lines }) => {
    const isKnown = event.atMs >= untilMs || lines.some((line) => known.has(keyOf(line)));
    return !isKnown && readEvent(event.message)?.level === "error" ? [event] : [];
  });
}

/** What reads like an error, each with all its lines: of lines that were read without a filter. */
export function errorEvents(lines: readonly LogLine[]): LogLine[] {
  return joinLines(lines).flatMap(({ event }) =>
    readEvent(event.message)?.level === "error" ? [event] : [],
  );
}

/** Those that may tell of an error: of lines that a filter let through. */
export function possibleErrors(lines: readonly LogLine[]): LogLine[] {
  return lines.filter((line) => mayTellOfError(line.message));
}

/** A page after those before it. What was written in the last millisecond of a page is on the next one again. */
export function afterPage(before: readonly LogLine[], page: readonly LogLine[]): LogLine[] {
  const lastMs = before.at(-1)?.atMs;
  const seen = new Set(before.filter(({ atMs }) => atMs === lastMs).map(keyOf));
  return [...before, ...page.filter((line) => line.atMs !== lastMs || !seen.has(keyOf(line)))];
}

function keyOf({ atMs, message, stream }: LogLine): string {
  return `${stream ?? ""}\n${atMs}\n${message}`;
}
