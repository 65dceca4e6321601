import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type ICircuitBreakerOptions,
} from "cockatiel";
import type { LogSample } from "../../domain/log.ts";
import { type Metric, metricKey, type Point, type Series } from "../../domain/series.ts";
import type { Telemetry } from "../../ports.ts";
import { type CloudWatchConnection, clientSettings, type Log } from "./connection.ts";
import { explain, isMissing, isOutage } from "./faults.ts";
import type { LocalCopy, Window } from "./local-copy.ts";
import { readLogEvents } from "./log-events.ts";
import { type ReadPoints, readMetricData } from "./metric-data.ts";

/** CloudWatch restates young periods as late data come in; older ones are final. */
const settleMs = 15 * 60_000;
const dayMs = 86_400_000;

export interface CloudWatchTelemetryOptions extends CloudWatchConnection {
  readonly log: Log;
  /** The product's clock, milliseconds since the Unix epoch. Periods that are still open are left out. */
  readonly now: () => number;
  readonly localCopy: LocalCopy;
  /** ENABLE_CLOUDWATCH_STREAMING, read again on every call; while off only the local copy answers. */
  readonly enabled: () => boolean;
  /** When the circuit opens, and for how long in real time. Default: 3 failures in a row, 30 s. */
  readonly circuit?: { readonly failures?: number; readonly halfOpenAfterMs?: number };
}

type SeriesRequest = Parameters<Telemetry["readSeries"]>[0];
type LogsRequest = Parameters<Telemetry["readLogs"]>[0];

/**
 * Telemetry from Amazon CloudWatch. Throttling, 5xx and lost connections are retried by the SDK; when they
 * persist, or while the circuit is open, the local copy answers, marked not `complete`.
 * @throws Error naming the IAM action or setting to change when AWS refuses
 */
export function cloudWatchTelemetry(options: CloudWatchTelemetryOptions): Telemetry {
  const { localCopy, log } = options;
  const metrics = new CloudWatchClient(clientSettings(options));
  const logs = new CloudWatchLogsClient(clientSettings(options));
  const breaker = circuitBreaker(handleWhen(isOutage), circuitOptions(options));
  breaker.onBreak(() => log.error("CloudWatch's circuit is open; the local copy answers"));
  breaker.onReset(() => log.info("CloudWatch's circuit is closed again"));

  /** What AWS says, or null when only the local copy can answer. */
  async function ask<T>(action: string, call: () => Promise<T>): Promise<T | null> {
    try {
      return await breaker.execute(call);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return null;
      if (!isOutage(error)) throw explain(error, action);
      log.warn({ err: error, action }, "CloudWatch could not answer; the local copy does");
      return null;
    }
  }

  async function readMissing(request: SeriesRequest, closed: Window): Promise<Map<string, ReadPoints>> {
    const read = new Map<string, ReadPoints>();
    for (const group of missingParts(request, closed, localCopy)) {
      const answers = await ask("cloudwatch:GetMetricData", () =>
        readMetricData(metrics, group.metrics, group.window, request.periodSeconds),
      );
      for (const metric of group.metrics) {
        const key = metricKey(metric);
        const answer = answers?.get(key);
        const before = read.get(key) ?? { points: [], complete: true };
        read.set(key, {
          points: [...before.points, ...(answer?.points ?? [])],
          complete: before.complete && answer?.complete === true,
        });
        if (!answer) continue;
        const settledBeforeMs = answer.complete ? options.now() - settleMs : group.window.fromMs;
        localCopy.keep(metric, request.periodSeconds, group.window, settledBeforeMs, answer.points);
      }
    }
    return read;
  }

  return {
    async readSeries(request) {
      checkPeriod(request);
      const closed = closedWindow(request, options.now());
      const streaming = options.enabled();
      const read = streaming ? await readMissing(request, closed) : new Map<string, ReadPoints>();
      const kept = isStillKept(request, options.now());
      return request.metrics.map((metric): Series => {
        const fresh = read.get(metricKey(metric)) ?? { points: [], complete: true };
        const copied = localCopy.points(metric, request.periodSeconds, closed);
        return {
          metric,
          ...windowOf(request),
          periodSeconds: request.periodSeconds,
          points: joined(copied, fresh.points),
          complete: streaming && kept && fresh.complete,
        };
      });
    },

    async readLogs(request) {
      if (!options.enabled()) return copiedLogs(localCopy, request);
      try {
        const sample = await ask("logs:FilterLogEvents", () => readLogEvents(logs, request));
        if (!sample) return copiedLogs(localCopy, request);
        localCopy.keepLogs(sample, request.filter);
        return sample;
      } catch (error) {
        if (!(error instanceof Error) || !isMissing(error.cause)) throw error;
        log.warn({ logGroup: request.logGroup }, "there is no such log group");
        return { logGroup: request.logGroup, ...windowOf(request), lines: [], complete: false };
      }
    },

    circuit() {
      if (breaker.state === CircuitState.Closed) return "closed";
      return breaker.state === CircuitState.HalfOpen ? "half_open" : "open";
    },
  };
}

function circuitOptions({ circuit }: CloudWatchTelemetryOptions): ICircuitBreakerOptions {
  return {
    halfOpenAfter: circuit?.halfOpenAfterMs ?? 30_000,
    breaker: new ConsecutiveBreaker(circuit?.failures ?? 3),
  };
}

/** Both, one value a time; what was just read wins. */
function joined(copied: readonly Point[], read: readonly Point[]): Point[] {
  const byTime = new Map([...copied, ...read].map((point) => [point.atMs, point]));
  return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
}

function checkPeriod({ periodSeconds }: SeriesRequest): void {
  if (Number.isInteger(periodSeconds) && periodSeconds > 0 && periodSeconds % 60 === 0) return;
  throw new RangeError(`A period of ${periodSeconds} s is not possible. Use a multiple of 60 seconds.`);
}

function windowOf({ fromMs, toMs }: Window): Window {
  return { fromMs, toMs };
}

/** The part of the window whose periods have ended, aligned to the period. */
function closedWindow(request: SeriesRequest, nowMs: number): Window {
  const periodMs = request.periodSeconds * 1000;
  const fromMs = Math.ceil(request.fromMs / periodMs) * periodMs;
  const endMs = Math.ceil(request.toMs / periodMs) * periodMs;
  const toMs = Math.min(endMs, Math.floor(nowMs / periodMs) * periodMs);
  return { fromMs, toMs: Math.max(fromMs, toMs) };
}

/** CloudWatch keeps periods below 5 minutes for 15 days and those below an hour for 63 days. */
function isStillKept({ fromMs, periodSeconds }: SeriesRequest, nowMs: number): boolean {
  const ageMs = nowMs - fromMs;
  if (periodSeconds % 3600 === 0) return ageMs <= 455 * dayMs;
  return ageMs <= (periodSeconds % 300 === 0 ? 63 : 15) * dayMs;
}

/** What the local copy does not hold for good, as few groups of metrics with the same window as possible. */
function missingParts(request: SeriesRequest, closed: Window, localCopy: LocalCopy) {
  const groups = new Map<string, { window: Window; metrics: Metric[] }>();
  for (const metric of request.metrics) {
    for (const window of uncovered(closed, localCopy.settled(metric, request.periodSeconds))) {
      const key = `${window.fromMs}-${window.toMs}`;
      const group = groups.get(key) ?? { window, metrics: [] };
      group.metrics.push(metric);
      groups.set(key, group);
    }
  }
  return groups.values();
}

function uncovered(wanted: Window, settled: Window | null): Window[] {
  const disjoint = settled === null || settled.toMs < wanted.fromMs || settled.fromMs > wanted.toMs;
  const parts = disjoint
    ? [wanted]
    : [
        { fromMs: wanted.fromMs, toMs: Math.min(wanted.toMs, settled.fromMs) },
        { fromMs: Math.max(wanted.fromMs, settled.toMs), toMs: wanted.toMs },
      ];
  return parts.filter((part) => part.fromMs < part.toMs);
}

function copiedLogs(localCopy: LocalCopy, request: LogsRequest): LogSample {
  const lines = localCopy.logs(request.logGroup, request.filter, request).slice(0, request.maxLines);
  return { logGroup: request.logGroup, ...windowOf(request), lines, complete: false };
}
