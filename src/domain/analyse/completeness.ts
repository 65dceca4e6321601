import type { LogLine } from "../shared/log.ts";
import { type Reason, reason } from "../shared/reason.ts";
import { usablePoints } from "../shared/series.ts";
import { settingsNeededFor, sourceOf } from "../sources/service-declaration.ts";
import { isLambdaBookkeeping } from "./logs/lambda-lines.ts";
import { parseLambdaReport } from "./logs/lambda-report.ts";
import { detectLevel } from "./logs/level.ts";
import type { Observation } from "./observation.ts";

/**
 * Whether nothing at all was read of a service, in the window and in the days before it. A wrong region, role or name
 * looks like this, and it is never taken for health, nor for silence.
 */
export function isBlind({
  series,
  reports,
  errorLogs,
}: Pick<Observation, "series" | "reports" | "errorLogs">): boolean {
  const hasPoints = [...series.values()].some((one) => usablePoints(one.series).length > 0);
  return !hasPoints && reports.length === 0 && errorLogs.lines.length === 0;
}

/** What is missing of an observation; missing and partial data are said, never taken for health. */
export function whatIsMissing(observation: Read): Reason[] {
  const { service, window, errorLogs } = observation;
  const reasons: Reason[] = [];
  const all = [...observation.series.values()].map((one) => one.series);
  if (!all.some((series) => usablePoints(series).some((point) => point.atMs >= window.fromMs))) {
    const settings = settingsNeededFor(sourceOf(service)).join(", ");
    const text = `No metric of ${service.name} has a point in the window; check ${settings} and the region.`;
    reasons.push(reason("no_data", text));
  }
  if (all.some((series) => !series.complete)) {
    reasons.push(reason("partial_metrics", `CloudWatch did not give all of ${service.name}'s metrics.`));
  }
  if (!errorLogs.complete) {
    reasons.push(reason("partial_logs", `The error lines of ${service.name} were read in part.`));
  }
  return [...reasons, ...whatCannotBeSeen(observation)];
}

/** What was read of a service, with some lines of its log as they are. */
type Read = Pick<Observation, "service" | "window" | "series" | "reports" | "errorLogs"> & {
  readonly probe: readonly LogLine[];
};

/** A log in a form that nobody here knows looks like a log without errors. */
function whatCannotBeSeen({ service, window, series, reports, errorLogs, probe }: Read): Reason[] {
  if (errorLogs.lines.length > 0) return [];
  const errors = [...series.values()]
    .filter(({ means, metric }) => means === "errors" && metric.unit === "Count")
    .flatMap((one) => usablePoints(one.series))
    .filter((point) => point.atMs >= window.fromMs)
    .reduce((sum, point) => sum + point.value, 0);
  if (errors > 0) {
    const text = `${Math.round(errors)} errors of ${service.name} were counted, and none was found in its log.`;
    return [reason("errors_not_in_logs", text)];
  }
  const isReadable =
    reports.length > 0 ||
    probe.some(({ message }) => isLambdaBookkeeping(message) || detectLevel(message) !== "unknown");
  if (probe.length === 0 || isReadable) return [];
  const text = `None of the lines in ${errorLogs.logGroup} says what it is, so nothing can be said of ${service.name}'s errors.`;
  return [reason("unreadable_logs", text)];
}

/** What the reports do not say although they were read; the rest of the observation is whole. */
export function whatReportsLack({ service, reports }: Pick<Observation, "service" | "reports">): Reason[] {
  const read = reports.flatMap(({ message }) => parseLambdaReport(message) ?? []);
  if (reports.length > 0 && read.length === 0) {
    const text = `The lines in which ${service.name} reports on its invocations have an unknown form.`;
    return [reason("unreadable_reports", text)];
  }
  if (read.length === 0 || read.some(({ maxMemoryMegabytes }) => maxMemoryMegabytes !== null)) return [];
  const text = `The reports of ${service.name} do not say how much memory was used, so its memory is left alone.`;
  return [reason("reports_without_memory", text)];
}
