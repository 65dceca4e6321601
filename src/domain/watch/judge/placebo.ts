import { mean } from "../../shared/statistics.ts";
import { at, type History } from "./history.ts";
import { selectQuantile } from "./order-statistics.ts";
import {
  bandsOf,
  columnSample,
  type Detector,
  type PlaceboTable,
  type Scale,
  scaleOf,
  setThresholds,
} from "./thresholds.ts";
import {
  buildReferences,
  FIRST_LOOK,
  lookCounts,
  type References,
  ROW,
  ROWS,
  riseOver,
  timelineOf,
  type WindowMeans,
  windowStatistics,
} from "./window.ts";

/** Fewer past pseudo-merges than this say nothing about what is usual. */
const MINIMUM_PLACEBOS = 40;
/** Nor do overlapping ones that amount to fewer watches side by side than this. */
const MINIMUM_INDEPENDENT_WATCHES = 5;
/** More past pseudo-merges than this only cost time: neighbours overlap and say almost the same. */
const MAXIMUM_PLACEBOS = 1_000;

/** What is usual for one metric, learned by pretending that a change was merged at every past moment. */
export interface Calibration {
  readonly history: History;
  readonly references: References;
  readonly looks: readonly number[];
  readonly scale: Scale;
  readonly detectors: readonly Detector[];
  /** The effect's row whose reference foretold the past best, and per look its 2.5 % and 97.5 % quantiles there. */
  readonly effectRow: number;
  readonly effectNoise: readonly (readonly [number, number])[];
  readonly placebos: number;
}

/** What a calibrated metric says about the points after a change. */
export interface Observation {
  /** Number of points (1-based) at which the rise first was out of the ordinary; 0 when it never was. */
  readonly firstAlarm: number;
  /** Number of points looked at, at most the horizon. */
  readonly looked: number;
  /** Mean of the points looked at and what it should have been, oriented so that larger is worse. */
  readonly observed: number;
  readonly expected: number;
  /** Log rise of the mean over what was expected, with the 95 % interval; null before the first look. */
  readonly effect: { readonly rise: number; readonly low: number; readonly high: number } | null;
  /** The same up to the first alarm; null without one. */
  readonly atAlarm: Pick<Observation, "observed" | "expected" | "effect"> | null;
}

/**
 * Placebo in time: runs the very statistics that will be looked at after the merge, look by look, at every past
 * pseudo-merge of the metric's own history, and sets the thresholds so that together they would have alarmed after a
 * share of at most `alpha` of them. This keeps the false-alarm rate under autocorrelation, seasons and heavy tails,
 * where tests that assume independent points do not. Source: in-time placebos (Abadie, Diamond, Hainmueller 2015).
 *
 * @param minimumRise relative rise below which nothing alarms (0.1 is 10 %)
 * @returns null when the history has too few pseudo-merges to say what is usual
 */
export function calibrate(
  history: History,
  horizonPoints: number,
  alpha: number,
  minimumRise: number,
): Calibration | null {
  if (horizonPoints < FIRST_LOOK) return null;
  const references = buildReferences(history, horizonPoints);
  const looks = lookCounts(horizonPoints);
  const starts = placeboStarts(history, horizonPoints, references.nearPoints);
  const possibleStarts = history.value.length - horizonPoints - references.nearPoints + 1;
  const independentWindows = possibleStarts / horizonPoints;
  if (starts.length < MINIMUM_PLACEBOS || independentWindows < MINIMUM_INDEPENDENT_WATCHES) return null;
  const table = buildTable(history, starts, looks, references);
  const bands = bandsOf(looks);
  const scale = scaleOf(table, bands, Math.log1p(minimumRise));
  const detectors = setThresholds(table, bands, scale, alpha, independentWindows);
  return { history, references, looks, scale, detectors, ...foretelling(table), placebos: starts.length };
}

/**
 * Looks at the points after the change one by one; a look uses nothing that comes after it.
 *
 * @param post points after the change, oriented like the history
 * @param history points before the change; other ones than the calibration's when the past is replayed
 */
export function observe(
  calibration: Calibration,
  post: History,
  history: History = calibration.history,
): Observation {
  const { references, detectors, scale } = calibration;
  const looked = Math.min(post.value.length, calibration.looks.at(-1) ?? 0);
  if (looked < FIRST_LOOK) {
    return { firstAlarm: 0, looked, ...nothingSeen };
  }
  const from = Math.max(0, history.value.length - references.farPoints);
  const joined: History = {
    atMs: Float64Array.from([...history.atMs.subarray(from), ...post.atMs.subarray(0, looked)]),
    value: Float64Array.from([...history.value.subarray(from), ...post.value.subarray(0, looked)]),
    periodMs: history.periodMs,
  };
  const looks = calibration.looks.filter((count) => count <= looked);
  const rises = new Float64Array(ROWS * looks.length);
  const start = history.value.length - from;
  const timeline = timelineOf(joined, references);
  const upTo = (first: readonly number[], out: Float64Array) => {
    const means = windowStatistics(timeline, start, first, references, out);
    const observed = mean(post.value.subarray(0, first.at(-1) ?? 0));
    return { observed, ...effectOf(means, observed, first.length - 1, calibration) };
  };
  const all = upTo(looks, rises);
  const alarms = detectors
    .map((detector) => firstExceedance(detector, rises, looks.length, calibration.looks.length, scale))
    .filter((look) => look >= 0);
  const alarmLook = Math.min(...alarms);
  const firstAlarm = looks[alarmLook] ?? 0;
  const atAlarm =
    firstAlarm > 0 ? upTo(looks.slice(0, alarmLook + 1), new Float64Array(ROWS * (alarmLook + 1))) : null;
  return { firstAlarm, looked, ...all, atAlarm };
}

const nothingSeen = {
  observed: Number.NaN,
  expected: Number.NaN,
  effect: null,
  atAlarm: null,
} as const;

function placeboStarts(history: History, horizonPoints: number, nearPoints: number): number[] {
  const last = history.value.length - horizonPoints;
  const stride = Math.max(1, Math.ceil((last - nearPoints + 1) / MAXIMUM_PLACEBOS));
  const starts: number[] = [];
  for (let start = nearPoints; start <= last; start += stride) {
    const points = nearPoints + horizonPoints;
    const spanMs = at(history.atMs, start + horizonPoints - 1) - at(history.atMs, start - nearPoints);
    if (spanMs <= 2 * points * history.periodMs) starts.push(start);
  }
  return starts;
}

function buildTable(
  history: History,
  starts: readonly number[],
  looks: readonly number[],
  references: References,
): PlaceboTable {
  const timeline = timelineOf(history, references);
  const columns = Array.from({ length: ROWS * looks.length }, () => new Float64Array(starts.length));
  const rises = new Float64Array(columns.length);
  starts.forEach((start, window) => {
    windowStatistics(timeline, start, looks, references, rises);
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index];
      if (column) column[window] = at(rises, index);
    }
  });
  return { windows: starts.length, looks, columns };
}

/** The first look at which the detector's statistic is out of the ordinary; −1 for none. */
function firstExceedance(
  detector: Detector,
  rises: Float64Array,
  looksSoFar: number,
  looksInAll: number,
  scale: Scale,
): number {
  for (let look = detector.fromLook; look <= Math.min(detector.toLook, looksSoFar - 1); look += 1) {
    const raw = at(rises, detector.row * looksSoFar + look);
    const index = detector.row * looksInAll + look;
    const standardised = (raw - at(scale.centres, index)) / at(scale.spreads, index);
    if (raw > scale.leastRise && standardised > detector.threshold) return look;
  }
  return -1;
}

/** Picks the reference whose expectation of past windows was closest, and the quantiles of what it missed. */
function foretelling(table: PlaceboTable): Pick<Calibration, "effectRow" | "effectNoise"> {
  const last = table.looks.length - 1;
  const candidates = [ROW.blendMean, ROW.nearMean, ROW.seasonMean];
  const errors = candidates.map((row) => {
    return selectQuantile(columnSample(table, row, last).map(Math.abs), 0.5);
  });
  const effectRow = candidates[errors.indexOf(Math.min(...errors))] ?? ROW.blendMean;
  const effectNoise = table.looks.map((_, look) => {
    const sample = columnSample(table, effectRow, look);
    return [selectQuantile(sample, 0.025), selectQuantile(sample, 0.975)] as const;
  });
  return { effectRow, effectNoise };
}

/** The plain effect, wild values included: what the metric did, not what the detectors made of it. */
function effectOf(
  means: WindowMeans,
  observed: number,
  look: number,
  calibration: Calibration,
): Pick<Observation, "expected" | "effect"> {
  const { effectRow, effectNoise, references } = calibration;
  const { near, season } = means;
  const expected =
    effectRow === ROW.nearMean ? near : effectRow === ROW.seasonMean ? season : (near + season) / 2;
  const rise = riseOver(observed, expected, references.floor);
  const noise = effectNoise[look];
  return {
    expected,
    effect: noise === undefined ? null : { rise, low: rise - noise[1], high: rise - noise[0] },
  };
}
