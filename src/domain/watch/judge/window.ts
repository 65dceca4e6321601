import { mean, median } from "../../shared/statistics.ts";
import { at, type History } from "./history.ts";
import { insertAscending, middleOfAscending } from "./order-statistics.ts";
import { buildSeason, type Season } from "./season.ts";

/** The first look is at two points: one point alone is no confirmation. */
export const FIRST_LOOK = 2;
/** Points of the last stretch before a change that count as "just before", unless the horizon is longer. */
const NEAR_POINTS = 12;
/** "Lately" is this many times as long as "just before". */
const FAR_FACTOR = 3;
/** Up to here every point is a look; later looks are spread out, as one more point changes little. */
const EVERY_LOOK_UP_TO = 36;

/**
 * Statistics of a window, one row each, one column per look. All are log rises over a reference; `lenient` ones
 * over whichever of just before, lately, the same time on other days, and all of the past is most lenient.
 */
export const ROW = {
  lenientMean: 0,
  lenientMedian: 1,
  /** Second largest point: sees intermittent trouble, and still asks for two points. */
  lenientSecond: 2,
  nearMean: 3,
  nearMedian: 4,
  seasonMean: 5,
  blendMean: 6,
  /** Smallest point: high only when every point since the change is, so bursts that pass leave it alone. */
  lenientLeast: 7,
  nearLeast: 8,
} as const;
export const ROWS = 9;

/** What a window is compared with, taken from the time before the change. */
export interface References {
  readonly season: Season;
  /** Below this magnitude a reference is taken as zero, so that nothing is divided by dust. */
  readonly floor: number;
  /** Larger values are cut to this: one wild point must not carry a mean. */
  readonly cap: number;
  readonly overallMean: number;
  readonly overallMedian: number;
  readonly nearPoints: number;
  readonly farPoints: number;
}

/** What was to be expected of one window's mean: as just before, and as at this time on other days. */
export interface WindowMeans {
  readonly near: number;
  readonly season: number;
}

/** Values cut to the cap, with what is usual at each one's time of day. */
export interface Timeline {
  readonly value: Float64Array;
  readonly usual: Float64Array;
}

/** The numbers of points at which is looked, ascending: every one at first, later about every twentieth part. */
export function lookCounts(horizonPoints: number): number[] {
  const counts: number[] = [];
  let count = FIRST_LOOK;
  while (count < horizonPoints) {
    counts.push(count);
    count += count < EVERY_LOOK_UP_TO ? 1 : Math.ceil(count / 20);
  }
  if (horizonPoints >= FIRST_LOOK) counts.push(horizonPoints);
  return counts;
}

/** Prepares the references for windows of at most `horizonPoints` points. */
export function buildReferences(history: History, horizonPoints: number): References {
  const sorted = history.value.toSorted();
  const middle = at(sorted, sorted.length >> 1);
  const high = at(sorted, Math.floor(0.99 * (sorted.length - 1)));
  const floor = Math.max(1e-12, 1e-3 * mean(history.value.map(Math.abs)));
  const cap = high + 2 * Math.max(Math.abs(high), high - middle) + floor;
  const capped = history.value.map((value) => Math.min(value, cap));
  const nearPoints = Math.max(NEAR_POINTS, horizonPoints);
  return {
    season: buildSeason({ ...history, value: capped }, middle),
    floor,
    cap,
    overallMean: mean(capped),
    overallMedian: middle,
    nearPoints,
    farPoints: FAR_FACTOR * nearPoints,
  };
}

/** Cuts the values to the cap and adds what is usual at their times. */
export function timelineOf(history: History, references: References): Timeline {
  const value = history.value.map((each) => Math.min(each, references.cap));
  const usual = history.atMs.map((atMs) => references.season(atMs));
  return { value, usual };
}

/**
 * Writes the statistics of the window that starts at `start`, against the points before it, into `out`: row by row,
 * each with one number per look.
 *
 * @param looks ascending numbers of points, as {@link lookCounts} gives them
 */
export function windowStatistics(
  timeline: Timeline,
  start: number,
  looks: readonly number[],
  references: References,
  out: Float64Array,
): WindowMeans {
  const { value, usual } = timeline;
  const before = levels(value.subarray(Math.max(0, start - references.nearPoints), start));
  const lately = levels(value.subarray(Math.max(0, start - references.farPoints), start));
  const ascending: number[] = [];
  let sum = 0;
  let usualSum = 0;
  for (let look = 0; look < looks.length; look += 1) {
    const count = looks[look] ?? 0;
    for (let index = ascending.length; index < count; index += 1) {
      const point = at(value, start + index);
      sum += point;
      usualSum += at(usual, start + index);
      insertAscending(ascending, point);
    }
    writeLook(out, look, looks.length, references, before, lately, {
      mean: sum / count,
      usual: usualSum / count,
      median: middleOfAscending(ascending),
      second: ascending[count - 2] ?? Number.NaN,
      least: ascending[0] ?? Number.NaN,
    });
  }
  return { near: before.mean, season: usualSum / ascending.length };
}

interface Levels {
  readonly mean: number;
  readonly median: number;
}

function levels(values: Float64Array): Levels {
  return { mean: mean(values), median: median(values) };
}

function writeLook(
  out: Float64Array,
  look: number,
  looks: number,
  references: References,
  before: Levels,
  lately: Levels,
  now: Levels & { readonly usual: number; readonly second: number; readonly least: number },
): void {
  const { floor, overallMean, overallMedian } = references;
  const overSeason = riseOver(now.mean, now.usual, floor);
  const overNear = riseOver(now.mean, before.mean, floor);
  const medianOverNear = riseOver(now.median, before.median, floor);
  out[ROW.lenientMean * looks + look] = Math.min(
    overNear,
    overSeason,
    riseOver(now.mean, lately.mean, floor),
    riseOver(now.mean, overallMean, floor),
  );
  out[ROW.lenientMedian * looks + look] = Math.min(
    medianOverNear,
    riseOver(now.median, now.usual, floor),
    riseOver(now.median, lately.median, floor),
    riseOver(now.median, overallMedian, floor),
  );
  out[ROW.lenientSecond * looks + look] = Math.min(
    riseOver(now.second, before.median, floor),
    riseOver(now.second, now.usual, floor),
    riseOver(now.second, lately.median, floor),
    riseOver(now.second, overallMedian, floor),
  );
  out[ROW.lenientLeast * looks + look] = Math.min(
    riseOver(now.least, before.median, floor),
    riseOver(now.least, now.usual, floor),
    riseOver(now.least, lately.median, floor),
    riseOver(now.least, overallMedian, floor),
  );
  out[ROW.nearLeast * looks + look] = riseOver(now.least, before.median, floor);
  out[ROW.nearMean * looks + look] = overNear;
  out[ROW.nearMedian * looks + look] = medianOverNear;
  out[ROW.seasonMean * looks + look] = overSeason;
  out[ROW.blendMean * looks + look] = riseOver(now.mean, (before.mean + now.usual) / 2, floor);
}

/** Relative rise over a reference: logarithmic upwards, so that tenfold is not ten times twofold; linear downwards. */
export function riseOver(observed: number, reference: number, floor: number): number {
  const relative = (observed - reference) / Math.max(floor, Math.abs(reference));
  return relative > 0 ? Math.log1p(relative) : relative;
}

/** The relative change that {@link riseOver} made a rise of. */
export function relativeOfRise(value: number): number {
  return value > 0 ? Math.expm1(value) : value;
}
