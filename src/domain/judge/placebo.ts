import { at, type History, mean, median, quantileOfSorted } from "./history.ts";
import { buildSeason, type Season } from "./season.ts";

/** The first look is at two points: one point alone is no confirmation. */
const FIRST_LOOK = 2;
/** Fewer past pseudo-merges than this say nothing about what is usual. */
const MINIMUM_PLACEBOS = 40;
/** Past pseudo-merges beyond this many only cost time: the tail is known well enough. */
const MAXIMUM_PLACEBOS = 4_000;
const FAMILIES = ["mean", "median"] as const;

/** Statistics of one window by look. `families` hold the log of the relative rise over the more lenient reference. */
interface WindowScores {
  readonly families: readonly Float64Array[];
  /** Relative rise of the mean over the average of the references. */
  readonly effect: Float64Array;
  readonly observed: number;
  readonly expected: number;
}

/** What is usual for one metric, learned by pretending that a change was merged at every past moment. */
export interface Calibration {
  readonly history: History;
  readonly horizonPoints: number;
  readonly references: References;
  /** Per family and look: rise that is usual, and how far the 95 % of usual rises reach. */
  readonly centre: readonly Float64Array[];
  readonly spread: readonly Float64Array[];
  /** Per family: the conformal quantile of the running maximum over a whole watch. */
  readonly threshold: Float64Array;
  /** Per look the 2.5 % and 97.5 % quantiles of the plain effect where nothing had changed. */
  readonly effectNoise: readonly (readonly [number, number])[];
  readonly placebos: number;
}

interface References {
  readonly season: Season;
  readonly floor: number;
  readonly cap: number;
  readonly localPoints: number;
}

/** What a calibrated metric says about the points after a change. */
export interface Alarm {
  /** Number of points (1-based) at which the rise first was out of the ordinary; 0 when it never was. */
  readonly firstAlarm: number;
  /** Number of points looked at, at most the horizon. */
  readonly looked: number;
  /** Mean of the points looked at and what it should have been, both oriented so that larger is worse. */
  readonly observed: number;
  readonly expected: number;
}

/**
 * Placebo in time: runs the very statistic that will be looked at after the merge, look by look, at every past
 * pseudo-merge of the metric's own history, and keeps the (1 − alpha) conformal quantile of its running maximum.
 * This keeps the false-alarm rate under autocorrelation, seasons and heavy tails, where tests that assume
 * independent points do not. Source: in-time placebos (Abadie, Diamond, Hainmueller, 2015); conformal quantile
 * (Vovk, Gammerman, Shafer, 2005).
 *
 * @returns null when the history has too few pseudo-merges to say what is usual.
 */
export function calibrate(history: History, horizonPoints: number, alpha: number): Calibration | null {
  const localPoints = Math.max(12, horizonPoints);
  const last = history.value.length - horizonPoints;
  if (horizonPoints < FIRST_LOOK || last - localPoints + 1 < MINIMUM_PLACEBOS) return null;
  const references = buildReferences(history, localPoints);
  const capped = { ...history, value: history.value.map((value) => Math.min(value, references.cap)) };
  const stride = Math.max(1, Math.floor((last - localPoints + 1) / MAXIMUM_PLACEBOS));
  const windows: WindowScores[] = [];
  for (let start = localPoints; start <= last; start += stride) {
    if (!spansGap(history, start - localPoints, start + horizonPoints)) {
      windows.push(windowScores(capped, start, horizonPoints, references));
    }
  }
  if (windows.length < MINIMUM_PLACEBOS) return null;
  const looks = horizonPoints - FIRST_LOOK + 1;
  const centre: Float64Array[] = [];
  const spread: Float64Array[] = [];
  const threshold = new Float64Array(FAMILIES.length);
  for (let family = 0; family < FAMILIES.length; family += 1) {
    const rows = windows.map((window) => window.families[family] ?? new Float64Array());
    const [centres, spreads] = standardise(rows, looks);
    centre.push(centres);
    spread.push(spreads);
    const maxima = Float64Array.from(rows, (row) => runningMaximum(row, centres, spreads)).sort();
    threshold[family] = conformalQuantile(maxima, alpha / FAMILIES.length);
  }
  const effectNoise = effectQuantiles(windows, looks);
  return {
    history,
    horizonPoints,
    references,
    centre,
    spread,
    threshold,
    effectNoise,
    placebos: windows.length,
  };
}

/**
 * Looks at the points after the change one by one, as often as there are points.
 *
 * @param post points after the change, oriented like the history
 * @param minimumRise a smaller relative rise never alarms, however unusual
 */
export function watch(calibration: Calibration, post: History, minimumRise: number): Alarm {
  const { history, references, horizonPoints } = calibration;
  const looked = Math.min(post.value.length, horizonPoints);
  if (looked < FIRST_LOOK) return { firstAlarm: 0, looked, observed: Number.NaN, expected: Number.NaN };
  const from = Math.max(0, history.value.length - references.localPoints);
  const joined: History = {
    atMs: Float64Array.from([...history.atMs.subarray(from), ...post.atMs.subarray(0, looked)]),
    value: Float64Array.from([...history.value.subarray(from), ...post.value.subarray(0, looked)], (value) =>
      Math.min(value, references.cap),
    ),
    periodMs: history.periodMs,
  };
  const scores = windowScores(joined, history.value.length - from, looked, references);
  let firstAlarm = 0;
  scores.families.forEach((row, family) => {
    const centres = calibration.centre[family] ?? new Float64Array();
    const spreads = calibration.spread[family] ?? new Float64Array();
    for (let look = 0; look < row.length; look += 1) {
      const value = at(row, look);
      const unusual = (value - at(centres, look)) / at(spreads, look) > at(calibration.threshold, family);
      if (unusual && value > Math.log1p(minimumRise)) {
        const points = look + FIRST_LOOK;
        firstAlarm = firstAlarm === 0 ? points : Math.min(firstAlarm, points);
      }
    }
  });
  return { firstAlarm, looked, observed: scores.observed, expected: scores.expected };
}

function buildReferences(history: History, localPoints: number): References {
  const absolute = history.value.map(Math.abs);
  const floor = Math.max(1e-12, 1e-3 * mean(absolute));
  const sorted = history.value.toSorted();
  const middle = quantileOfSorted(sorted, 0.5);
  const high = quantileOfSorted(sorted, 0.99);
  const cap = high + 2 * Math.max(Math.abs(high), high - middle) + floor;
  return { season: buildSeason(history), floor, cap, localPoints };
}

/** A window with more than double its nominal length between first and last point bridges missing data. */
function spansGap(history: History, from: number, to: number): boolean {
  const span = at(history.atMs, to - 1) - at(history.atMs, from);
  return span > 2 * (to - from) * history.periodMs;
}

function windowScores(history: History, start: number, points: number, references: References): WindowScores {
  const { value, atMs } = history;
  const before = value.subarray(Math.max(0, start - references.localPoints), start);
  const localMean = mean(before);
  const localMedian = median(before);
  const means = new Float64Array(points - FIRST_LOOK + 1);
  const medians = new Float64Array(points - FIRST_LOOK + 1);
  const effect = new Float64Array(points - FIRST_LOOK + 1);
  const sorted: number[] = [];
  let sum = 0;
  let seasonSum = 0;
  for (let count = 1; count <= points; count += 1) {
    const observed = at(value, start + count - 1);
    sum += observed;
    seasonSum += references.season(at(atMs, start + count - 1));
    insertSorted(sorted, observed);
    if (count < FIRST_LOOK) continue;
    const season = seasonSum / count;
    const look = count - FIRST_LOOK;
    means[look] = lenientRise(sum / count, localMean, season, references.floor);
    medians[look] = lenientRise(medianOfSorted(sorted), localMedian, season, references.floor);
    const usual = (localMean + season) / 2;
    effect[look] = (sum / count - usual) / Math.max(references.floor, Math.abs(usual));
  }
  const expected = (localMean + seasonSum / points) / 2;
  return { families: [means, medians], effect, observed: sum / points, expected };
}

/** Every reference has to agree that the value rose, so the smaller rise counts. On the log scale. */
function lenientRise(observed: number, local: number, season: number, floor: number): number {
  const rise = Math.min(
    (observed - local) / Math.max(floor, Math.abs(local)),
    (observed - season) / Math.max(floor, Math.abs(season)),
  );
  return rise > 0 ? Math.log1p(rise) : rise;
}

function insertSorted(sorted: number[], value: number): void {
  let position = sorted.length;
  while (position > 0 && (sorted[position - 1] ?? 0) > value) position -= 1;
  sorted.splice(position, 0, value);
}

function medianOfSorted(sorted: readonly number[]): number {
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

/** Per look the median and the distance from there to the 95 % quantile, at least two percent points. */
function standardise(rows: readonly Float64Array[], looks: number): readonly [Float64Array, Float64Array] {
  const centres = new Float64Array(looks);
  const spreads = new Float64Array(looks);
  for (let look = 0; look < looks; look += 1) {
    const column = Float64Array.from(rows, (row) => at(row, look)).sort();
    centres[look] = quantileOfSorted(column, 0.5);
    spreads[look] = Math.max(quantileOfSorted(column, 0.95) - at(centres, look), 0.02);
  }
  return [centres, spreads];
}

function effectQuantiles(windows: readonly WindowScores[], looks: number): (readonly [number, number])[] {
  return Array.from({ length: looks }, (_, look) => {
    const column = Float64Array.from(windows, ({ effect }) => at(effect, look)).sort();
    return [quantileOfSorted(column, 0.025), quantileOfSorted(column, 0.975)] as const;
  });
}

function runningMaximum(row: Float64Array, centres: Float64Array, spreads: Float64Array): number {
  let maximum = Number.NEGATIVE_INFINITY;
  for (let look = 0; look < row.length; look += 1) {
    maximum = Math.max(maximum, (at(row, look) - at(centres, look)) / at(spreads, look));
  }
  return maximum;
}

function conformalQuantile(sorted: Float64Array, alpha: number): number {
  const rank = Math.ceil((1 - alpha) * (sorted.length + 1)) - 1;
  return at(sorted, Math.min(sorted.length - 1, rank));
}
