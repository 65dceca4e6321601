import type { Evidence } from "../domain/evidence.ts";
import type { LambdaUsage } from "../domain/lambda-sizing.ts";
import type { LogLine, LogSample } from "../domain/log.ts";
import { parseLambdaReport } from "../domain/logs/lambda-report.ts";
import { logGroupOf, type ServiceDeclaration } from "../domain/policy.ts";
import { type Reason, reason } from "../domain/reason.ts";
import { type Metric, type Series, usablePoints } from "../domain/series.ts";
import { lambdaMetric } from "../domain/watch-plan.ts";
import type { Ports } from "../ports.ts";

/** What was read of one service over a window. */
export interface Observation {
  readonly service: ServiceDeclaration;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly duration: Series;
  readonly errors: Series;
  readonly invocations: Series;
  readonly custom: readonly Series[];
  /** A sample of the function's REPORT lines. */
  readonly reports: readonly LogLine[];
  readonly errorLogs: LogSample;
  readonly complete: boolean;
  readonly reasons: readonly Reason[];
}

/** Metrics are read further back than the window, so that there is a "before" to compare it with. */
const historyMs = 7 * 86_400_000;
/** REPORT lines are sampled evenly: so many slices of the window, so many lines from the start of each. */
const reportSlices = 8;
const reportLinesPerSlice = 250;
const maxErrorLines = 5000;

/** Reads a service's metrics and logs. Missing and partial data are said, never taken for health. */
export async function observe(
  service: ServiceDeclaration,
  window: { readonly fromMs: number; readonly toMs: number },
  periodSeconds: number,
  ports: Pick<Ports, "telemetry">,
): Promise<Observation> {
  const standard: Metric[] = [
    lambdaMetric(service, "Duration", "Average"),
    lambdaMetric(service, "Errors", "Sum"),
    lambdaMetric(service, "Invocations", "Sum"),
  ];
  const logGroup = logGroupOf(service);
  const history = { fromMs: Math.min(window.fromMs, window.toMs - historyMs), toMs: window.toMs };
  const [series, reports, errorLogs] = await Promise.all([
    ports.telemetry.readSeries({ metrics: [...standard, ...service.metrics], ...history, periodSeconds }),
    sampleReports(logGroup, window, ports),
    ports.telemetry.readLogs({
      logGroup,
      ...window,
      filter: '?ERROR ?Error ?Exception ?Traceback ?panic ?"Task timed out"',
      maxLines: maxErrorLines,
    }),
  ]);
  const [duration, errors, invocations, ...custom] = series;
  if (!duration || !errors || !invocations) {
    throw new Error("The telemetry port answered fewer series than it was asked for.");
  }
  const read = { duration, errors, invocations, custom, reports, errorLogs };
  const reasons = whatIsMissing(service, window.fromMs, read);
  return { service, window, ...read, complete: reasons.length === 0, reasons };
}

/** A busy function writes more REPORT lines than need be read; a sample over the whole window says enough. */
async function sampleReports(
  logGroup: string,
  window: { readonly fromMs: number; readonly toMs: number },
  ports: Pick<Ports, "telemetry">,
): Promise<LogLine[]> {
  const sliceMs = (window.toMs - window.fromMs) / reportSlices;
  const slices = await Promise.all(
    Array.from({ length: reportSlices }, (_, slice) =>
      ports.telemetry.readLogs({
        logGroup,
        fromMs: Math.floor(window.fromMs + slice * sliceMs),
        toMs: Math.floor(window.fromMs + (slice + 1) * sliceMs),
        filter: "REPORT",
        maxLines: reportLinesPerSlice,
      }),
    ),
  );
  return slices.flatMap((slice) => slice.lines);
}

function whatIsMissing(
  service: ServiceDeclaration,
  fromMs: number,
  read: Pick<Observation, "duration" | "errors" | "invocations" | "custom" | "errorLogs">,
): Reason[] {
  const reasons: Reason[] = [];
  const all = [read.duration, read.errors, read.invocations, ...read.custom];
  const hasPointInWindow = (one: Series) => usablePoints(one).some((point) => point.atMs >= fromMs);
  if (!all.some(hasPointInWindow)) {
    reasons.push(
      reason(
        "no_data",
        `No metric of ${service.name} has a point in the window; check functionName and the region.`,
      ),
    );
  }
  if (all.some((one) => !one.complete)) {
    reasons.push(reason("partial_metrics", `CloudWatch did not give all of ${service.name}'s metrics.`));
  }
  if (!read.errorLogs.complete) {
    reasons.push(reason("partial_logs", `The error lines of ${service.name} were read in part.`));
  }
  return reasons;
}

/** What REPORT lines and metrics say about how a function uses its configuration. */
export function usageOf(
  observation: Observation,
  settings: { readonly memoryMegabytes: number; readonly timeoutSeconds: number },
): LambdaUsage {
  const reports = observation.reports.flatMap((line) => parseLambdaReport(line.message) ?? []);
  const durations = reports.map((one) => one.durationMs);
  const current = reports.filter((one) => one.memoryMegabytes === settings.memoryMegabytes);
  return {
    service: observation.service.name,
    window: observation.window,
    configuredMegabytes: settings.memoryMegabytes,
    configuredSeconds: settings.timeoutSeconds,
    invocations: invocationsIn(observation),
    // Reports from before the last change of the memory size say nothing about the present one.
    sampledInvocations: current.length,
    maxUsedMegabytes: current.reduce((most, one) => Math.max(most, one.maxMemoryMegabytes), 0),
    averageDurationMs: durations.reduce((sum, ms) => sum + ms, 0) / Math.max(1, durations.length),
    slowestMs: durations.reduce((most, ms) => Math.max(most, ms), 0),
    timeouts: observation.errorLogs.lines.filter((line) => isTimeoutAt(line.message, settings.timeoutSeconds))
      .length,
  };
}

/** Timeouts from before the last change of the limit say nothing about the present one. */
function isTimeoutAt(message: string, timeoutSeconds: number): boolean {
  const seconds = /Task timed out after (\d+(?:\.\d+)?) seconds/.exec(message)?.[1];
  return seconds !== undefined && Math.abs(Number(seconds) - timeoutSeconds) < 0.5;
}

/** How often the function was invoked in the window. */
export function invocationsIn(observation: Observation): number {
  return usablePoints(observation.invocations)
    .filter((point) => point.atMs >= observation.window.fromMs)
    .reduce((sum, point) => sum + point.value, 0);
}

/** The series of an observation as evidence, for the chart. */
export function durationEvidence(observation: Observation): Evidence {
  const points = usablePoints(observation.duration);
  const mean = points.reduce((sum, point) => sum + point.value, 0) / Math.max(1, points.length);
  return {
    provenance: "measured",
    label: "Duration, average per period",
    value: points.length === 0 ? "no data" : `${Math.round(mean)} ms over ${points.length} periods`,
    window: { fromMs: observation.duration.fromMs, toMs: observation.duration.toMs },
    series: observation.duration,
  };
}
