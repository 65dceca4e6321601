import { autocorrelation, median, spread, twoSidedNormalTail } from "../../shared/statistics.ts";
import { changeText, durationText, metricText, timeText, valueText } from "./finding-text.ts";
import type { Block, RegularSeries } from "./regular-series.ts";
import { type Season, withoutSeason } from "./season.ts";
import { type Measured, relativeChange, severityOfMove } from "./series-finding.ts";

const ALPHA = 1e-4;
const FEWEST_BLOCKS = 24;
/** All pairs are compared, so longer series are thinned to this many blocks. */
const MOST_BLOCKS = 120;
const LEAST_RELATIVE_CHANGE = 0.1;
/** In robust standard deviations around the line. */
const LEAST_STANDARDISED_CHANGE = 3;
/** A line is not believed further into the future than this many times the past it was drawn through. */
const FORECAST_SPANS = 4;

/**
 * A slow, steady change: Theil–Sen slope (Sen 1968) with a Mann–Kendall test corrected for autocorrelation, and when
 * the line reaches `limit`, if it does within four times the observed span. `sinceMs` leaves out what was before.
 */
export function findTrend(
  regular: RegularSeries,
  season: Season | null,
  sinceMs: number,
  limit: number | undefined,
): Measured | null {
  const blocks = thin(regular.blocks.filter((block) => block.fromMs >= sinceMs));
  const [first] = blocks;
  const last = blocks.at(-1);
  if (!first || !last || blocks.length < FEWEST_BLOCKS) return null;
  const times = blocks.map((block) => block.fromMs - first.fromMs);
  const levels = blocks.map((block) => withoutSeason(season, { atMs: block.fromMs, value: block.level }));
  const slope = theilSen(times, levels);
  const start = median(levels.map((level, i) => level - slope * (times[i] ?? 0)));
  const window = { fromMs: first.fromMs, toMs: last.fromMs + regular.blockMs };
  const end = start + slope * (window.toMs - window.fromMs);
  const residuals = levels.map((level, i) => level - start - slope * (times[i] ?? 0));
  const size = Math.abs(end - start);
  if (size === 0 || size < LEAST_RELATIVE_CHANGE * Math.abs(start)) return null;
  if (size < LEAST_STANDARDISED_CHANGE * spread(residuals, 0)) return null;
  const pValue = mannKendall(levels, autocorrelation(residuals));
  if (pValue > ALPHA) return null;
  return describe(regular, { start, end, slope, pValue, window }, limit);
}

interface Line {
  readonly start: number;
  readonly end: number;
  /** Per millisecond. */
  readonly slope: number;
  readonly pValue: number;
  readonly window: Measured["window"];
}

function describe(regular: RegularSeries, line: Line, limit: number | undefined): Measured {
  const { metric } = regular.series;
  const { start, end, window } = line;
  const spanMs = window.toMs - window.fromMs;
  const reachedAtMs = limit === undefined ? null : whenReached(line, limit);
  const toGo = reachedAtMs === null ? 1 : (reachedAtMs - window.toMs) / (FORECAST_SPANS * spanMs);
  const move = `has been ${end > start ? "rising" : "falling"} steadily from ${valueText(start, metric)} to ${valueText(end, metric)}`;
  const effect = changeText(relativeChange(start, end));
  const forecast =
    reachedAtMs === null || limit === undefined
      ? ""
      : ` At this pace it reaches ${valueText(limit, metric)} around ${timeText(reachedAtMs)}.`;
  return {
    kind: "trend",
    window,
    baseline: start,
    observed: end,
    pValue: line.pValue,
    persistence: 1,
    severity: Math.max(severityOfMove(metric.direction, start, end), 1 - toGo),
    sentence: `${metricText(metric)} ${move}${effect} over ${durationText(spanMs)}.${forecast}`,
    ...(reachedAtMs === null ? {} : { limitReachedAtMs: reachedAtMs }),
  };
}

function whenReached({ end, slope, window }: Line, limit: number): number | null {
  const inMs = (limit - end) / slope;
  const believedMs = FORECAST_SPANS * (window.toMs - window.fromMs);
  return inMs >= 0 && inMs <= believedMs ? window.toMs + inMs : null;
}

function theilSen(times: readonly number[], levels: readonly number[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < levels.length; i++) {
    for (let j = i + 1; j < levels.length; j++) {
      slopes.push(((levels[j] ?? 0) - (levels[i] ?? 0)) / ((times[j] ?? 0) - (times[i] ?? 0)));
    }
  }
  return median(slopes);
}

function mannKendall(levels: readonly number[], correlation: number): number {
  const n = levels.length;
  let concordance = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) concordance += Math.sign((levels[j] ?? 0) - (levels[i] ?? 0));
  }
  const variance = (n * (n - 1) * (2 * n + 5)) / 18;
  const inflation = (1 + correlation) / (1 - correlation);
  return twoSidedNormalTail(concordance / Math.sqrt(variance * inflation));
}

function thin(blocks: readonly Block[]): Block[] {
  const stride = Math.ceil(blocks.length / MOST_BLOCKS);
  return blocks.filter((_, index) => index % stride === 0);
}
