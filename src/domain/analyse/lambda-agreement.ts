import { metricKey, usablePoints } from "../shared/series.ts";
import { isLambdaFunction, lambdaMetric } from "../sources/aws-lambda.ts";
import { longestInWindow, memoryByInsights } from "./lambda-extremes.ts";
import { cutOffIn, reportsIn } from "./lambda-usage.ts";
import { outOfMemoryIn } from "./logs/out-of-memory.ts";
import type { Observation } from "./observation.ts";

/**
 * Why the logs of a function may not be believed; null where CloudWatch's own metrics bear them out. Whoever can make a
 * function print a line can forge a report, but not the metrics that Lambda itself keeps: what the logs say must be
 * possible by them. Of memory only Lambda Insights knows, so without it a report's memory stands on the rest of it.
 */
export function doubtOfLogs(observation: Observation): string | null {
  if (!isLambdaFunction(observation.service)) return null;
  const span = spanOf(observation);
  if (span === null) return "CloudWatch's metrics of the window are not there to confirm what its logs say.";
  return (
    doubtOfDurations(observation, span) ?? doubtOfErrors(observation, span) ?? doubtOfMemory(observation)
  );
}

/** The stretch of the window of which the metrics know, and what they say of it in all. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly invocations: number;
  readonly durationMs: number;
  readonly errors: number;
}

function spanOf({ series, service, window }: Observation): Span | null {
  const pointsOf = (metric: Parameters<typeof metricKey>[0]) => {
    const read = series.get(metricKey(metric))?.series;
    return read ? usablePoints(read).filter(({ atMs }) => atMs >= window.fromMs) : [];
  };
  const invocations = pointsOf(lambdaMetric(service, "Invocations", "Sum"));
  const first = invocations[0];
  const last = invocations.at(-1);
  if (!first || !last) return null;
  const average = new Map(
    pointsOf(lambdaMetric(service, "Duration", "Average")).map(({ atMs, value }) => [atMs, value]),
  );
  const periodMs =
    (series.get(metricKey(lambdaMetric(service, "Invocations", "Sum")))?.series.periodSeconds ?? 0) * 1000;
  return {
    fromMs: first.atMs,
    toMs: last.atMs + periodMs,
    invocations: invocations.reduce((sum, { value }) => sum + value, 0),
    durationMs: invocations.reduce((sum, { atMs, value }) => sum + value * (average.get(atMs) ?? 0), 0),
    errors: pointsOf(lambdaMetric(service, "Errors", "Sum")).reduce((sum, { value }) => sum + value, 0),
  };
}

function doubtOfDurations(observation: Observation, span: Span): string | null {
  const reports = reportsIn(observation.reports);
  if (reports.length === 0) return null;
  const longest = longestInWindow(observation);
  const slowest = reports.reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
  if (longest === null) return "No metric says how long the longest invocation took.";
  if (slowest > longest * 1.01 + 2)
    return `Reports in its log say ${Math.round(slowest)} ms, and its metric at most ${Math.round(longest)} ms.`;
  const within = reportsIn(observation.reports.filter(({ atMs }) => atMs >= span.fromMs && atMs < span.toMs));
  if (within.length > span.invocations * 1.02 + 10)
    return `Its log has ${within.length} reports of ${span.invocations} invocations.`;
  const total = within.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (total > span.durationMs * 1.05 + 10 * longest)
    return `Reports in its log say ${Math.round(total / 1000)} s in all, and its metric ${Math.round(span.durationMs / 1000)} s.`;
  return null;
}

/** What is cut off or killed is an error for Lambda. */
function doubtOfErrors({ errorLogs }: Observation, span: Span): string | null {
  const lines = errorLogs.lines.filter(({ atMs }) => atMs >= span.fromMs && atMs < span.toMs);
  const failed = new Set([...cutOffIn(lines, () => true), ...outOfMemoryIn(lines)]);
  // One that began before the stretch may end in it.
  return failed.size > span.errors * 1.05 + 1
    ? `Its log says that ${failed.size} invocations were cut off or killed, and its metric knows ${span.errors} errors.`
    : null;
}

function doubtOfMemory(observation: Observation): string | null {
  const sizes = reportsIn(observation.reports);
  const used = sizes.reduce((most, one) => Math.max(most, one.maxMemoryMegabytes ?? 0), 0);
  const size = sizes.reduce((most, one) => Math.max(most, one.memoryMegabytes ?? 0), 0);
  const seen = memoryByInsights(observation, size);
  return seen !== null && used > seen * 1.1 + 16
    ? `Reports in its log say ${used} MB, and Lambda Insights saw at most ${Math.round(seen)} MB in use.`
    : null;
}
