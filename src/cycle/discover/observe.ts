import { whatIsMissing, whatReportsLack } from "../../domain/analyse/completeness.ts";
import { metricsOf, type Observation, type ObservedSeries } from "../../domain/analyse/observation.ts";
import type { LogLine } from "../../domain/shared/log.ts";
import { metricKey, type Series } from "../../domain/shared/series.ts";
import type { ServiceDeclaration } from "../../domain/sources/service.ts";
import { sourceOf } from "../../domain/sources/service-declaration.ts";
import type { LogQuery } from "../../domain/sources/source.ts";
import { settledPart, settlingSeconds } from "../../domain/watch/settling.ts";
import type { Ports } from "../../ports/ports.ts";
import { type ErrorLines, readErrorLines } from "./read-error-lines.ts";

/** Metrics are read further back than the window, so that there is a "before" to compare it with. */
const historyMs = 7 * 86_400_000;
/** Reports are sampled evenly: so many slices of the window, so many lines from the start of each. */
const reportSlices = 8;
const reportLinesPerSlice = 250;

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
  const [series, reports, errors] = await Promise.all([
    readMetrics(service, window, periodSeconds, ports, young),
    sampleReports(ofKind(queries, "report"), window, ports),
    readErrors(ofKind(queries, "error"), window, ports),
  ]);
  const read = { service, window, series, reports, errorLogs: errors.sample };
  const missing = whatIsMissing({ ...read, probe: errors.probe });
  return { ...read, complete: missing.length === 0, reasons: [...missing, ...whatReportsLack(read)] };
}

async function readMetrics(
  service: ServiceDeclaration,
  window: Window,
  periodSeconds: number,
  ports: Pick<Ports, "telemetry">,
  young: Young | undefined,
): Promise<Map<string, ObservedSeries>> {
  const asked = metricsOf(service);
  const metrics = asked.map((one) => one.metric);
  const history = { fromMs: Math.min(window.fromMs, window.toMs - historyMs), toMs: window.toMs };
  const answered = await ports.telemetry.readSeries({ metrics, ...history, periodSeconds });
  return new Map(
    asked.map((one, index) => {
      const series = answered[index];
      if (!series) throw new Error("The telemetry port answered fewer series than it was asked for.");
      return [metricKey(one.metric), { ...one, series: young ? settledIn(series, young, ports) : series }];
    }),
  );
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

/** A busy service writes more reports than need be read; a sample over the whole window says enough. */
async function sampleReports(
  queries: readonly LogQuery[],
  window: Window,
  ports: Pick<Ports, "telemetry">,
): Promise<LogLine[]> {
  const sliceMs = (window.toMs - window.fromMs) / reportSlices;
  const samples = await Promise.all(
    queries.flatMap(({ logGroup, filter }) =>
      Array.from({ length: reportSlices }, (_, slice) =>
        ports.telemetry.readLogs({
          logGroup,
          filter,
          fromMs: Math.floor(window.fromMs + slice * sliceMs),
          toMs: Math.floor(window.fromMs + (slice + 1) * sliceMs),
          maxLines: reportLinesPerSlice,
        }),
      ),
    ),
  );
  return samples.flatMap((sample) => sample.lines);
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
