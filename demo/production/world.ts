import { statisticOf } from "@self-building-agent/local-cloudwatch/statistics.ts";
import type { MetricName, TelemetrySource } from "@self-building-agent/local-cloudwatch/telemetry-source.ts";
import type { Configuration } from "./configuration.ts";
import { createDeployments, type DeploymentOutcome } from "./deployments.ts";
import { createInvocationHistory } from "./invocation-history.ts";
import type { Incident } from "./invocations.ts";
import { logEventsBetween } from "./lambda-log.ts";
import { lambdaMetrics, samplesOf } from "./lambda-metrics.ts";
import type { Workload } from "./workload.ts";

/** Telemetry that never reaches CloudWatch; `functionName: null` is all functions. */
interface TelemetryGap {
  readonly functionName: string | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Services on AWS Lambda whose telemetry follows from what was deployed when. Times are epoch milliseconds. */
export interface World extends TelemetrySource {
  /**
   * From `atMs` on the functions run what these repository files say. The first deployment also holds for all
   * time before it. Files that cannot be deployed change nothing; the problem is returned.
   */
  deploy(deployment: { atMs: number; files: ReadonlyMap<string, string> }): DeploymentOutcome;
  /** What runs at a time; null for a function that no deployment declared. */
  configurationAt(functionName: string, atMs: number): Configuration | null;
  addIncident(incident: Incident): void;
  addGap(gap: TelemetryGap): void;
}

/**
 * A world that is wholly determined by its seed, its workloads and what is done to it.
 * @param options.sinceMs when its functions were first called; default: always. What is read from long before is worked
 *   out invocation by invocation, which takes seconds a year.
 */
export function createWorld(options: {
  seed: number;
  workloads: readonly Workload[];
  sinceMs?: number;
}): World {
  const { seed, workloads, sinceMs = Number.NEGATIVE_INFINITY } = options;
  const incidents: Incident[] = [];
  const gaps: TelemetryGap[] = [];
  const deployments = createDeployments(workloads);
  const history = createInvocationHistory(seed, deployments, incidents);

  return {
    configurationAt: deployments.at,
    deploy({ atMs, files }) {
      const outcome = deployments.add(atMs, files);
      if (outcome.kind === "deployed") history.forgetFrom(outcome.changedFromMs);
      return outcome;
    },
    addIncident(incident) {
      incidents.push(incident);
      history.forgetFrom(incident.fromMs);
    },
    addGap(gap) {
      gaps.push(gap);
    },
    metricNames: () => workloads.flatMap(metricNamesOf),
    values(metric, { statistic, periodSeconds, fromMs, toMs }) {
      const workload = workloadOf(metric, workloads);
      if (!workload) return [];
      const periodMs = periodSeconds * 1000;
      const points: { atMs: number; value: number }[] = [];
      const firstMs = Math.max(fromMs, sinceMs);
      for (let atMs = Math.ceil(firstMs / periodMs) * periodMs; atMs < toMs; atMs += periodMs) {
        if (isInGap(gaps, workload.functionName, atMs)) continue;
        const invocations = history.between(workload, atMs, Math.min(atMs + periodMs, toMs));
        const samples = samplesOf(metric.name, invocations);
        if (samples.length > 0) points.push({ atMs, value: statisticOf(samples, statistic) });
      }
      return points;
    },
    logGroups: () => workloads.map(logGroupOf),
    logEvents(logGroup, fromMs, toMs) {
      const workload = workloads.find((candidate) => logGroupOf(candidate) === logGroup);
      return workload ? logEventsBetween(history, workload, Math.max(fromMs, sinceMs), toMs) : [];
    },
  };
}

function metricNamesOf({ functionName }: Workload): MetricName[] {
  const dimensions = { FunctionName: functionName };
  return lambdaMetrics.map((name) => ({ namespace: "AWS/Lambda", name, dimensions }));
}

function logGroupOf({ functionName }: Workload): string {
  return `/aws/lambda/${functionName}`;
}

function workloadOf(metric: MetricName, workloads: readonly Workload[]): Workload | undefined {
  if (metric.namespace !== "AWS/Lambda" || Object.keys(metric.dimensions).length !== 1) return undefined;
  return workloads.find(({ functionName }) => functionName === metric.dimensions.FunctionName);
}

function isInGap(gaps: readonly TelemetryGap[], functionName: string, atMs: number): boolean {
  return gaps.some(
    (gap) => (gap.functionName ?? functionName) === functionName && atMs >= gap.fromMs && atMs < gap.toMs,
  );
}
