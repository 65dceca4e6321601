import { autocorrelation, median, ranks, twoSidedNormalTail } from "../../shared/statistics.ts";

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
 * Changes of level, in order of place, at most three: the splits with the largest standardised Mann–Whitney statistic
 * by binary segmentation (Pettitt 1979, standardised so that a recent change counts too), then the insignificant ones
 * are taken back, weakest first. The p-value is corrected for all places tried, and the squared statistic is reduced
 * by (1 − ρ) / (1 + ρ), ρ being the correlation of neighbours within the levels, so that slow random wandering does
 * not pass for a change (Serinaldi & Kilsby 2016).
 */
export function findChangePoints(values: readonly number[], alpha: number): ChangePoint[] {
  let indices: number[] = [];
  while (indices.length < MOST_CHANGES) {
    const split = strongestSplit(values, [0, ...indices, values.length]);
    if (split === null) break;
    indices = refined(
      values,
      [...indices, split].sort((a, b) => a - b),
    );
  }
  for (;;) {
    const changes = measure(values, indices);
    const weakest = changes.reduce<ChangePoint | null>(
      (worst, change) => (worst && worst.pValue >= change.pValue ? worst : change),
      null,
    );
    if (!weakest || weakest.pValue <= alpha) return changes;
    indices = refined(
      values,
      indices.filter((index) => index !== weakest.index),
    );
  }
}

/** Every split moved to the best place between its neighbours: the first ones were chosen without the later ones. */
function refined(values: readonly number[], indices: readonly number[]): number[] {
  const bounds = [0, ...indices, values.length];
  for (let place = 1; place < bounds.length - 1; place++) {
    const around = [bounds[place - 1] ?? 0, bounds[place + 1] ?? values.length];
    bounds[place] = strongestSplit(values, around) ?? bounds[place] ?? 0;
  }
  return bounds.slice(1, -1);
}

/** The best split of any segment between neighbouring `bounds`; null when no segment is long enough. */
function strongestSplit(values: readonly number[], bounds: readonly number[]): number | null {
  let best: number | null = null;
  let strongest = 0;
  for (const [place, from] of bounds.slice(0, -1).entries()) {
    const segment = values.slice(from, bounds[place + 1]);
    const rank = ranks(segment);
    let rankSum = 0;
    for (let t = 1; t <= segment.length - SHORTEST_LEVEL; t++) {
      rankSum += rank[t - 1] ?? 0;
      if (t < SHORTEST_LEVEL) continue;
      const score = standardised(rankSum, t, segment.length);
      if (score > strongest) {
        strongest = score;
        best = from + t;
      }
    }
  }
  return best;
}

function measure(values: readonly number[], indices: readonly number[]): ChangePoint[] {
  const bounds = [0, ...indices, values.length];
  const levels = bounds.slice(1).map((to, place) => median(values.slice(bounds[place], to)));
  const segmentOf = (i: number) => indices.filter((index) => index <= i).length;
  const correlation = autocorrelation(values.map((value, i) => value - (levels[segmentOf(i)] ?? 0)));
  const information = (1 - correlation) / (1 + correlation);
  return indices.map((index, place) => {
    const from = bounds[place] ?? 0;
    const rank = ranks(values.slice(from, bounds[place + 2]));
    const size = index - from;
    const rankSum = rank.slice(0, size).reduce((sum, one) => sum + one, 0);
    const score = standardised(rankSum, size, rank.length) * Math.sqrt(information);
    return {
      index,
      before: levels[place] ?? 0,
      after: levels[place + 1] ?? 0,
      pValue: Math.min(1, values.length * twoSidedNormalTail(score)),
    };
  });
}

/** How far the sum of the first `size` ranks of `total` is from what chance gives, in standard deviations. */
function standardised(rankSum: number, size: number, total: number): number {
  const deviation = Math.sqrt((size * (total - size) * (total + 1)) / 12);
  return Math.abs(rankSum - (size * (total + 1)) / 2) / deviation;
}
