import type { Point } from "../../shared/series.ts";
import { median } from "../../shared/statistics.ts";
import { AnomalyDetector } from "./detector.ts";
import { changeText, metricText, timeText, valueText } from "./finding-text.ts";
import type { RegularSeries } from "./regular-series.ts";
import { type Season, withoutSeason } from "./season.ts";
import { type Measured, relativeChange, severityOfMove } from "./series-finding.ts";

/**
 * A finding asks for a person's time, so it takes more than the detector's default threshold: in a week at five
 * minutes none of 100 healthy series with normal noise reach this surprise, 9 of 100 sparse counters, and 11 of 100
 * with heavy log-normal noise.
 */
const FINDING_SURPRISE = 11;
/** The views of a point overlap; measured on the same noise, p = 10^(−surprise / 2.5) is not too small. */
const SURPRISE_PER_DECADE = 2.5;
/** An event is over after this many points without anything remarkable. */
const QUIET_POINTS = 12;
/** The first two days, and at least this many points, only teach the detector: every daily peak is new once. */
const LEARNING_MS = 2 * 86_400_000;
const LEARNING_POINTS = 100;

interface Event {
  readonly points: readonly Point[];
  readonly surprise: number;
}

/** Points or short episodes unlike anything that the series did before. */
export function findAnomalies(regular: RegularSeries, season: Season | null): Measured[] {
  return eventsOf(regular.points).map((event) => describe(regular, season, event));
}

function eventsOf(points: readonly Point[]): Event[] {
  const learnedAtMs = (points[0]?.atMs ?? 0) + LEARNING_MS;
  const detector = new AnomalyDetector();
  const events: { points: Point[]; surprise: number }[] = [];
  let lastRemarkable = Number.NEGATIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const { surprise } = detector.next(point.atMs, point.value);
    if (index < LEARNING_POINTS || point.atMs < learnedAtMs || surprise < FINDING_SURPRISE) continue;
    const event = events.at(-1);
    if (event && index - lastRemarkable <= QUIET_POINTS) {
      event.points.push(point);
      event.surprise = Math.max(event.surprise, surprise);
    } else {
      events.push({ points: [point], surprise });
    }
    lastRemarkable = index;
  }
  return events;
}

function describe(regular: RegularSeries, season: Season | null, event: Event): Measured {
  const { metric, fromMs: seriesFromMs } = regular.series;
  const fromMs = event.points[0]?.atMs ?? seriesFromMs;
  const toMs = (event.points.at(-1)?.atMs ?? fromMs) + regular.stepMs;
  const earlier = regular.points.filter((point) => point.atMs < fromMs);
  const level = median(earlier.map((point) => withoutSeason(season, point)));
  const distance = (point: Point) => Math.abs(withoutSeason(season, point) - level);
  const [first, ...rest] = event.points;
  const worst = rest.reduce(
    (a, b) => (distance(b) > distance(a) ? b : a),
    first ?? { atMs: fromMs, value: 0 },
  );
  const baseline = season?.add(level, worst.atMs) ?? level;
  const usual = season ? "usual at this hour" : "usual before";
  const effect = changeText(relativeChange(baseline, worst.value));
  return {
    kind: "anomaly",
    window: { fromMs, toMs },
    baseline,
    observed: worst.value,
    pValue: 10 ** (-event.surprise / SURPRISE_PER_DECADE),
    persistence: Math.min(
      1,
      (event.points.length * regular.stepMs) / Math.max(regular.stepMs, toMs - fromMs),
    ),
    severity: severityOfMove(metric.direction, comparable(baseline, earlier), worst.value),
    sentence: `${metricText(metric)} was ${valueText(worst.value, metric)} at ${timeText(worst.atMs)}, unlike anything before; ${valueText(baseline, metric)} was ${usual}${effect}.`,
  };
}

/** Where zero is usual, the typical value of when it is not zero: one error more is no catastrophe. */
function comparable(baseline: number, earlier: readonly Point[]): number {
  if (baseline !== 0) return baseline;
  const active = earlier.filter((point) => point.value !== 0).map((point) => point.value);
  return active.length === 0 ? 0 : median(active);
}
