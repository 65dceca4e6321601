import { autocorrelation, median, ranks, twoSidedNormalTail } from "./robust-statistics.ts";

/** Where a sequence changes its level. */
export interface ChangePoint {
  /** Index of the first value of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  /** Probability that a sequence without a change, autocorrelated like this one, shows as much. */
  readonly pValue: number;
}

/** Neither side of a change may be shorter: a shorter one is an episode, not a level. */
const SHORTEST_LEVEL = 12;
const MOST_CHANGES = 3;

/**
 * Changes of level, in order of place, at most three: the split with the largest standardised Mann–Whitney statistic,
 * then binary segmentation (Pettitt 1979, standardised so that a recent change counts too). The p-value is corrected
 * for all splits tried, and the squared statistic is reduced by (1 − ρ) / (1 + ρ), ρ being the correlation of
 * neighbours within the levels, so that slow random wandering does not pass for a change (Serinaldi & Kilsby 2016).
 */
export function findChangePoints(values: readonly number[], alpha: number): ChangePoint[] {
  const found: ChangePoint[] = [];
  const segments = [{ from: 0, to: values.length }];
  while (segments.length > 0 && found.length < MOST_CHANGES) {
    const segment = segments.shift();
    if (!segment) break;
    const change = strongestChange(values.slice(segment.from, segment.to));
    if (!change || change.pValue > alpha) continue;
    const index = segment.from + change.index;
    found.push({ ...change, index });
    segments.push({ from: segment.from, to: index }, { from: index, to: segment.to });
  }
  found.sort((a, b) => a.index - b.index);
  const bounds = [0, ...found.map((change) => change.index), values.length];
  return found.map((change, place) => ({
    ...change,
    before: median(values.slice(bounds[place], change.index)),
    after: median(values.slice(change.index, bounds[place + 2])),
  }));
}

function strongestChange(values: readonly number[]): ChangePoint | null {
  const n = values.length;
  if (n < 2 * SHORTEST_LEVEL) return null;
  const rank = ranks(values);
  let index = -1;
  let strongest = 0;
  let rankSum = 0;
  for (let t = 1; t <= n - SHORTEST_LEVEL; t++) {
    rankSum += rank[t - 1] ?? 0;
    if (t < SHORTEST_LEVEL) continue;
    const standardised = Math.abs(rankSum - (t * (n + 1)) / 2) / Math.sqrt((t * (n - t) * (n + 1)) / 12);
    if (standardised > strongest) {
      strongest = standardised;
      index = t;
    }
  }
  if (index < 0) return null;
  const before = median(values.slice(0, index));
  const after = median(values.slice(index));
  const correlation = autocorrelation(values.map((value, i) => value - (i < index ? before : after)));
  const information = (1 - correlation) / (1 + correlation);
  const pValue = twoSidedNormalTail(strongest * Math.sqrt(information));
  return { index, before, after, pValue: Math.min(1, n * pValue) };
}
