import { statisticOf } from "../cloudwatch/statistics.ts";
import type { MetricName, TelemetrySource } from "../cloudwatch/telemetry-source.ts";
import { type Configuration, readConfigurations } from "./configuration.ts";
import { type Incident, type Invocation, invocationsInMinute } from "./invocations.ts";
import { type LogEvent, logEventsOf } from "./lambda-log.ts";
import { lambdaMetrics, samplesOf } from "./lambda-metrics.ts";
import type { Workload } from "./workload.ts";

/** Telemetry that never reaches CloudWatch; `functionName: null` is all functions. */
export interface TelemetryGap {
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
  deploy(deployment: {
    atMs: number;
    files: ReadonlyMap<string, string>;
  }): { readonly kind: "deployed" } | { readonly kind: "failed"; readonly problem: string };
  /** What runs at a time; null for a function that no deployment declared. */
  configurationAt(functionName: string, atMs: number): Configuration | null;
  addIncident(incident: Incident): void;
  addGap(gap: TelemetryGap): void;
}

const minuteMs = 60_000;
/** No invocation can last longer than Lambda's longest timeout. */
const longestMs = 900_000;

/** A world that is wholly determined by its seed, its workloads and what is done to it. */
export function createWorld(options: { seed: number; workloads: readonly Workload[] }): World {
  const { seed, workloads } = options;
  const deployments = new Map<string, { atMs: number; configuration: Configuration }[]>();
  const incidents: Incident[] = [];
  const gaps: TelemetryGap[] = [];
  const minutes = createMinuteCache();

  function configurationAt(functionName: string, atMs: number): Configuration | null {
    const history = deployments.get(functionName) ?? [];
    return (history.findLast((entry) => entry.atMs <= atMs) ?? history[0])?.configuration ?? null;
  }

  function invocations(workload: Workload, minute: number): readonly Invocation[] {
    return minutes.get(workload.functionName, minute, () => {
      const first = configurationAt(workload.functionName, minute);
      if (!first) return [];
      const at = (atMs: number) => configurationAt(workload.functionName, atMs) ?? first;
      return invocationsInMinute(workload, minute, seed, at, incidents);
    });
  }

  function isMissing(functionName: string, atMs: number): boolean {
    return gaps.some(
      (gap) => (gap.functionName ?? functionName) === functionName && atMs >= gap.fromMs && atMs < gap.toMs,
    );
  }

  function* between(workload: Workload, fromMs: number, toMs: number): Generator<Invocation> {
    for (let minute = Math.floor(fromMs / minuteMs) * minuteMs; minute < toMs; minute += minuteMs) {
      for (const invocation of invocations(workload, minute)) {
        if (invocation.atMs >= fromMs && invocation.atMs < toMs) yield invocation;
      }
    }
  }

  function workloadOf(metric: MetricName): Workload | undefined {
    const names = Object.keys(metric.dimensions);
    if (metric.namespace !== "AWS/Lambda" || names.length !== 1) return undefined;
    return workloads.find(({ functionName }) => functionName === metric.dimensions.FunctionName);
  }

  return {
    configurationAt,

    deploy({ atMs, files }) {
      try {
        for (const [functionName, configuration] of readConfigurations(files, workloads)) {
          const history = deployments.get(functionName) ?? [];
          history.push({ atMs, configuration });
          history.sort((a, b) => a.atMs - b.atMs);
          deployments.set(functionName, history);
          const isEarliest = history[0]?.atMs === atMs;
          minutes.forgetFrom(isEarliest ? Number.NEGATIVE_INFINITY : atMs);
        }
      } catch (error) {
        return { kind: "failed", problem: error instanceof Error ? error.message : String(error) };
      }
      return { kind: "deployed" };
    },

    addIncident(incident) {
      incidents.push(incident);
      minutes.forgetFrom(incident.fromMs);
    },

    addGap(gap) {
      gaps.push(gap);
    },

    metricNames: () =>
      workloads.flatMap(({ functionName }) =>
        lambdaMetrics.map((name) => ({
          namespace: "AWS/Lambda",
          name,
          dimensions: { FunctionName: functionName },
        })),
      ),

    values(metric, { statistic, periodSeconds, fromMs, toMs }) {
      const workload = workloadOf(metric);
      if (!workload) return [];
      const periodMs = periodSeconds * 1000;
      const points: { atMs: number; value: number }[] = [];
      for (let atMs = Math.ceil(fromMs / periodMs) * periodMs; atMs < toMs; atMs += periodMs) {
        if (isMissing(workload.functionName, atMs)) continue;
        const samples = samplesOf(metric.name, [...between(workload, atMs, Math.min(atMs + periodMs, toMs))]);
        if (samples.length > 0) points.push({ atMs, value: statisticOf(samples, statistic) });
      }
      return points;
    },

    logGroups: () => workloads.map(({ functionName }) => `/aws/lambda/${functionName}`),

    *logEvents(logGroup, fromMs, toMs) {
      const workload = workloads.find(({ functionName }) => logGroup === `/aws/lambda/${functionName}`);
      if (!workload) return;
      let pending: LogEvent[] = [];
      const firstMinute = Math.floor((fromMs - longestMs) / minuteMs) * minuteMs;
      for (let minute = firstMinute; minute < toMs; minute += minuteMs) {
        invocations(workload, minute).forEach((invocation, index) => {
          pending.push(...logEventsOf(invocation, workload.functionName, index));
        });
        pending.sort((a, b) => a.atMs - b.atMs);
        const ready = pending.filter(({ atMs }) => atMs < minute + minuteMs);
        pending = pending.filter(({ atMs }) => atMs >= minute + minuteMs);
        for (const event of ready) {
          if (event.atMs >= fromMs && event.atMs < toMs) yield event;
        }
      }
    },
  };
}

/** Remembers the invocations of minutes, as one query follows another over the same time. */
function createMinuteCache() {
  const maxMinutes = 25_000;
  const known = new Map<string, Map<number, readonly Invocation[]>>();
  return {
    get(functionName: string, minute: number, make: () => readonly Invocation[]): readonly Invocation[] {
      const minutes = known.get(functionName) ?? new Map<number, readonly Invocation[]>();
      known.set(functionName, minutes);
      const found = minutes.get(minute);
      if (found) return found;
      if (minutes.size >= maxMinutes) minutes.clear();
      const made = make();
      minutes.set(minute, made);
      return made;
    },
    forgetFrom(atMs: number): void {
      for (const minutes of known.values()) {
        for (const minute of minutes.keys()) if (minute + minuteMs > atMs) minutes.delete(minute);
      }
    },
  };
}
