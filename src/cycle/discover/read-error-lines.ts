import {
  afterPage,
  contextsOf,
  errorEvents,
  missedErrors,
  possibleErrors,
  withContexts,
} from "../../domain/analyse/logs/trace-context.ts";
import type { LogLine, LogSample } from "../../domain/shared/log.ts";
import type { LogQuery } from "../../domain/sources/source.ts";
import type { Ports } from "../../ports/ports.ts";

const maxErrorLines = 5000;
/** Lines that only look like errors, such as metric documents, do not count; this ends what has no end. */
const maxPages = 20;
/** Some lines are read without the filter, evenly over the window. */
const probes = 4;
const linesPerProbe = 250;
const linesPerContext = 500;
const atOnce = 5;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

type Telemetry = Ports["telemetry"];

/** The error lines of a log group, and whether anything at all is in it. */
export interface ErrorLines {
  readonly sample: LogSample;
  /** Lines that were read without the filter. */
  readonly probe: readonly LogLine[];
}

/**
 * Reads a log group's errors, oldest first. A filter leaves out the frames of traces whose lines are events of their
 * own: they are read after each hit, of its stream, without the filter. A filter may also not know how this log writes
 * its errors: when some lines that are read without it show such errors, the log is read without it.
 */
export async function readErrorLines(
  { logGroup, filter }: LogQuery,
  window: Window,
  telemetry: Telemetry,
): Promise<ErrorLines> {
  const [filtered, probe] = await Promise.all([
    readPages(telemetry, { logGroup, filter, ...window }, possibleErrors),
    readProbe(telemetry, logGroup, window),
  ]);
  const isBlind = missedErrors(probe, filtered).length > 0;
  const read = isBlind ? await withoutFilter(telemetry, { logGroup, ...window }, filtered) : filtered;
  const lines = withContexts(read.lines, await readContexts(telemetry, logGroup, read.lines));
  return { sample: { logGroup, ...window, lines, complete: read.complete }, probe };
}

/** Where that does not reach the window's end, what the filter let through goes on. */
async function withoutFilter(
  telemetry: Telemetry,
  request: Omit<Request, "filter">,
  filtered: LogSample,
): Promise<LogSample> {
  const read = await readPages(telemetry, request, errorEvents);
  if (read.complete) return read;
  const lastMs = read.lines.at(-1)?.atMs ?? request.fromMs - 1;
  return { ...read, lines: [...read.lines, ...filtered.lines.filter(({ atMs }) => atMs > lastMs)] };
}

interface Request extends Window {
  readonly logGroup: string;
  readonly filter?: string;
}

/** Page after page, until enough lines may tell of an error. */
async function readPages(
  telemetry: Telemetry,
  request: Request,
  pick: (lines: readonly LogLine[]) => LogLine[],
): Promise<LogSample> {
  let lines: LogLine[] = [];
  let fromMs = request.fromMs;
  for (let page = 0; page < maxPages; page++) {
    const sample = await telemetry.readLogs({ ...request, fromMs, maxLines: maxErrorLines });
    lines = afterPage(lines, pick(sample.lines));
    const isWhole = sample.complete && lines.length <= maxErrorLines;
    const lastMs = sample.lines.at(-1)?.atMs;
    const isCut = sample.lines.length === maxErrorLines && lastMs !== undefined;
    if (sample.complete || !isCut || lines.length >= maxErrorLines)
      return { ...request, lines: lines.slice(0, maxErrorLines), complete: isWhole };
    fromMs = lastMs > fromMs ? lastMs : fromMs + 1;
  }
  return { ...request, lines, complete: false };
}

async function readProbe(telemetry: Telemetry, logGroup: string, window: Window): Promise<LogLine[]> {
  const sliceMs = (window.toMs - window.fromMs) / probes;
  const samples = await Promise.all(
    Array.from({ length: probes }, (_, slice) =>
      telemetry.readLogs({
        logGroup,
        fromMs: Math.floor(window.fromMs + slice * sliceMs),
        toMs: Math.floor(window.fromMs + (slice + 1) * sliceMs),
        maxLines: linesPerProbe,
      }),
    ),
  );
  return samples.flatMap((sample) => sample.lines);
}

async function readContexts(
  telemetry: Telemetry,
  logGroup: string,
  hits: readonly LogLine[],
): Promise<LogLine[][]> {
  const contexts = contextsOf(hits);
  const read: LogLine[][] = [];
  for (let first = 0; first < contexts.length; first += atOnce) {
    const samples = await Promise.all(
      contexts.slice(first, first + atOnce).map(async ({ fromMs, toMs, stream }) => {
        const of = stream === null ? {} : { stream };
        const { lines } = await telemetry.readLogs({
          logGroup,
          fromMs,
          toMs,
          ...of,
          maxLines: linesPerContext,
        });
        return lines.filter((line) => stream === null || line.stream === stream);
      }),
    );
    read.push(...samples.map((lines) => [...lines]));
  }
  return read;
}
