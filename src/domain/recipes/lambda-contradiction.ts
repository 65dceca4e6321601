import { longestInWindow } from "../analyse/lambda-extremes.ts";
import { isNear } from "../analyse/lambda-usage.ts";
import { parseLambdaReport, parseLambdaTimeout } from "../analyse/logs/lambda-report.ts";
import type { Observation } from "../analyse/observation.ts";
import { type Reason, reason } from "../shared/reason.ts";
import { isLambdaFunction } from "../sources/aws-lambda.ts";
import { readFunctionSettings } from "./template.ts";

/** So many of the newest reports say what runs now. */
const newestReports = 20;

/**
 * Why a function's template is not what runs; null where nothing seen contradicts it. A console, a stage's override, a
 * macro or a deployment that is still to come may have it otherwise: no recipe builds on such a template.
 */
export function contradictionOf(observation: Observation, template: string): Reason | null {
  if (!isLambdaFunction(observation.service)) return null;
  const settings = readFunctionSettings(template, observation.service.resource);
  if (settings.kind === "not_found") return null;
  const { memoryMegabytes, timeoutSeconds } = settings.value;
  const what =
    (memoryMegabytes === null ? null : otherMemory(observation, memoryMegabytes)) ??
    (timeoutSeconds === null ? null : otherTimeout(observation, timeoutSeconds));
  if (what === null) return null;
  const { template: file, resource, name } = observation.service;
  return reason("template_contradicted", `${file} is not what runs as ${name}: ${resource} has ${what}.`);
}

function otherMemory({ reports }: Observation, megabytes: number): string | null {
  const sizes = reports
    .toSorted((a, b) => b.atMs - a.atMs)
    .flatMap(({ message }) => parseLambdaReport(message)?.memoryMegabytes ?? [])
    .slice(0, newestReports);
  const others = sizes.filter((size) => size !== megabytes);
  return others.length * 2 > sizes.length
    ? `${megabytes} MB there, and its newest reports say ${others[0]} MB`
    : null;
}

function otherTimeout(observation: Observation, seconds: number): string | null {
  const durations = observation.reports.flatMap(
    ({ message }) => parseLambdaReport(message)?.durationMs ?? [],
  );
  const longest = durations.reduce((most, ms) => Math.max(most, ms), longestInWindow(observation) ?? 0);
  if (longest > 1050 * seconds + 1000)
    return `a timeout of ${seconds} s there, and an invocation took ${(longest / 1000).toFixed(1)} s`;
  const newest = observation.errorLogs.lines
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap(({ message }) => parseLambdaTimeout(message) ?? [])
    .at(-1);
  return newest && !isNear(newest.afterSeconds, seconds)
    ? `a timeout of ${seconds} s there, and the last one that was cut off ended after ${newest.afterSeconds} s`
    : null;
}
