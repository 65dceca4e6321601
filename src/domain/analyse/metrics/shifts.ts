import { mean, median, spread } from "../../shared/statistics.ts";
import { type ChangePoint, findChangePoints } from "./change-point.ts";
import { changeText, durationText, metricText, timeText, valueText } from "./finding-text.ts";
import type { Block, RegularSeries } from "./regular-series.ts";
import { type Season, withoutSeason } from "./season.ts";
import { type Measured, relativeChange, severityOfMove } from "./series-finding.ts";

const ALPHA = 1e-4;
/** Smaller moves are not worth a person's time, whatever their p-value. */
const LEAST_RELATIVE_SHIFT = 0.1;
/** In robust standard deviations of the blocks around their levels. */
const LEAST_STANDARDISED_SHIFT = 3;
/** At least this share of a shift happens between the three blocks before and the three after; the rest is a trend. */
const LEAST_ABRUPT = 0.5;
const BLOCKS_BESIDE = 3;
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** A shorter series with a daily pattern may be quieter at weekends without being able to know it. */
const KNOWS_WEEKENDS_MS = 2 * WEEK_MS;
const FRIDAY_NOON_MS = 36 * HOUR_MS;
const LONGEST_WEEKEND_MS = 3 * 24 * HOUR_MS;
const LEAST_SPREAD_RATIO = 1.5;
const FEWEST_BLOCKS_FOR_SPREAD = 72;

/** A level that changed at once and held to the end of its window (the next change or the end of the series). */
export function findLevelShifts(regular: RegularSeries, season: Season | null): Measured[] {
  const { blocks, series } = regular;
  const levels = blocks.map((block) => withoutSeason(season, { atMs: block.fromMs, value: block.level }));
  const changes = findChangePoints(levels, ALPHA);
  const startMs = (place: number) => blocks[changes[place]?.index ?? blocks.length]?.fromMs;
  const tooShortForWeeks = season !== null && series.toMs - series.fromMs < KNOWS_WEEKENDS_MS;
  return changes.flatMap((change, place) => {
    const previousMs = place === 0 ? series.fromMs : (startMs(place - 1) ?? series.fromMs);
    const window = { fromMs: startMs(place) ?? series.fromMs, toMs: startMs(place + 1) ?? series.toMs };
    const quieter = change.after < change.before ? window : { fromMs: previousMs, toMs: window.fromMs };
    if ((tooShortForWeeks && isWeekend(quieter)) || !isShift(levels, change, changes)) return [];
    return [describeShift(regular, season, change, window)];
  });
}

/** Friday evening to Monday morning, UTC with room for all time zones; the Unix epoch was a Thursday. */
function isWeekend({ fromMs, toMs }: Measured["window"]): boolean {
  const sinceFridayMs = (((fromMs - FRIDAY_NOON_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS;
  return sinceFridayMs + (toMs - fromMs) <= LONGEST_WEEKEND_MS;
}

/** How much the points scatter from one to the next has changed, though the level has not. */
export function findVarianceChanges(regular: RegularSeries, levelShifts: readonly Measured[]): Measured[] {
  const rough = regular.blocks.flatMap((block) => {
    const step = meanStep(block);
    return step > 0 ? [{ fromMs: block.fromMs, logStep: Math.log(step), step }] : [];
  });
  if (rough.length < FEWEST_BLOCKS_FOR_SPREAD) return [];
  const changes = findChangePoints(
    rough.map((block) => block.logStep),
    ALPHA,
  );
  return changes.flatMap((change, place) => {
    const fromMs = rough[change.index]?.fromMs ?? regular.series.fromMs;
    const toMs = rough[changes[place + 1]?.index ?? rough.length]?.fromMs ?? regular.series.toMs;
    const ratio = Math.exp(change.after - change.before);
    if (Math.max(ratio, 1 / ratio) < LEAST_SPREAD_RATIO) return [];
    const besideShift = levelShifts.some(
      ({ window }) => Math.abs(window.fromMs - fromMs) <= BLOCKS_BESIDE * regular.blockMs,
    );
    return besideShift ? [] : [describeSpread(regular, change, { fromMs, toMs })];
  });
}

function isShift(levels: readonly number[], change: ChangePoint, all: readonly ChangePoint[]): boolean {
  const { index, before, after } = change;
  const size = Math.abs(after - before);
  if (size === 0 || size < LEAST_RELATIVE_SHIFT * Math.abs(before)) return false;
  const noise = spread(
    levels.map((level, i) => level - levelAt(i, all)),
    0,
  );
  if (size < LEAST_STANDARDISED_SHIFT * noise) return false;
  const justBefore = median(levels.slice(Math.max(0, index - BLOCKS_BESIDE), index));
  const justAfter = median(levels.slice(index, index + BLOCKS_BESIDE));
  return (justAfter - justBefore) * Math.sign(after - before) >= LEAST_ABRUPT * size;
}

function levelAt(index: number, changes: readonly ChangePoint[]): number {
  const last = changes.findLast((change) => change.index <= index);
  return last ? last.after : (changes[0]?.before ?? 0);
}

function describeShift(
  regular: RegularSeries,
  season: Season | null,
  { before, after, pValue }: ChangePoint,
  window: Measured["window"],
): Measured {
  const { metric } = regular.series;
  const middle = (before + after) / 2;
  const inside = regular.points.filter(({ atMs }) => atMs >= window.fromMs && atMs < window.toMs);
  const held = inside.filter((point) => withoutSeason(season, point) > middle === after > middle);
  const move = `${after > before ? "rose" : "fell"} from ${valueText(before, metric)} to ${valueText(after, metric)}`;
  const effect = changeText(relativeChange(before, after));
  const since = `at ${timeText(window.fromMs)} and stayed there for ${durationText(window.toMs - window.fromMs)}`;
  return {
    kind: "level_shift",
    window,
    baseline: before,
    observed: after,
    pValue,
    persistence: inside.length === 0 ? 0 : held.length / inside.length,
    severity: severityOfMove(metric.direction, before, after),
    sentence: `${metricText(metric)} ${move}${effect} ${since}.`,
  };
}

function describeSpread(regular: RegularSeries, change: ChangePoint, window: Measured["window"]): Measured {
  const { metric } = regular.series;
  const before = Math.exp(change.before);
  const after = Math.exp(change.after);
  const move = `from ${valueText(before, metric)} to ${valueText(after, metric)}`;
  const effect = changeText(relativeChange(before, after));
  return {
    kind: "variance_change",
    window,
    baseline: before,
    observed: after,
    pValue: change.pValue,
    persistence: 1,
    severity: after > before ? 0.5 * severityOfMove("lower_is_better", before, after) : 0,
    sentence: `${metricText(metric)} varies ${after > before ? "more" : "less"} from point to point, ${move}${effect}, since ${timeText(window.fromMs)}.`,
  };
}

function meanStep(block: Block): number {
  const steps = block.points
    .slice(1)
    .map((point, i) => Math.abs(point.value - (block.points[i]?.value ?? 0)));
  return steps.length < 2 ? 0 : mean(steps);
}
