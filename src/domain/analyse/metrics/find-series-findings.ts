import { type Series, usablePoints } from "../../shared/series.ts";
import { median } from "../../shared/statistics.ts";
import type { SeriesFinding } from "../finding.ts";
import { findAnomalies } from "./anomalies.ts";
import { metricText, valueText } from "./finding-text.ts";
import { findFlatLine } from "./flat-line.ts";
import { findMissingData, findNothingToAnalyse } from "./missing-data.ts";
import { type RegularSeries, regularise } from "./regular-series.ts";
import { dailySeason, phaseStartMs, type Season, weeklySeason, withoutSeason } from "./season.ts";
import { type Measured, toFinding } from "./series-finding.ts";
import { findLevelShifts, findVarianceChanges } from "./shifts.ts";
import { findTrend } from "./trend.ts";

export interface FindingOptions {
  /** The service as the policy names it. */
  readonly service: string;
  /** A value the metric must not reach, in its unit; a trend towards it gets a forecast. */
  readonly limit?: number;
}

/** An anomaly that starts this near to a level shift, in blocks, is the shift. */
const SAME_EVENT_BLOCKS = 3;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/**
 * What stands out in one metric's series, worst first. Never throws for the data's sake: what cannot be analysed is
 * itself a finding. A move in the metric's good direction is told with severity zero, as are facts that describe the
 * series (seasonality, sparse data, a constant).
 */
export function findSeriesFindings(series: Series, options: FindingOptions): SeriesFinding[] {
  const nothing = findNothingToAnalyse(series, usablePoints(series));
  const measured = nothing ? [nothing] : analyse(regularise(series), options.limit);
  return measured
    .map((one) => toFinding(one, series, options.service))
    .sort((a, b) => b.severity - a.severity || a.window.fromMs - b.window.fromMs);
}

function analyse(regular: RegularSeries, limit: number | undefined): Measured[] {
  const missing = findMissingData(regular);
  const flat = findFlatLine(regular);
  if (flat && flat.pValue === 1) return [...missing, flat];
  const daily = dailySeason(regular);
  const weekly = weeklySeason(regular, daily);
  const shifts = findLevelShifts(regular, daily);
  const settledMs = shifts.at(-1)?.window.fromMs ?? regular.series.fromMs;
  const trend = findTrend(regular, daily, settledMs, limit);
  const anomalies = findAnomalies(regular, daily).filter(
    ({ window }) =>
      !shifts.some((s) => Math.abs(s.window.fromMs - window.fromMs) <= SAME_EVENT_BLOCKS * regular.blockMs),
  );
  return [
    ...missing,
    ...(flat ? [flat] : []),
    ...shifts,
    ...findVarianceChanges(regular, shifts),
    ...(trend ? [trend] : []),
    ...anomalies,
    ...[daily, weekly].flatMap((season) => (season ? [describeSeason(regular, season)] : [])),
  ];
}

function describeSeason(regular: RegularSeries, season: Season): Measured {
  const { metric, fromMs, toMs } = regular.series;
  const phase = (number: number) =>
    season.cycle === "day" ? `${String(number).padStart(2, "0")}:00 UTC` : `on ${WEEKDAYS[number]}s`;
  const level = median(regular.points.map((point) => withoutSeason(season, point)));
  const [highest, lowest] = [season.peakPhase, season.troughPhase].map((number) =>
    season.add(level, phaseStartMs(season, number)),
  );
  const observed = highest ?? level;
  const size = `between ${valueText(lowest ?? level, metric)} and ${valueText(observed, metric)}`;
  const when = `highest ${phase(season.peakPhase)}, lowest ${phase(season.troughPhase)}`;
  const share = `${Math.round(season.explained * 100)} % of its variation`;
  return {
    kind: "seasonality",
    window: { fromMs, toMs },
    baseline: level,
    observed,
    pValue: season.pValue,
    persistence: season.explained,
    severity: 0,
    sentence: `${metricText(metric)} repeats every ${season.cycle} ${size} (${when}); that explains ${share}.`,
  };
}
