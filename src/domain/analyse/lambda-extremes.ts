import { metricKey, type Point, type Series, usablePoints } from "../shared/series.ts";
import { lambdaExtremes } from "../sources/aws-lambda.ts";
import type { Extremes, Observation } from "./observation.ts";

type Observed = Pick<Observation, "extremes" | "service" | "window">;

const dayMs = 86_400_000;

/** One of {@link lambdaExtremes}, as it was read. */
interface Read {
  readonly recent: Series | undefined;
  readonly retained: Series | undefined;
}

function readExtremes({ extremes, service }: Observed): { duration: Read; utilization: Read; used: Read } {
  const [duration, utilization, used] = lambdaExtremes(service).map((metric) =>
    readOf(extremes, metricKey(metric)),
  );
  const nothing = { recent: undefined, retained: undefined };
  return { duration: duration ?? nothing, utilization: utilization ?? nothing, used: used ?? nothing };
}

function readOf(extremes: Extremes | undefined, key: string): Read {
  return { recent: extremes?.recent.get(key), retained: extremes?.retained.get(key) };
}

function pointsOf(...series: readonly (Series | undefined)[]): Point[] {
  return series.flatMap((one) => (one ? usablePoints(one) : []));
}

export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/**
 * The longest duration of which CloudWatch still knows, in milliseconds, and how many days that goes back; null unless
 * all of it could be read.
 */
export function longestKept(
  observed: Observed,
): { readonly durationMs: number; readonly days: number } | null {
  const { recent, retained } = readExtremes(observed).duration;
  const points = pointsOf(recent, retained);
  if (points.length === 0 || !recent?.complete || !retained?.complete) return null;
  const oldestMs = points.reduce((oldest, { atMs }) => Math.min(oldest, atMs), observed.window.toMs);
  return {
    durationMs: largest(points.map(({ value }) => value)),
    days: Math.floor((observed.window.toMs - oldestMs) / dayMs),
  };
}

/** The longest duration in the window, or shortly before it, in milliseconds; null when no metric says. */
export function longestInWindow(observed: Observed): number | null {
  const { recent } = readExtremes(observed).duration;
  // A point stands at the start of its period, and of invocations that end in the window at their beginning.
  const fromMs = observed.window.fromMs - 1_200_000;
  const values = pointsOf(recent)
    .filter(({ atMs }) => atMs >= fromMs)
    .map(({ value }) => value);
  return values.length === 0 ? null : largest(values);
}

/**
 * The most memory that Lambda Insights has ever seen in use, in megabytes; null where it says nothing of the window. A
 * function that runs uses some memory: nought is no answer.
 */
export function memoryByInsights(observed: Observed, configuredMegabytes: number): number | null {
  const { utilization, used } = readExtremes(observed);
  const inWindow = pointsOf(utilization.recent, used.recent);
  if (!inWindow.some(({ atMs, value }) => atMs >= observed.window.fromMs && value > 0)) return null;
  const shares = pointsOf(utilization.recent, utilization.retained).map(({ value }) => value / 100);
  const megabytes = pointsOf(used.recent, used.retained).map(({ value }) => value);
  return largest([
    ...megabytes,
    ...shares.map((share) => share * configuredMegabytes).filter(Number.isFinite),
  ]);
}
