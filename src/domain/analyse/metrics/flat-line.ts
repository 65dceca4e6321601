import { median } from "../../shared/statistics.ts";
import { durationText, metricText, timeText, valueText } from "./finding-text.ts";
import type { RegularSeries } from "./regular-series.ts";
import type { Measured } from "./series-finding.ts";

const SHORTEST_RUN = 24;
const FEWEST_POINTS_BEFORE = 48;
/** The run has to be this many times as long as any before. */
const OUTSTANDING = 3;
const ALPHA = 1e-6;
const SEVERITY = 0.5;

/**
 * A series that used to vary and has stuck to one value until the end of the window: a dead sensor, a stuck queue.
 * A series that never varied is told too, as a fact of severity zero. So is a metric that should be low stuck at zero.
 */
export function findFlatLine(regular: RegularSeries): Measured | null {
  const { points, series, stepMs } = regular;
  const last = points.at(-1);
  if (!last || points.length < SHORTEST_RUN) return null;
  const run = lastRun(points.map((point) => point.value));
  const text = `${metricText(series.metric)}`;
  const stuckAt = valueText(last.value, series.metric);
  const fromMs = points[points.length - run]?.atMs ?? series.fromMs;
  const window = { fromMs, toMs: last.atMs + stepMs };
  const common = { kind: "flat_line", window, observed: last.value, persistence: 1 } as const;
  if (run === points.length) {
    const sentence = `${text} is ${stuckAt} at all of its ${run} points.`;
    return { ...common, baseline: last.value, pValue: 1, severity: 0, sentence };
  }
  const before = points.slice(0, -run).map((point) => point.value);
  if (run < SHORTEST_RUN || before.length < FEWEST_POINTS_BEFORE) return null;
  const { longest, repeats } = runsOf(before);
  const pValue = ((repeats + 1) / (before.length + 1)) ** (run - 1);
  if (run < OUTSTANDING * longest || pValue > ALPHA) return null;
  const harmless = last.value === 0 && series.metric.direction === "lower_is_better";
  const baseline = median(before);
  const span = `${durationText(window.toMs - fromMs)} (${run} points) since ${timeText(fromMs)}`;
  const sentence = `${text} has been exactly ${stuckAt} for ${span}; before, it varied around ${valueText(baseline, series.metric)}.`;
  return { ...common, baseline, pValue, severity: harmless ? 0 : SEVERITY, sentence };
}

function lastRun(values: readonly number[]): number {
  const last = values.at(-1);
  const different = values.findLastIndex((value) => value !== last);
  return values.length - 1 - different;
}

function runsOf(values: readonly number[]): { longest: number; repeats: number } {
  let longest = 1;
  let current = 1;
  let repeats = 0;
  for (let i = 1; i < values.length; i++) {
    const repeated = values[i] === values[i - 1];
    current = repeated ? current + 1 : 1;
    if (repeated) repeats++;
    longest = Math.max(longest, current);
  }
  return { longest, repeats };
}
