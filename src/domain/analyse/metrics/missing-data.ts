import type { Point, Series } from "../../shared/series.ts";
import { durationText, metricText, timeText } from "./finding-text.ts";
import { type RegularSeries, typicalStep } from "./regular-series.ts";
import type { Measured } from "./series-finding.ts";

const SHORTEST_GAP_POINTS = 6;
/** A gap has to be this many times as long as the next longest. */
const OUTSTANDING = 3;
const ALPHA = 1e-4;
const SPARSE_BELOW = 0.8;
/** Six hours of silence are severity 0.63. */
const SEVERE_SILENCE_MS = 6 * 3_600_000;
const FEWEST_POINTS_PER_HALF = 12;

interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly missedPoints: number;
  readonly stillOpen: boolean;
}

/** What stops any analysis of `series`: a useless window, or no usable point; null when there is something to see. */
export function findNothingToAnalyse(series: Series, usable: readonly Point[]): Measured | null {
  const { fromMs, toMs, periodSeconds, points, metric } = series;
  const validWindow = Number.isFinite(fromMs) && Number.isFinite(toMs) && toMs > fromMs;
  if (!validWindow || !(periodSeconds > 0) || !Number.isFinite(periodSeconds)) {
    return quality(series, `${metricText(metric)} has no valid window or period, so nothing was analysed.`);
  }
  if (usable.length > 0) return null;
  const why = points.length === 0 ? "no points" : `${points.length} points, none a finite number inside it`;
  const sentence = `${metricText(metric)} has no data between ${timeText(fromMs)} and ${timeText(toMs)}: ${why}.`;
  return { ...quality(series, sentence), persistence: 1, severity: 0.5 };
}

/** Gaps that the series' own regularity does not explain, a changed period, and what is wrong with the data itself. */
export function findMissingData(regular: RegularSeries): Measured[] {
  const gap = outstandingGap(regular);
  const found = gap ? [gap.measured] : [];
  const remarks = dataRemarks(regular, gap?.gap.missedPoints ?? 0);
  if (remarks.length === 0) return found;
  const sentence = `Data of ${metricText(regular.series.metric)}: ${remarks.join("; ")}.`;
  return [...found, quality(regular.series, sentence)];
}

function outstandingGap(regular: RegularSeries): { gap: Gap; measured: Measured } | null {
  const gaps = gapsOf(regular).sort((a, b) => b.missedPoints - a.missedPoints);
  const [gap, next] = gaps;
  if (!gap || gap.missedPoints < SHORTEST_GAP_POINTS) return null;
  if (next && gap.missedPoints < OUTSTANDING * next.missedPoints) return null;
  const otherMissing = gaps.slice(1).reduce((sum, other) => sum + other.missedPoints, 0);
  const missingRate = (otherMissing + 1) / (regular.points.length + otherMissing + 2);
  const pValue = missingRate ** gap.missedPoints;
  if (pValue > ALPHA) return null;
  const silenceMs = gap.toMs - gap.fromMs;
  const span = `${durationText(silenceMs)} from ${timeText(gap.fromMs)}`;
  const severity = (1 - Math.exp(-silenceMs / SEVERE_SILENCE_MS)) * (gap.stillOpen ? 1 : 0.5);
  const ending = gap.stillOpen ? " and is still silent" : "";
  const before = `it had ${Math.round((1 - missingRate) * 100)} % of its points otherwise`;
  return {
    gap,
    measured: {
      kind: "missing_data",
      window: { fromMs: gap.fromMs, toMs: gap.toMs },
      baseline: null,
      observed: null,
      pValue,
      persistence: 1,
      severity,
      sentence: `${metricText(regular.series.metric)} has no data for ${span}${ending}; ${before}.`,
    },
  };
}

function gapsOf({ points, stepMs, series }: RegularSeries): Gap[] {
  const gaps: Gap[] = [];
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    const untilMs = next?.atMs ?? series.toMs;
    const missedPoints = Math.floor((untilMs - point.atMs) / stepMs + 0.5) - 1;
    if (missedPoints < 1) continue;
    gaps.push({ fromMs: point.atMs + stepMs, toMs: untilMs, missedPoints, stillOpen: next === undefined });
  }
  return gaps;
}

function dataRemarks(regular: RegularSeries, explainedMissing: number): string[] {
  const { series, points, stepMs } = regular;
  const remarks: string[] = [];
  if (!series.complete) remarks.push("the source returned only a part");
  const unusable = series.points.length - points.length;
  if (unusable > 0) {
    remarks.push(
      `${unusable} of ${series.points.length} points are not finite, repeated or outside the window`,
    );
  }
  const first = points[0]?.atMs ?? series.toMs;
  const expected = (series.toMs - first) / stepMs - explainedMissing;
  if (points.length < SPARSE_BELOW * expected) {
    remarks.push(`only ${Math.round((100 * points.length) / expected)} % of its periods have a point`);
  }
  const change = changedPeriod(points);
  if (change) remarks.push(change);
  return remarks;
}

function changedPeriod(points: readonly Point[]): string | null {
  if (points.length < 2 * FEWEST_POINTS_PER_HALF) return null;
  const half = points.length >> 1;
  const before = typicalStep(points.slice(0, half));
  const after = typicalStep(points.slice(half));
  if (before === null || after === null) return null;
  if (Math.max(before, after) < 2 * Math.min(before, after)) return null;
  return `its period changed from ${before / 1000} s to ${after / 1000} s`;
}

function quality(series: Series, sentence: string): Measured {
  const window = { fromMs: series.fromMs, toMs: series.toMs };
  return {
    kind: "missing_data",
    window,
    baseline: null,
    observed: null,
    pValue: 1,
    persistence: 1,
    severity: 0,
    sentence,
  };
}
