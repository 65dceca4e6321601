import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { LogSample } from "../../domain/shared/log.ts";
import { type Metric, metricKey, type Point, type Series } from "../../domain/shared/series.ts";
import { settlingSeconds } from "../../domain/watch/settling.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { type Circuit, type CircuitOptions, createCircuit } from "./circuit.ts";
import { type CloudWatchConnection, clientSettings, type Log } from "./connection.ts";
import { isMissing } from "./faults.ts";
import { createLatenessLog, type LatenessLog } from "./lateness.ts";
import type { LocalCopy, Window } from "./local-copy.ts";
import { readLogEvents } from "./log-events.ts";
import { type ReadPoints, readMetricData } from "./metric-data.ts";

const dayMs = 86_400_000;

export interface CloudWatchTelemetryOptions extends CloudWatchConnection {
  readonly log: Log;
  /** The product's clock, milliseconds since the Unix epoch. Periods that are still open are left out. */
  readonly now: () => number;
  readonly localCopy: LocalCopy;
  /** ENABLE_CLOUDWATCH_STREAMING, read again on every call; while off only the local copy answers. */
  readonly enabled: () => boolean;
  readonly circuit?: CircuitOptions;
}

type SeriesRequest = Parameters<Telemetry["readSeries"]>[0];
type LogsRequest = Parameters<Telemetry["readLogs"]>[0];

/**
 * Telemetry from Amazon CloudWatch. Throttling, 5xx and lost connections are retried by the SDK; when they
 * persist, or while the circuit is open, the local copy answers, marked not `complete`.
 * @throws Error naming the IAM action or setting to change when AWS refuses
 */
export function cloudWatchTelemetry(options: CloudWatchTelemetryOptions): Telemetry {
  const source: Source = {
    ...options,
    circuit: createCircuit(options.circuit ?? {}, options.log),
    lateness: createLatenessLog(),
    metrics: new CloudWatchClient(clientSettings(options)),
    logs: new CloudWatchLogsClient(clientSettings(options)),
  };
  return {
    readSeries: (request) => readSeries(source, request),
    readLogs: (request) => readLogs(source, request),
    latenessSeconds: source.lateness.seconds,
    circuit: source.circuit.state,
  };
}

interface Source extends Pick<CloudWatchTelemetryOptions, "now" | "log" | "localCopy" | "enabled"> {
  readonly circuit: Circuit;
  readonly lateness: LatenessLog;
  readonly metrics: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
}

async function readSeries(source: Source, request: SeriesRequest): Promise<Series[]> {
  checkPeriod(request);
  const closed = closedWindow(request, source.now());
  const streaming = source.enabled();
  const read = streaming ? await readMissing(source, request, closed) : new Map<string, ReadPoints>();
  const kept = isStillKept(request, source.now());
  return request.metrics.map((metric): Series => {
    const fresh = read.get(metricKey(metric)) ?? { points: [], complete: true };
    const copied = source.localCopy.points(metric, request.periodSeconds, closed);
    return {
      metric,
      ...windowOf(request),
      periodSeconds: request.periodSeconds,
      points: joined(copied, fresh.points),
      complete: streaming && kept && fresh.complete,
    };
  });
}

/** Reads what the local copy does not hold for good, and keeps it there. */
async function readMissing(
  source: Source,
  request: SeriesRequest,
  closed: Window,
): Promise<Map<string, ReadPoints>> {
  const { localCopy } = source;
  const read = new Map<string, ReadPoints>();
  for (const group of missingParts(request, closed, localCopy)) {
    const answers = await source.circuit.ask("cloudwatch:GetMetricData", () =>
      readMetricData(source.metrics, group.metrics, group.window, request.periodSeconds),
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
      const settledBeforeMs = answer.complete
        ? noteAndSettle(source, metric, request, answer)
        : group.window.fromMs;
      localCopy.keep(metric, request.periodSeconds, group.window, settledBeforeMs, answer.points);
    }
  }
  return read;
}

/** Up to where what was just read is final: CloudWatch restates young periods as late data come in. */
function noteAndSettle(
  { localCopy, lateness, now }: Source,
  metric: Metric,
  { periodSeconds }: SeriesRequest,
  { points }: ReadPoints,
): number {
  const covered = localCopy.covered(metric, periodSeconds);
  const before = covered ? localCopy.points(metric, periodSeconds, covered) : [];
  const nowMs = now();
  lateness.note({ metric, periodSeconds, covered, before, now: points, nowMs });
  const learntSeconds = lateness.seconds(metric, periodSeconds);
  return nowMs - settlingSeconds(metric, { learntSeconds }) * 1000;
}

async function readLogs(source: Source, request: LogsRequest): Promise<LogSample> {
  if (!source.enabled()) return copiedLogs(source.localCopy, request);
  try {
    const sample = await source.circuit.ask("logs:FilterLogEvents", () =>
      readLogEvents(source.logs, request),
    );
    if (!sample) return copiedLogs(source.localCopy, request);
    // One stream's lines are not the group's, and what is read of one is of use only together with its hits.
    if (request.stream === undefined) source.localCopy.keepLogs(sample, request.filter);
    return sample;
  } catch (error) {
    if (!(error instanceof Error) || !isMissing(error.cause)) throw error;
    source.log.warn({ logGroup: request.logGroup }, "there is no such log group");
    return { logGroup: request.logGroup, ...windowOf(request), lines: [], complete: false };
  }
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
  const lines = localCopy
    .logs(request.logGroup, request.filter, request)
    .filter((line) => request.stream === undefined || line.stream === request.stream)
    .slice(0, request.maxLines);
  return { logGroup: request.logGroup, ...windowOf(request), lines, complete: false };
}
