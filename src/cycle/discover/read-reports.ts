import { reportSearch } from "../../domain/analyse/logs/report-search.ts";
import type { Observation } from "../../domain/analyse/observation.ts";
import type { LogLine } from "../../domain/shared/log.ts";
import type { LogQuery } from "../../domain/sources/source.ts";
import type { Ports } from "../../ports/ports.ts";

/** Reports are sampled evenly: so many slices of the window, so many lines from the start of each. */
const reportSlices = 8;
const reportLinesPerSlice = 250;
/** What one reading of all reports may take; a busier function is searched. */
const mostReports = 10_000;
/** More reports of much memory than this say nothing new. */
const mostFound = 1000;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

type Reports = Pick<Observation, "reports" | "reportsAre">;

/**
 * A sample of a service's reports over the whole window, and what a search of all of them for more memory than the
 * sample shows has found.
 */
export async function readReports(
  queries: readonly LogQuery[],
  window: Window,
  ports: Pick<Ports, "telemetry">,
): Promise<Reports> {
  const all = await Promise.all(queries.map((query) => reportsOf(query, window, ports)));
  return {
    reports: all.flatMap(({ reports }) => reports),
    reportsAre: all.every(({ reportsAre }) => reportsAre === "whole") ? "whole" : "partial",
  };
}

async function reportsOf(
  { logGroup, filter }: LogQuery,
  window: Window,
  { telemetry }: Pick<Ports, "telemetry">,
): Promise<Reports> {
  const sliceMs = (window.toMs - window.fromMs) / reportSlices;
  const slices = await Promise.all(
    Array.from({ length: reportSlices }, (_, slice) =>
      telemetry.readLogs({
        logGroup,
        filter,
        fromMs: Math.floor(window.fromMs + slice * sliceMs),
        toMs: Math.floor(window.fromMs + (slice + 1) * sliceMs),
        maxLines: reportLinesPerSlice,
      }),
    ),
  );
  const sample = slices.flatMap(({ lines }) => lines);
  if (slices.every(({ complete }) => complete)) return { reports: sample, reportsAre: "whole" };
  const search = reportSearch(sample);
  if (search === null) return { reports: sample, reportsAre: "partial" };
  const ask = (pattern: string, maxLines: number) =>
    telemetry.readLogs({ logGroup, filter: pattern, ...window, maxLines });
  const control = await ask(search.control, 1);
  if (control.lines.length === 0) {
    const everything = await ask(filter, mostReports);
    return everything.complete
      ? { reports: everything.lines, reportsAre: "whole" }
      : { reports: sample, reportsAre: "partial" };
  }
  const found = await ask(search.filter, mostFound);
  return { reports: joined(sample, found.lines), reportsAre: found.complete ? "whole" : "partial" };
}

/** Each once: what a search finds may be in the sample. */
function joined(sample: readonly LogLine[], found: readonly LogLine[]): LogLine[] {
  const known = new Set(sample.map(({ atMs, message }) => `${atMs} ${message}`));
  return [...sample, ...found.filter(({ atMs, message }) => !known.has(`${atMs} ${message}`))];
}
