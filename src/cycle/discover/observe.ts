import { whatIsMissing, whatReportsLack } from "../../domain/analyse/completeness.ts";
import { metricsOf, type Observation, type ObservedSeries } from "../../domain/analyse/observation.ts";
import { type Metric, metricKey, type Series } from "../../domain/shared/series.ts";
import type { ServiceDeclaration } from "../../domain/sources/service.ts";
import { sourceOf } from "../../domain/sources/service-declaration.ts";
import type { LogQuery } from "../../domain/sources/source.ts";
import { settledPart, settlingSeconds } from "../../domain/watch/settling.ts";
import type { Ports } from "../../ports/ports.ts";
import { type ErrorLines, readErrorLines } from "./read-error-lines.ts";
import { readReports } from "./read-reports.ts";

/** Metrics are read further back than the window, so that there is a "before" to compare it with. */
const historyMs = 7 * 86_400_000;
/** CloudWatch keeps hours for 455 days. */
const retainedMs = 454 * 86_400_000;
const hourMs = 3_600_000;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** By what a reading knows which points may still change; without it all of them are final. */
export interface Young {
  readonly nowMs: number;
  /** Of the function; null where its template does not say. */
  readonly timeoutSeconds: number | null;
}

/** Reads a service's metrics and logs. Missing and partial data are said, never taken for health. */
export async function observe(
  service: ServiceDeclaration,
  window: Window,
  periodSeconds: number,
  ports: Pick<Ports, "telemetry">,
  young?: Young,
): Promise<Observation> {
  const queries = sourceOf(service).logs?.(service) ?? [];
  const [read, retained, reports, errors] = await Promise.all([
    readMetrics(service, window, periodSeconds, ports, young),
    readRetained(service, window, ports),
    readReports(ofKind(queries, "report"), window, ports),
    readErrors(ofKind(queries, "error"), window, ports),
  ]);
  const extremes = { recent: read.extremes, retained };
  const observed = { service, window, series: read.series, ...reports, errorLogs: errors.sample, extremes };
  const missing = whatIsMissing({ ...observed, probe: errors.probe });
  return {
    ...observed,
    complete: missing.length === 0,
    reasons: [...missing, ...whatReportsLack(observed)],
  };
}

async function readMetrics(
  service: ServiceDeclaration,
  window: Window,
  periodSeconds: number,
  ports: Pick<Ports, "telemetry">,
  young: Young | undefined,
): Promise<{ series: Map<string, ObservedSeries>; extremes: Map<string, Series> }> {
  const asked = metricsOf(service);
  const extremes = extremesOf(service);
  const metrics = [...asked.map((one) => one.metric), ...extremes];
  const history = { fromMs: Math.min(window.fromMs, window.toMs - historyMs), toMs: window.toMs };
  const answered = await ports.telemetry.readSeries({ metrics, ...history, periodSeconds });
  const series = asked.map((one, index): [string, ObservedSeries] => {
    const answer = answered[index];
    if (!answer) throw new Error("The telemetry port answered fewer series than it was asked for.");
    return [metricKey(one.metric), { ...one, series: young ? settledIn(answer, young, ports) : answer }];
  });
  return { series: new Map(series), extremes: byKey(answered.slice(asked.length)) };
}

/** {@link TelemetrySource.extremes} as far back as CloudWatch keeps them, up to the hour that has begun. */
async function readRetained(
  service: ServiceDeclaration,
  window: Window,
  ports: Pick<Ports, "telemetry">,
): Promise<Map<string, Series>> {
  const metrics = extremesOf(service);
  if (metrics.length === 0) return new Map();
  const toMs = Math.floor(window.toMs / hourMs) * hourMs;
  const request = { metrics, fromMs: toMs - retainedMs, toMs, periodSeconds: 3600 };
  return byKey(await ports.telemetry.readSeries(request));
}

function extremesOf(service: ServiceDeclaration): readonly Metric[] {
  return sourceOf(service).extremes?.(service) ?? [];
}

function byKey(series: readonly Series[]): Map<string, Series> {
  return new Map(series.map((one) => [metricKey(one.metric), one]));
}

/** A sum that still fills up looks like a fall: what may change is left out until it cannot. */
function settledIn(
  series: Series,
  { nowMs, timeoutSeconds }: Young,
  { telemetry }: Pick<Ports, "telemetry">,
): Series {
  const { metric, periodSeconds } = series;
  const learntSeconds = telemetry.latenessSeconds?.(metric, periodSeconds) ?? null;
  return settledPart(series, settlingSeconds(metric, { timeoutSeconds, learntSeconds }), nowMs);
}

function ofKind(queries: readonly LogQuery[], kind: LogQuery["lines"]): LogQuery[] {
  return queries.filter(({ lines }) => lines === kind);
}

/** The error lines of all queries as one sample, oldest first. */
async function readErrors(
  queries: readonly LogQuery[],
  window: Window,
  ports: Pick<Ports, "telemetry">,
): Promise<ErrorLines> {
  const all = await Promise.all(queries.map((query) => readErrorLines(query, window, ports.telemetry)));
  const lines = all.flatMap(({ sample }) => sample.lines);
  return {
    sample: {
      logGroup: queries.map(({ logGroup }) => logGroup).join(", "),
      ...window,
      lines: lines.sort((one, other) => one.atMs - other.atMs),
      complete: all.every(({ sample }) => sample.complete),
    },
    probe: all.flatMap(({ probe }) => probe),
  };
}
