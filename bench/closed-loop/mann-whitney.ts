/** Two-sided confidence of 98 %, as Kayenta's default. */
const z98 = 2.3263479;
const effectSize = 1.1;
const mostBaselinePoints = 400;
const leastPoints = 3;

/**
 * Kayenta's judge for "an increase is bad": Mann-Whitney's interval for the shift (normal approximation, as R and
 * Kayenta compute it) lies above a quarter of the Hodges-Lehmann estimate, and the mean rose by at least 10 %.
 * A baseline of more than 400 points is thinned evenly, which leaves its distribution as it is.
 */
export function worseByMannWhitney(baseline: readonly number[], post: readonly number[]): boolean {
  if (post.length < leastPoints || baseline.length === 0) return false;
  const control = thinned(baseline);
  if (new Set([...control, ...post]).size === 1) return false;
  const differences = Float64Array.from(
    post.flatMap((after) => control.map((before) => after - before)),
  ).sort();
  const rank = lowerRank(post.length, control.length);
  const lower = rank < 0 ? Number.NEGATIVE_INFINITY : (differences[rank] ?? 0);
  if (!(lower > 0.25 * Math.abs(middle(differences)))) return false;
  const [before, after] = [mean(control), mean(post)];
  return before === 0 || after === 0 || after / before >= effectSize;
}

/** Which of the sorted differences bounds the shift from below; negative when there are too few points. */
function lowerRank(m: number, n: number): number {
  return Math.floor((m * n) / 2 - z98 * Math.sqrt((m * n * (m + n + 1)) / 12) - 0.5);
}

function thinned(values: readonly number[]): readonly number[] {
  if (values.length <= mostBaselinePoints) return values;
  const step = (values.length - 1) / (mostBaselinePoints - 1);
  return Array.from({ length: mostBaselinePoints }, (_, index) => values[Math.floor(index * step)] ?? 0);
}

function middle(sorted: Float64Array): number {
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
