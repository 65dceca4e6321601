import type { LogPattern } from "./patterns.ts";

/** A pattern that was not there before, or comes more often than before. */
export interface PatternChange {
  readonly kind: "new" | "growing";
  readonly pattern: LogPattern;
  /** Rate in the recent windows over the rate before; null for a new pattern. */
  readonly ratio: number | null;
  /** Standard deviations above what the earlier windows led to expect; null for a new pattern. */
  readonly zScore: number | null;
}

/** What counts as growing; every bound has a default. */
export interface ChangeOptions {
  /** Share of the sample's windows that counts as recent. */
  readonly recentShare?: number;
  readonly leastRatio?: number;
  readonly leastZScore?: number;
  /** Fewer recent events say nothing. */
  readonly leastEvents?: number;
}

/**
 * Which patterns are new (their id is not among the known ones) or growing within the sample: at least twice the
 * earlier rate, and four standard deviations above it. The deviation is a Poisson count's, widened by how much more
 * than Poisson the earlier windows vary, so that a pattern that always comes in bursts is not called growing.
 */
export function patternChanges(
  patterns: readonly LogPattern[],
  knownIds: ReadonlySet<string>,
  options: ChangeOptions = {},
): PatternChange[] {
  const { leastRatio = 2, leastZScore = 4, leastEvents = 5 } = options;
  const changes: PatternChange[] = [];
  for (const pattern of patterns) {
    if (!knownIds.has(pattern.patternId)) {
      changes.push({ kind: "new", pattern, ratio: null, zScore: null });
      continue;
    }
    const growth = measureGrowth(pattern.countsPerWindow, options.recentShare ?? 0.25);
    if (!growth || growth.recent < leastEvents) continue;
    if (growth.ratio < leastRatio || growth.zScore < leastZScore) continue;
    changes.push({ kind: "growing", pattern, ratio: growth.ratio, zScore: growth.zScore });
  }
  return changes;
}

function measureGrowth(
  counts: readonly number[],
  recentShare: number,
): { recent: number; ratio: number; zScore: number } | null {
  const recentWindows = Math.max(1, Math.round(counts.length * recentShare));
  const earlier = counts.slice(0, counts.length - recentWindows);
  if (earlier.length < 3) return null;
  const recent = sum(counts.slice(-recentWindows));
  const mean = sum(earlier) / earlier.length;
  const variance = sum(earlier.map((count) => (count - mean) ** 2)) / (earlier.length - 1);
  const dispersion = mean > 0 ? Math.max(1, variance / mean) : 1;
  /** Half an event, so that a pattern that was silent before has a finite ratio. */
  const expected = ((sum(earlier) + 0.5) / earlier.length) * recentWindows;
  const deviation = Math.sqrt(dispersion * expected * (1 + recentWindows / earlier.length));
  return { recent, ratio: recent / expected, zScore: (recent - expected) / deviation };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
