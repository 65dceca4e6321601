import type { LogSample } from "../../shared/log.ts";
import { joinTraceLines } from "./events.ts";
import type { LogLevel } from "./level.ts";
import {
  addEvent,
  foldInto,
  keepMostFrequent,
  mergeByTemplate,
  newPattern,
  type OpenPattern,
  OTHER,
} from "./open-patterns.ts";
import { headlines, readEvent } from "./read-event.ts";
import type { ParsedTrace } from "./stack-trace.ts";
import { type LogTemplate, TemplateMiner } from "./template-miner.ts";

/** A template with what it did over the sample's window. All texts are masked, and untrusted. */
export interface LogPattern {
  /** Stable across runs: the trace's fingerprint, or the template's id. */
  readonly patternId: string;
  readonly template: string;
  readonly level: LogLevel;
  /** Occurrences: lines of one request or message count once. */
  readonly count: number;
  /** Occurrences per window of {@link windowSeconds}, from the sample's start. */
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

/**
 * The patterns of a sample of log events, most frequent first. Events with a stack trace belong together by the
 * trace's fingerprint, whatever their message; others by their template. Lines of one trace that were stored as
 * events of their own are joined first, and a line that only names a known trace's error counts to it. Lines of one
 * request or message count once. Lambda's own lines and metric documents are left out. Beyond `maxPatterns` (default
 * 1,000) the rarest are counted together as `<other>`. Never throws.
 */
export function mineLogPatterns(sample: LogSample, options: PatternOptions = {}): LogPattern[] {
  const { maxPatterns = 1_000, maxExamples = 3, maxCharacters = 2_000 } = options;
  const windowSeconds = boundedWindow(sample, options.windowSeconds ?? 300);
  const known = (options.known ?? []).map(({ patternId, template }) => ({ id: patternId, text: template }));
  const miner = new TemplateMiner({ known });
  const bySlot = new Map<number, OpenPattern>();
  const byTrace = new Map<string, OpenPattern>();
  for (const event of joinTraceLines(sample.lines)) {
    const read = readEvent(event.message);
    if (!read) continue;
    const { message, trace, level } = read;
    const slots = headlines(read).map((line) => miner.addMasked(line));
    const [slot = 0] = slots;
    const pattern = trace ? openPattern(byTrace, trace.fingerprint, trace) : openPattern(bySlot, slot, null);
    for (const one of slots) pattern.slots.add(one);
    const window = Math.floor((event.atMs - sample.fromMs) / (windowSeconds * 1_000));
    addEvent(pattern, event.atMs, read.origin, { level, window });
    if (pattern.examples.length < maxExamples) pattern.examples.push(message.slice(0, maxCharacters));
  }
  const templates = miner.templates();
  const windows = windowCount(sample, windowSeconds);
  const open = foldInto([...byTrace.values()], [...bySlot.values()], maxExamples);
  const found = open.map((pattern) => ({ template: templateOf(pattern, templates), pattern }));
  return keepMostFrequent(mergeByTemplate(found, maxExamples), maxPatterns, maxExamples).map(
    ({ template, pattern }) => ({
      patternId: template.id,
      template: template.text.slice(0, maxCharacters),
      level: pattern.level,
      count: pattern.occurrences.count,
      countsPerWindow: pattern.occurrences.perWindow(windows),
      windowSeconds,
      firstSeenMs: pattern.firstSeenMs,
      lastSeenMs: pattern.lastSeenMs,
      examples: pattern.examples,
      trace: pattern.trace,
    }),
  );
}

function openPattern<Key>(patterns: Map<Key, OpenPattern>, key: Key, trace: ParsedTrace | null): OpenPattern {
  const pattern = patterns.get(key) ?? newPattern(trace);
  patterns.set(key, pattern);
  return pattern;
}

function templateOf(pattern: OpenPattern, templates: readonly LogTemplate[]): LogTemplate {
  const [slot = 0] = pattern.slots;
  const template = templates[slot] ?? OTHER;
  if (!pattern.trace) return template;
  const { errorType, fingerprint } = pattern.trace;
  const named = errorType === null || template.text.includes(errorType);
  return { id: fingerprint, text: named ? template.text : `${errorType}: ${template.text}` };
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
