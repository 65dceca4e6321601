import type { Evidence } from "../shared/evidence.ts";
import type { LogLine } from "../shared/log.ts";
import { largest, longestKept, memoryByInsights } from "./lambda-extremes.ts";
import { type LambdaReport, parseLambdaReport, parseLambdaTimeout } from "./logs/lambda-report.ts";
import { outOfMemoryIn } from "./logs/out-of-memory.ts";
import { type Observation, volumeOf } from "./observation.ts";

/** What is known about a function over a window: its configuration, what its reports say, and how far it ever went. */
export interface LambdaUsage {
  readonly service: string;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  /** NaN where the template does not say. */
  readonly configuredMegabytes: number;
  readonly configuredSeconds: number;
  /** Invocations over the whole window, from metrics; the sample below may be smaller. */
  readonly invocations: number;
  readonly sampledInvocations: number;
  readonly maxUsedMegabytes: number;
  readonly averageDurationMs: number;
  /** The slowest sampled invocation. */
  readonly slowestMs: number;
  /** Invocations that the logs say were cut off at the present limit, over the whole window. */
  readonly timeouts: number;
  /** Sampled invocations that ended by themselves and took 80 % of the limit or more. */
  readonly nearLimit: number;
  /** Sampled invocations that took all of the limit, and those of them that had all of their memory in use. */
  readonly atLimit: number;
  readonly atLimitAndFull: number;
  /** Invocations that the logs say were killed for want of memory, over the whole window. */
  readonly outOfMemory: number;
  readonly longestInitMs: number;
  /** The longest duration of which CloudWatch still knows, and how many days that goes back; null when not known. */
  readonly longest: { readonly durationMs: number; readonly days: number } | null;
  /** Whether nothing in the window used more memory than is said here. */
  readonly memoryIsWhole: boolean;
}

/** Fewer sampled invocations say too little (Compute Optimizer asks for 50, KRR for 100 points). */
export const minimumSampledInvocations = 100;

/** What reports and metrics say about how a function uses its configuration. */
export function usageOf(
  observation: Observation,
  settings: { readonly memoryMegabytes: number | null; readonly timeoutSeconds: number | null },
): LambdaUsage {
  const configuredMegabytes = settings.memoryMegabytes ?? Number.NaN;
  const configuredSeconds = settings.timeoutSeconds ?? Number.NaN;
  const reports = reportsIn(observation.reports);
  const durations = reports.map((one) => one.durationMs);
  // Reports from before the last change of the memory size say nothing about the present one.
  const current = reports.filter(
    ({ memoryMegabytes }) => (memoryMegabytes ?? configuredMegabytes) === configuredMegabytes,
  );
  const atLimit = reports.filter((one) => isAtLimit(one, configuredSeconds));
  const errors = observation.errorLogs.lines;
  const insights = memoryByInsights(observation, configuredMegabytes);
  return {
    service: observation.service.name,
    window: observation.window,
    configuredMegabytes,
    configuredSeconds,
    invocations: volumeOf(observation).sum,
    sampledInvocations: settings.memoryMegabytes === null ? reports.length : current.length,
    maxUsedMegabytes: largest([...current.map((one) => one.maxMemoryMegabytes ?? 0), insights ?? 0]),
    averageDurationMs: durations.reduce((sum, ms) => sum + ms, 0) / Math.max(1, durations.length),
    slowestMs: largest(durations),
    timeouts: timeoutsAt(errors, configuredSeconds),
    nearLimit: durations.filter((ms) => ms >= 800 * configuredSeconds).length - atLimit.length,
    atLimit: atLimit.length,
    atLimitAndFull: atLimit.filter(isFull).length,
    outOfMemory: outOfMemoryIn(errors).size,
    longestInitMs: largest(reports.map((one) => one.initMs ?? 0)),
    longest: longestKept(observation),
    memoryIsWhole: observation.reportsAre === "whole" || insights !== null,
  };
}

/** Every line that is a report. */
export function reportsIn(lines: readonly LogLine[]): LambdaReport[] {
  return lines.flatMap((line) => parseLambdaReport(line.message) ?? []);
}

/** Lambda ends an invocation at its limit or a moment later; older runtimes write no status. */
function isAtLimit({ timedOut, durationMs }: LambdaReport, limitSeconds: number): boolean {
  return (timedOut || durationMs >= 995 * limitSeconds) && durationMs >= 950 * limitSeconds;
}

function isFull({ memoryMegabytes, maxMemoryMegabytes }: LambdaReport): boolean {
  return (memoryMegabytes ?? 0) > 0 && (maxMemoryMegabytes ?? 0) >= 0.95 * (memoryMegabytes ?? 0);
}

/** Each invocation once. Timeouts from before the last change of the limit say nothing about the present one. */
function timeoutsAt(lines: readonly LogLine[], limitSeconds: number): number {
  return cutOffIn(lines, (seconds) => isNear(seconds, limitSeconds)).size;
}

/** The invocations that, by these lines, were cut off at a limit that `isOne`; each once. */
export function cutOffIn(
  lines: readonly LogLine[],
  isOne: (afterSeconds: number) => boolean,
): ReadonlySet<string> {
  return new Set(
    lines.flatMap(({ message }, index) => {
      const timeout = parseLambdaTimeout(message);
      return timeout && isOne(timeout.afterSeconds) ? [timeout.requestId ?? `line ${index}`] : [];
    }),
  );
}

/** Whether a timeout of so many seconds is one at that limit: Lambda writes 30.03 for 30. */
export function isNear(seconds: number, limitSeconds: number): boolean {
  return Math.abs(seconds - limitSeconds) < 0.5 + 0.01 * limitSeconds;
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
