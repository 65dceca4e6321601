import { at } from "./history.ts";
import { quantileOfSorted, selectQuantile } from "./order-statistics.ts";
import { FIRST_LOOK, ROW } from "./window.ts";

/** A rise is measured in units of how far usual rises reach, but never in less than two percent. */
const LEAST_SPREAD = 0.02;
/** Share of rises that sets that reach, and share above which rises belong to the tail. */
const REACH = 0.95;
const TAIL = 0.75;
/** The middle and the reach of usual rises are known well enough from so many windows. */
const ENOUGH_FOR_SCALE = 500;

/** The statistics of all past pseudo-merges: one column per row and look, one number per window. */
export interface PlaceboTable {
  readonly windows: number;
  readonly looks: readonly number[];
  /** Column of (row, look) at `row * looks.length + look`. */
  readonly columns: readonly Float64Array[];
}

/** How rises are made comparable between statistics and looks. */
export interface Scale {
  /** Per column of the table: the usual rise, and how far the 95 % of usual rises reach above it. */
  readonly centres: Float64Array;
  readonly spreads: Float64Array;
  /** A smaller log rise never alarms, however unusual. */
  readonly leastRise: number;
}

/** A statistic watched over one stretch of looks. */
export interface Band {
  readonly row: number;
  readonly fromLook: number;
  readonly toLook: number;
}

/** A band with the standardised height above which it alarms. */
export interface Detector extends Band {
  readonly threshold: number;
}

/** A copy of one column, thinned out to about so many values as tell its middle and reach. */
export function columnSample(table: PlaceboTable, row: number, look: number): Float64Array {
  const column = table.columns[row * table.looks.length + look] ?? new Float64Array();
  const stride = Math.max(1, Math.floor(column.length / ENOUGH_FOR_SCALE));
  const sample = new Float64Array(Math.ceil(column.length / stride));
  for (let index = 0; index < sample.length; index += 1) sample[index] = at(column, index * stride);
  return sample;
}

/** Measures what is usual, per statistic and look that a band watches. */
export function scaleOf(table: PlaceboTable, bands: readonly Band[], leastRise: number): Scale {
  const centres = new Float64Array(table.columns.length);
  const spreads = new Float64Array(table.columns.length).fill(1);
  for (const { row, fromLook, toLook } of bands) {
    for (let look = fromLook; look <= toLook; look += 1) {
      const sample = columnSample(table, row, look);
      const centre = selectQuantile(sample, 0.5);
      const index = row * table.looks.length + look;
      centres[index] = centre;
      spreads[index] = Math.max(LEAST_SPREAD, selectQuantile(sample, REACH) - centre);
    }
  }
  return { centres, spreads, leastRise };
}

/**
 * Which statistic is watched over which looks. A band reaches twice as far as the one before it. A natural step
 * somewhere in a long watch then cannot use up what early looks may see: a change that hurts at once shows at once.
 * The stricter comparison of means with just before is only made in the first band, before a season can move the
 * metric; that of the smallest point is safe throughout.
 */
export function bandsOf(looks: readonly number[]): Band[] {
  const horizon = looks.at(-1) ?? 0;
  const bands: Band[] = [];
  for (let from = FIRST_LOOK; from <= horizon; from *= 2) {
    const fromLook = looks.findIndex((count) => count >= from);
    const toLook = looks.findLastIndex((count) => count < 2 * from);
    if (fromLook > toLook) continue;
    const rows = [ROW.lenientMean, ROW.lenientMedian, ROW.lenientSecond, ROW.lenientLeast, ROW.nearLeast];
    const early = from === FIRST_LOOK ? [ROW.nearMean, ROW.nearMedian] : [];
    bands.push(...[...rows, ...early].map((row) => ({ row, fromLook, toLook })));
  }
  return bands;
}

/**
 * With room for at least one independent window's alarm, thresholds are joint conformal quantiles with that one
 * window in reserve. Otherwise nothing in the past may alarm, and the threshold lies above the past's maximum by
 * what an exponential tail of the (log) rises adds, one standard error of the tail's mean included: a short past has
 * not yet seen its worst.
 * Sources: conformal quantile (Vovk, Gammerman, Shafer 2005); joint level as in min-p resampling (Westfall, Young
 * 1993); tail as in peaks over threshold (Pickands 1975; Balkema, de Haan 1974) at shape zero.
 *
 * @param alpha share of harmless changes after which any detector may alarm
 * @param independentWindows how many windows without overlap the past holds
 */
export function setThresholds(
  table: PlaceboTable,
  bands: readonly Band[],
  scale: Scale,
  alpha: number,
  independentWindows: number,
): Detector[] {
  const allowed = alpha * (independentWindows + 1);
  if (allowed >= 1) {
    const maxima = bands.map((band) => bandMaxima(band, table, scale, true));
    return jointQuantiles(bands, maxima, (allowed - 1) / independentWindows);
  }
  const doubt = 1 + 1 / Math.sqrt((1 - TAIL) * independentWindows);
  return bands.map((band) => {
    const maxima = bandMaxima(band, table, scale, false).sort();
    const tailStart = quantileOfSorted(maxima, TAIL);
    const tail = maxima.filter((value) => value > tailStart);
    const excess = tail.reduce((sum, value) => sum + value - tailStart, 0) / Math.max(1, tail.length);
    const threshold = at(maxima, maxima.length - 1) - doubt * excess * Math.log(allowed);
    return { ...band, threshold };
  });
}

/** Per window the greatest standardised rise in the band; −∞ where no rise was large enough to matter. */
function bandMaxima(band: Band, table: PlaceboTable, scale: Scale, onlyRelevant: boolean): Float64Array {
  const maxima = new Float64Array(table.windows).fill(Number.NEGATIVE_INFINITY);
  for (let look = band.fromLook; look <= band.toLook; look += 1) {
    const index = band.row * table.looks.length + look;
    const column = table.columns[index] ?? new Float64Array();
    const centre = at(scale.centres, index);
    const spread = at(scale.spreads, index);
    for (let window = 0; window < maxima.length; window += 1) {
      const raw = at(column, window);
      if (onlyRelevant && !(raw > scale.leastRise)) continue;
      maxima[window] = Math.max(at(maxima, window), (raw - centre) / spread);
    }
  }
  return maxima;
}

/** One share of exceedances for all detectors, the largest at which no more than `level` of the windows alarm. */
function jointQuantiles(bands: readonly Band[], maxima: readonly Float64Array[], level: number): Detector[] {
  const ascending = maxima.map((values) => values.toSorted());
  const count = maxima[0]?.length ?? 0;
  /** Per window the number of windows that rose as far, itself included, in the band where these are fewest. */
  const asHigh = new Float64Array(count).fill(count);
  maxima.forEach((values, index) => {
    const sorted = ascending[index] ?? new Float64Array();
    values.forEach((value, window) => {
      asHigh[window] = Math.min(at(asHigh, window), count - lowerBound(sorted, value));
    });
  });
  asHigh.sort();
  const rank = count - at(asHigh, Math.floor(level * count));
  return bands.map((band, index) => ({
    ...band,
    threshold: at(ascending[index] ?? new Float64Array(), rank),
  }));
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(sorted, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
