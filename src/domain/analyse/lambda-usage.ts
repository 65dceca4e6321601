import type { Evidence } from "../shared/evidence.ts";
import { parseLambdaReport, parseLambdaTimeout } from "./logs/lambda-report.ts";
import { type Observation, volumeOf } from "./observation.ts";

/** What is known about a function over a window: its configuration and what its REPORT lines say. */
export interface LambdaUsage {
  readonly service: string;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly configuredMegabytes: number;
  readonly configuredSeconds: number;
  /** Invocations over the whole window, from metrics; the sample below may be smaller. */
  readonly invocations: number;
  readonly sampledInvocations: number;
  readonly maxUsedMegabytes: number;
  readonly averageDurationMs: number;
  readonly slowestMs: number;
  readonly timeouts: number;
}

/** Fewer sampled invocations say too little (Compute Optimizer asks for 50, KRR for 100 points). */
export const minimumSampledInvocations = 100;

/** What REPORT lines and metrics say about how a function uses its configuration. */
export function usageOf(
  observation: Observation,
  settings: { readonly memoryMegabytes: number | null; readonly timeoutSeconds: number | null },
): LambdaUsage {
  const reports = observation.reports.flatMap((line) => parseLambdaReport(line.message) ?? []);
  const durations = reports.map((one) => one.durationMs);
  const current = reports.filter((one) => one.memoryMegabytes === settings.memoryMegabytes);
  return {
    service: observation.service.name,
    window: observation.window,
    configuredMegabytes: settings.memoryMegabytes ?? Number.NaN,
    configuredSeconds: settings.timeoutSeconds ?? Number.NaN,
    invocations: volumeOf(observation).sum,
    // Reports from before the last change of the memory size say nothing about the present one.
    sampledInvocations: current.length,
    maxUsedMegabytes: current.reduce((most, one) => Math.max(most, one.maxMemoryMegabytes ?? 0), 0),
    averageDurationMs: durations.reduce((sum, ms) => sum + ms, 0) / Math.max(1, durations.length),
    slowestMs: durations.reduce((most, ms) => Math.max(most, ms), 0),
    timeouts: observation.errorLogs.lines.filter((line) =>
      isTimeoutAt(line.message, settings.timeoutSeconds ?? Number.NaN),
    ).length,
  };
}

/** Timeouts from before the last change of the limit say nothing about the present one. */
function isTimeoutAt(message: string, timeoutSeconds: number): boolean {
  const timeout = parseLambdaTimeout(message);
  return timeout !== null && Math.abs(timeout.afterSeconds - timeoutSeconds) < 0.5;
}

/** A number of the usage as evidence. */
export function measured(usage: LambdaUsage, label: string, value: string): Evidence {
  return { provenance: "measured", label, value, window: usage.window };
}

/** How many invocations there were, and how many of them were looked at. */
export function volumeEvidence(usage: LambdaUsage): Evidence[] {
  return [
    measured(usage, "Invocations", usage.invocations.toLocaleString("en-US")),
    measured(
      usage,
      "Invocations sampled from REPORT lines",
      usage.sampledInvocations.toLocaleString("en-US"),
    ),
  ];
}

export function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
