import type { LogLine, LogSample } from "../../shared/log.ts";
import { joinTraceLines } from "./events.ts";
import { detectLevel, type LogLevel } from "./level.ts";
import { maskSecrets } from "./secrets.ts";
import { type ParsedTrace, parseStackTrace } from "./stack-trace.ts";
import { type LogTemplate, TemplateMiner } from "./template-miner.ts";

/** A template with what it did over the sample's window. All texts are masked, and untrusted. */
export interface LogPattern {
  /** Stable across runs: the trace's fingerprint, or the template's id. */
  readonly patternId: string;
  readonly template: string;
  readonly level: LogLevel;
  readonly count: number;
  /** Events per window of {@link windowSeconds}, from the sample's start. */
  readonly countsPerWindow: readonly number[];
  readonly windowSeconds: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Masked example messages, oldest first. */
  readonly examples: readonly string[];
  readonly trace: ParsedTrace | null;
}

/** Bounds; every one has a default. */
export interface PatternOptions {
  /** Length of a counting window; widened so that a sample has at most 2,016 windows. */
  readonly windowSeconds?: number;
  readonly maxPatterns?: number;
  readonly maxExamples?: number;
  /** Examples and templates are cut to this many characters. */
  readonly maxCharacters?: number;
  /** Patterns of earlier samples: a template that became more or less general keeps its id. */
  readonly known?: readonly Pick<LogPattern, "patternId" | "template">[];
}

const MAX_WINDOWS = 2_016;
/** Of a longer message only this much is looked at; secrets are masked before anything is cut shorter. */
const MAX_MESSAGE = 65_536;
const OTHER: LogTemplate = { id: "other", text: "<other>" };
const SEVERITY: Record<LogLevel, number> = { unknown: 0, info: 1, warn: 2, error: 3 };

interface OpenPattern {
  level: LogLevel;
  count: number;
  /** By window number; sparse. */
  countsPerWindow: number[];
  firstSeenMs: number;
  lastSeenMs: number;
  examples: string[];
  trace: ParsedTrace | null;
}

/**
 * The patterns of a sample of log events, most frequent first. Events with a stack trace belong together by the
 * trace's fingerprint, whatever their message; others by their template. Lines of one trace that were stored as
 * events of their own are joined first. Lambda's START, END and REPORT lines are left out. Beyond `maxPatterns`
 * (default 1,000) the rarest are counted together as `<other>`. Never throws.
 */
export function mineLogPatterns(sample: LogSample, options: PatternOptions = {}): LogPattern[] {
  const { maxPatterns = 1_000, maxExamples = 3, maxCharacters = 2_000 } = options;
  const windowSeconds = boundedWindow(sample, options.windowSeconds ?? 300);
  const known = (options.known ?? []).map(({ patternId, template }) => ({ id: patternId, text: template }));
  const miner = new TemplateMiner({ known });
  const bySlot = new Map<number, OpenPattern>();
  const byTrace = new Map<string, { readonly slot: number; readonly pattern: OpenPattern }>();
  for (const event of joinTraceLines(sample.lines)) {
    if (isLambdaBookkeeping(event.message)) continue;
    const message = maskSecrets(event.message.slice(0, MAX_MESSAGE));
    const trace = parseStackTrace(message);
    const slot = miner.addMasked(headline(message));
    const pattern = trace ? openTrace(byTrace, trace, slot) : openSlot(bySlot, slot);
    const window = Math.floor((event.atMs - sample.fromMs) / (windowSeconds * 1_000));
    count(pattern, event, window, trace ? "error" : detectLevel(message));
    if (pattern.examples.length < maxExamples) pattern.examples.push(message.slice(0, maxCharacters));
  }
  const templates = miner.templates();
  const windows = windowCount(sample, windowSeconds);
  const found = [...byTrace.values()].map(({ slot, pattern }) => ({
    template: { id: pattern.trace?.fingerprint ?? "", text: traceTemplate(templates[slot], pattern.trace) },
    pattern,
  }));
  for (const [slot, pattern] of bySlot) found.push({ template: templates[slot] ?? OTHER, pattern });
  return keepMostFrequent(mergeByTemplate(found, maxExamples), maxPatterns, maxExamples).map(
    ({ template, pattern }) => ({
      ...pattern,
      patternId: template.id,
      template: template.text.slice(0, maxCharacters),
      windowSeconds,
      countsPerWindow: Array.from({ length: windows }, (_, index) => pattern.countsPerWindow[index] ?? 0),
    }),
  );
}

interface Found {
  readonly template: LogTemplate;
  readonly pattern: OpenPattern;
}

function newPattern(trace: ParsedTrace | null): OpenPattern {
  return {
    level: "unknown",
    count: 0,
    countsPerWindow: [],
    firstSeenMs: Number.POSITIVE_INFINITY,
    lastSeenMs: Number.NEGATIVE_INFINITY,
    examples: [],
    trace,
  };
}

function openSlot(bySlot: Map<number, OpenPattern>, slot: number): OpenPattern {
  const pattern = bySlot.get(slot) ?? newPattern(null);
  bySlot.set(slot, pattern);
  return pattern;
}

function openTrace(
  byTrace: Map<string, { readonly slot: number; readonly pattern: OpenPattern }>,
  trace: ParsedTrace,
  slot: number,
): OpenPattern {
  const open = byTrace.get(trace.fingerprint) ?? { slot, pattern: newPattern(trace) };
  byTrace.set(trace.fingerprint, open);
  return open.pattern;
}

function count(pattern: OpenPattern, event: LogLine, window: number, level: LogLevel): void {
  pattern.count++;
  pattern.firstSeenMs = Math.min(pattern.firstSeenMs, event.atMs);
  pattern.lastSeenMs = Math.max(pattern.lastSeenMs, event.atMs);
  if (SEVERITY[level] > SEVERITY[pattern.level]) pattern.level = level;
  if (window >= 0 && window < MAX_WINDOWS) {
    pattern.countsPerWindow[window] = (pattern.countsPerWindow[window] ?? 0) + 1;
  }
}

function mergeByTemplate(found: readonly Found[], maxExamples: number): Found[] {
  const byId = new Map<string, Found>();
  for (const one of found) {
    const same = byId.get(one.template.id);
    if (same) absorb(same.pattern, one.pattern, maxExamples);
    else byId.set(one.template.id, one);
  }
  return [...byId.values()].sort(
    (a, b) => b.pattern.count - a.pattern.count || (a.template.id < b.template.id ? -1 : 1),
  );
}

function keepMostFrequent(sorted: readonly Found[], maxPatterns: number, maxExamples: number): Found[] {
  const kept = sorted.slice(0, maxPatterns);
  const rest = sorted.slice(maxPatterns);
  if (rest.length === 0) return kept;
  const other = newPattern(null);
  for (const { pattern } of rest) absorb(other, pattern, maxExamples);
  return [...kept, { template: OTHER, pattern: other }];
}

function absorb(into: OpenPattern, from: OpenPattern, maxExamples: number): void {
  into.count += from.count;
  into.firstSeenMs = Math.min(into.firstSeenMs, from.firstSeenMs);
  into.lastSeenMs = Math.max(into.lastSeenMs, from.lastSeenMs);
  if (SEVERITY[from.level] > SEVERITY[into.level]) into.level = from.level;
  for (const [window, events] of from.countsPerWindow.entries()) {
    if (events !== undefined) into.countsPerWindow[window] = (into.countsPerWindow[window] ?? 0) + events;
  }
  into.examples.push(...from.examples.slice(0, maxExamples - into.examples.length));
}

/** A JSON object as it is, otherwise the first line that says something. */
function headline(message: string): string {
  if (message.startsWith("{")) return message;
  return /\S[^\r\n]*/.exec(message)?.[0] ?? "";
}

function traceTemplate(template: LogTemplate | undefined, trace: ParsedTrace | null): string {
  const text = template?.text ?? "";
  const type = trace?.errorType ?? null;
  return type === null || text.includes(type) ? text : `${type}: ${text}`;
}

function boundedWindow(sample: LogSample, wantedSeconds: number): number {
  const spanSeconds = Math.max(0, sample.toMs - sample.fromMs) / 1_000;
  const least = Math.ceil(spanSeconds / MAX_WINDOWS);
  return Number.isFinite(least) ? Math.max(wantedSeconds > 0 ? wantedSeconds : 300, least) : 300;
}

function windowCount(sample: LogSample, windowSeconds: number): number {
  const windows = Math.ceil((sample.toMs - sample.fromMs) / (windowSeconds * 1_000));
  return Number.isFinite(windows) ? Math.min(MAX_WINDOWS, Math.max(0, windows)) : 0;
}

function isLambdaBookkeeping(message: string): boolean {
  return (
    /^(?:START|END|REPORT) RequestId: |^INIT_START |^\s*$/.test(message) ||
    /^\{"time":"[^"]{1,40}","type":"platform\./.test(message)
  );
}
