import type { LogLine } from "../../shared/log.ts";
import { parseLambdaReport } from "./lambda-report.ts";

/** Filter patterns of CloudWatch Logs that find every report of more memory than a sample shows. */
export interface ReportSearch {
  /** Finds what says more. */
  readonly filter: string;
  /** Finds at least one report of the sample, or else patterns are not understood and the search says nothing. */
  readonly control: string;
}

/** A cut may go to half of what is configured and leaves this room above the largest use (see lambda-memory/sizing). */
const roomAtHalf = 2 * 1.3;

/**
 * What to search for before memory is cut; null where the sample itself is against a cut or says nothing of memory.
 * A sample reads the first lines of each slice: five busy minutes an hour may lie between them.
 */
export function reportSearch(sample: readonly LogLine[]): ReportSearch | null {
  const read = sample.flatMap((line) => {
    const report = parseLambdaReport(line.message);
    return report === null ? [] : [{ ...report, line }];
  });
  const newest = read.toSorted((a, b) => a.line.atMs - b.line.atMs).at(-1);
  const size = newest?.memoryMegabytes ?? 0;
  const most = read.reduce((largest, one) => Math.max(largest, one.maxMemoryMegabytes ?? 0), 0);
  if (newest === undefined || most <= 0 || most > size / 2) return null;
  const above = Math.max(most, Math.floor(size / roomAtHalf));
  const pattern = newest.line.message.trimStart().startsWith("{") ? inJson : inColumns;
  return { filter: pattern(">", above), control: pattern(">=", most) };
}

function inJson(comparison: string, megabytes: number): string {
  return `{ $.record.metrics.maxMemoryUsedMB ${comparison} ${megabytes} }`;
}

/** `REPORT RequestId: … Duration: … ms Billed Duration: … ms Memory Size: … MB Max Memory Used: … MB`. */
function inColumns(comparison: string, megabytes: number): string {
  const words = ["id_name", "id", "d_name", "d", "d_unit", "b_name1", "b_name2", "b", "b_unit"];
  const memory = ["m_name1", "m_name2", "m", "m_unit", "u_name1", "u_name2", "u_name3"];
  return `[type="REPORT", ${[...words, ...memory].join(", ")}, used${comparison}${megabytes}, used_unit="MB", ...]`;
}
