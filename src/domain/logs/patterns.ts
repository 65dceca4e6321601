import { stableHash } from "../hash.ts";
import type { LogLine, LogSample } from "../log.ts";
import { joinTraceLines } from "./events.ts";
import { detectLevel, type LogLevel } from "./level.ts";
import { maskValues } from "./mask.ts";
import { maskSecrets } from "./secrets.ts";
import { type ParsedTrace, parseStackTrace } from "./stack-trace.ts";

/** A template with what it did over the sample's window. All texts are masked, and untrusted. */
export interface LogPattern {
  /** Stable across runs: the trace's fingerprint, or the hash of the template. */
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
}

const MAX_WINDOWS = 2_016;
/** Of a longer message only this much is looked at; secrets are masked before anything is cut shorter. */
const MAX_MESSAGE = 65_536;

interface OpenPattern {
  template: string;
  level: LogLevel;
  count: number;
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
 * (default 1,000) the rest is counted in one pattern `<other>`. Never throws.
 */
export function mineLogPatterns(sample: LogSample, options: PatternOptions = {}): LogPattern[] {
  const { maxPatterns = 1_000, maxExamples = 3, maxCharacters = 2_000 } = options;
  const windowSeconds = boundedWindow(sample, options.windowSeconds ?? 300);
  const open = new Map<string, OpenPattern>();
  for (const event of joinTraceLines(sample.lines)) {
    if (isLambdaBookkeeping(event.message)) continue;
    const message = maskSecrets(event.message.slice(0, MAX_MESSAGE));
    const trace = parseStackTrace(message);
    const template = templateOf(message, trace).slice(0, maxCharacters);
    const identity = trace?.fingerprint ?? stableHash(template);
    const known = open.has(identity) || open.size < maxPatterns;
    const patternId = known ? identity : stableHash("<other>");
    const pattern =
      open.get(patternId) ?? openPattern(open, patternId, known ? template : "<other>", message, trace);
    count(pattern, event, Math.floor((event.atMs - sample.fromMs) / (windowSeconds * 1_000)));
    if (pattern.examples.length < maxExamples) pattern.examples.push(message.slice(0, maxCharacters));
  }
  const windows = windowCount(sample, windowSeconds);
  return [...open]
    .map(([patternId, pattern]) => ({
      ...pattern,
      patternId,
      windowSeconds,
      countsPerWindow: Array.from({ length: windows }, (_, index) => pattern.countsPerWindow[index] ?? 0),
    }))
    .sort((a, b) => b.count - a.count || (a.patternId < b.patternId ? -1 : 1));
}

function openPattern(
  open: Map<string, OpenPattern>,
  patternId: string,
  template: string,
  message: string,
  trace: ParsedTrace | null,
): OpenPattern {
  const level = trace ? "error" : detectLevel(message);
  const pattern: OpenPattern = {
    template,
    level,
    count: 0,
    countsPerWindow: [],
    firstSeenMs: Number.POSITIVE_INFINITY,
    lastSeenMs: Number.NEGATIVE_INFINITY,
    examples: [],
    trace,
  };
  open.set(patternId, pattern);
  return pattern;
}

function count(pattern: OpenPattern, event: LogLine, window: number): void {
  pattern.count++;
  pattern.firstSeenMs = Math.min(pattern.firstSeenMs, event.atMs);
  pattern.lastSeenMs = Math.max(pattern.lastSeenMs, event.atMs);
  if (window >= 0 && window < MAX_WINDOWS)
    pattern.countsPerWindow[window] = (pattern.countsPerWindow[window] ?? 0) + 1;
}

function templateOf(message: string, trace: ParsedTrace | null): string {
  const firstLine = /\S[^\r\n]*/.exec(message)?.[0] ?? "";
  const template = maskValues(firstLine);
  if (!trace?.errorType || template.includes(trace.errorType)) return template;
  return `${trace.errorType}: ${template}`;
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
