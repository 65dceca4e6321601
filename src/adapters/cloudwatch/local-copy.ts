import type { LogLine, LogSample } from "../../domain/shared/log.ts";
import { type Metric, metricKey, type Point } from "../../domain/shared/series.ts";

/** A half-open stretch of time, milliseconds since the Unix epoch. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What was read from CloudWatch lately, in bounded memory. It answers while CloudWatch cannot, and saves paying
 * twice for periods that no longer change. One per tenant: it knows nothing of who asks.
 */
export interface LocalCopy {
  /** The stretch whose periods are final, so that they need not be read again; null when none is held. */
  settled(metric: Metric, periodSeconds: number): Window | null;
  points(metric: Metric, periodSeconds: number, window: Window): Point[];
  /** The stretch that was read before, final or not; null when none was. */
  covered(metric: Metric, periodSeconds: number): Window | null;
  /** Remembers the points of `read`, aligned to the period; those before `settledBeforeMs` are final. */
  keep(
    metric: Metric,
    periodSeconds: number,
    read: Window,
    settledBeforeMs: number,
    points: readonly Point[],
  ): void;
  keepLogs(sample: LogSample, filter: string | undefined): void;
  /** Lines of the last readings that fall into the window. */
  logs(logGroup: string, filter: string | undefined, window: Window): LogLine[];
}

/** One value a period from `fromMs` on; NaN where there is none. */
interface Held {
  readonly fromMs: number;
  readonly settledToMs: number;
  readonly values: Float64Array;
}

/**
 * @param limits.maxPeriods periods held over all metrics; each takes 8 bytes. The least recently used metric goes.
 * @param limits.maxLogLines log lines held over all log groups
 */
export function createLocalCopy(limits: { maxPeriods?: number; maxLogLines?: number } = {}): LocalCopy {
  const held = new Map<string, Held>();
  const samples = new Map<string, readonly LogLine[]>();
  const maxPeriods = limits.maxPeriods ?? 4_000_000;
  const maxLogLines = limits.maxLogLines ?? 50_000;
  const seriesKey = (metric: Metric, periodSeconds: number) => `${periodSeconds}:${metricKey(metric)}`;
  const logKey = (logGroup: string, filter: string | undefined) => `${logGroup}\n${filter ?? ""}`;

  return {
    settled(metric, periodSeconds) {
      const entry = held.get(seriesKey(metric, periodSeconds));
      if (!entry || entry.settledToMs <= entry.fromMs) return null;
      return { fromMs: entry.fromMs, toMs: entry.settledToMs };
    },

    covered(metric, periodSeconds) {
      const entry = held.get(seriesKey(metric, periodSeconds));
      if (!entry) return null;
      return { fromMs: entry.fromMs, toMs: entry.fromMs + entry.values.length * periodSeconds * 1000 };
    },

    points(metric, periodSeconds, window) {
      const key = seriesKey(metric, periodSeconds);
      const entry = held.get(key);
      if (!entry) return [];
      touch(held, key, entry);
      return pointsOf(entry, periodSeconds * 1000, window);
    },

    keep(metric, periodSeconds, read, settledBeforeMs, points) {
      const key = seriesKey(metric, periodSeconds);
      const merged = merge(held.get(key), read, settledBeforeMs, periodSeconds * 1000, points);
      touch(held, key, merged);
      evict(held, (entry) => entry.values.length, maxPeriods);
    },

    keepLogs(sample, filter) {
      const key = logKey(sample.logGroup, filter);
      touch(samples, key, withSample(samples.get(key) ?? [], sample).slice(-maxLogLines));
      evict(samples, (lines) => lines.length, maxLogLines);
    },

    logs(logGroup, filter, window) {
      const lines = samples.get(logKey(logGroup, filter)) ?? [];
      return lines.filter((line) => line.atMs >= window.fromMs && line.atMs < window.toMs);
    },
  };
}

/** A reading in parts is one: what was read of a stretch takes the place of what was held of it. */
function withSample(held: readonly LogLine[], { fromMs, toMs, lines }: LogSample): LogLine[] {
  const before = held.filter((line) => line.atMs < fromMs);
  const after = held.filter((line) => line.atMs >= toMs);
  return [...before, ...lines, ...after];
}

function pointsOf(entry: Held, periodMs: number, window: Window): Point[] {
  const first = Math.max(0, Math.ceil((window.fromMs - entry.fromMs) / periodMs));
  const last = Math.min(entry.values.length, Math.ceil((window.toMs - entry.fromMs) / periodMs));
  const points: Point[] = [];
  for (let index = first; index < last; index++) {
    const value = entry.values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) points.push({ atMs: entry.fromMs + index * periodMs, value });
  }
  return points;
}

/**
 * Joins what was read to what is held when their final stretches touch, so that a final stretch never has a gap;
 * otherwise the later one stays.
 */
function merge(
  old: Held | undefined,
  read: Window,
  settledBeforeMs: number,
  periodMs: number,
  points: readonly Point[],
): Held {
  const settledToMs = Math.max(read.fromMs, Math.min(read.toMs, settledBeforeMs));
  if (!old || old.settledToMs === old.fromMs) {
    return overlay(null, read.fromMs, settledToMs, read, periodMs, points);
  }
  const isContinuation = read.fromMs <= old.settledToMs && read.fromMs >= old.fromMs;
  const reachesBack = read.fromMs < old.fromMs && settledToMs >= old.fromMs;
  if (isContinuation || reachesBack) {
    const fromMs = Math.min(read.fromMs, old.fromMs);
    return overlay(old, fromMs, Math.max(settledToMs, old.settledToMs), read, periodMs, points);
  }
  const isLater = settledToMs > old.settledToMs;
  return isLater ? overlay(null, read.fromMs, settledToMs, read, periodMs, points) : old;
}

function overlay(
  base: Held | null,
  fromMs: number,
  settledToMs: number,
  read: Window,
  periodMs: number,
  points: readonly Point[],
): Held {
  const baseToMs = base ? base.fromMs + base.values.length * periodMs : read.toMs;
  const slots = Math.ceil((Math.max(read.toMs, baseToMs) - fromMs) / periodMs);
  const slotOf = (atMs: number) => Math.floor((atMs - fromMs) / periodMs);
  const values = new Float64Array(slots).fill(Number.NaN);
  if (base) values.set(base.values, slotOf(base.fromMs));
  values.fill(Number.NaN, slotOf(read.fromMs), slotOf(read.toMs));
  for (const { atMs, value } of points) {
    const slot = slotOf(atMs);
    if (slot >= 0 && slot < slots) values[slot] = value;
  }
  // What is final stays, whatever a later and perhaps partial reading says.
  if (base)
    values.set(base.values.subarray(0, slotOf(base.settledToMs) - slotOf(base.fromMs)), slotOf(base.fromMs));
  return { fromMs, settledToMs, values };
}

function touch<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
}

function evict<T>(map: Map<string, T>, size: (value: T) => number, limit: number): void {
  let total = 0;
  for (const value of map.values()) total += size(value);
  for (const [key, value] of map) {
    if (total <= limit) return;
    map.delete(key);
    total -= size(value);
  }
}
