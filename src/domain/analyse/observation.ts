import type { ServiceDeclaration } from "../policy/policy.ts";
import type { Evidence } from "../shared/evidence.ts";
import type { LogLine, LogSample } from "../shared/log.ts";
import type { Reason } from "../shared/reason.ts";
import { type Series, usablePoints } from "../shared/series.ts";
import type { LambdaUsage } from "./lambda-sizing.ts";
import { parseLambdaReport } from "./logs/lambda-report.ts";

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
