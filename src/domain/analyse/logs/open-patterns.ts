import { stableHash } from "../../shared/hash.ts";
import type { LogLevel } from "./level.ts";
import { Occurrences, type Origin } from "./occurrences.ts";
import type { ParsedTrace } from "./stack-trace.ts";
import type { LogTemplate } from "./template-miner.ts";

/** What is counted together while a sample is read. */
export interface OpenPattern {
  level: LogLevel;
  occurrences: Occurrences;
  firstSeenMs: number;
  lastSeenMs: number;
  examples: string[];
  readonly trace: ParsedTrace | null;
  /** The miner's slots of the lines by which its events are known; the first names the pattern. */
  readonly slots: Set<number>;
}

/** A pattern with its template. */
export interface Found {
  readonly template: LogTemplate;
  readonly pattern: OpenPattern;
}

/** What does not fit into a list of patterns. */
export const OTHER: LogTemplate = { id: "other", text: "<other>" };

const SEVERITY: Record<LogLevel, number> = { unknown: 0, info: 1, warn: 2, error: 3 };

export function newPattern(trace: ParsedTrace | null): OpenPattern {
  return {
    level: "unknown",
    occurrences: new Occurrences(),
    firstSeenMs: Number.POSITIVE_INFINITY,
    lastSeenMs: Number.NEGATIVE_INFINITY,
    examples: [],
    trace,
    slots: new Set(),
  };
}

/** Counts an event of a pattern. */
export function addEvent(
  pattern: OpenPattern,
  atMs: number,
  origin: Origin,
  { level, window }: { readonly level: LogLevel; readonly window: number },
): void {
  pattern.occurrences.add(origin, window);
  pattern.firstSeenMs = Math.min(pattern.firstSeenMs, atMs);
  pattern.lastSeenMs = Math.max(pattern.lastSeenMs, atMs);
  if (SEVERITY[level] > SEVERITY[pattern.level]) pattern.level = level;
}

/**
 * One pattern for what was logged more than once: traces of one error at one place that belong to the same requests;
 * and messages that name just one trace's error, or come with it in the same requests and speak of it.
 */
export function foldInto(
  traces: readonly OpenPattern[],
  messages: readonly OpenPattern[],
  maxExamples: number,
): OpenPattern[] {
  const kept = foldTraces(traces, maxExamples);
  const bySlot = new Map<number, OpenPattern | null>();
  for (const trace of kept) for (const slot of trace.slots) bySlot.set(slot, bySlot.has(slot) ? null : trace);
  const apart = messages.filter((message) => {
    const named = [...message.slots].map((slot) => bySlot.get(slot)).find((trace) => trace);
    const owner =
      named ?? (message.level === "error" ? kept.find((trace) => tellsOf(message, trace)) : undefined);
    if (owner) absorb(owner, message, maxExamples);
    return !owner;
  });
  return [...kept, ...apart];
}

function foldTraces(traces: readonly OpenPattern[], maxExamples: number): OpenPattern[] {
  const byPlace = new Map<string, OpenPattern[]>();
  const kept: OpenPattern[] = [];
  for (const pattern of [...traces].sort((a, b) => b.occurrences.count - a.occurrences.count)) {
    const place = placeOf(pattern.trace);
    const same = byPlace.get(place) ?? [];
    const owner = same.find((one) => pattern.occurrences.isWithin(one.occurrences));
    if (owner) absorb(owner, pattern, maxExamples);
    else {
      kept.push(pattern);
      byPlace.set(place, [...same, pattern]);
    }
  }
  return kept;
}

/** Where the error arose: the innermost frame of the application. */
function placeOf(trace: ParsedTrace | null): string {
  const frame = trace?.frames.find(({ inApp }) => inApp) ?? trace?.frames[0];
  return frame ? `${trace?.language} ${frame.file}:${frame.line}` : stableHash(trace?.fingerprint ?? "");
}

function tellsOf(message: OpenPattern, trace: OpenPattern): boolean {
  if (!message.occurrences.isWithin(trace.occurrences)) return false;
  const [example = ""] = message.examples;
  const type = trace.trace?.errorType ?? "";
  if (type.length > 5 && example.includes(type)) return true;
  const said = new RegExp(`${escaped(type)}:\\s*([^\\n"\\\\]{8,200})`).exec(trace.examples[0] ?? "")?.[1];
  return said !== undefined && example.includes(said.trim());
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, "\\$&");
}

/** Patterns of one template together, most frequent first. */
export function mergeByTemplate(found: readonly Found[], maxExamples: number): Found[] {
  const byId = new Map<string, Found>();
  for (const one of found) {
    const same = byId.get(one.template.id);
    if (same) absorb(same.pattern, one.pattern, maxExamples);
    else byId.set(one.template.id, one);
  }
  return [...byId.values()].sort(
    (a, b) =>
      b.pattern.occurrences.count - a.pattern.occurrences.count || (a.template.id < b.template.id ? -1 : 1),
  );
}

/** The first of them, the rest as one. */
export function keepMostFrequent(
  sorted: readonly Found[],
  maxPatterns: number,
  maxExamples: number,
): Found[] {
  const kept = sorted.slice(0, maxPatterns);
  const rest = sorted.slice(maxPatterns);
  if (rest.length === 0) return kept;
  const other = newPattern(null);
  for (const { pattern } of rest) absorb(other, pattern, maxExamples);
  return [...kept, { template: OTHER, pattern: other }];
}

function absorb(into: OpenPattern, from: OpenPattern, maxExamples: number): void {
  into.occurrences.absorb(from.occurrences);
  into.firstSeenMs = Math.min(into.firstSeenMs, from.firstSeenMs);
  into.lastSeenMs = Math.max(into.lastSeenMs, from.lastSeenMs);
  if (SEVERITY[from.level] > SEVERITY[into.level]) into.level = from.level;
  into.examples.push(...from.examples.slice(0, maxExamples - into.examples.length));
}
