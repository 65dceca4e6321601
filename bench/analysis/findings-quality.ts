import { findSeriesFindings } from "../../src/domain/analyse/metrics/find-series-findings.ts";
import { pseudoRandom } from "../../test/synthetic-series.ts";
import { broken, healthy, weekOf } from "./synthetic-cases.ts";

/** Share of `count` random series of each kind with a false, or with the right, finding of severity above zero. */
export function measureQuality(count: number): string[] {
  const falseAlarms = Object.entries(healthy).map(([name, values]) => {
    const share = shareOf(count, (seed) => worries(weekOf(name, values(pseudoRandom(seed)))).length > 0);
    return `healthy  ${name.padEnd(34)} false findings in ${percent(share)} of the weeks`;
  });
  const found = Object.entries(broken).map(([name, { kind, values }]) => {
    const share = shareOf(count, (seed) => worries(weekOf(name, values(pseudoRandom(seed)))).includes(kind));
    return `broken   ${name.padEnd(34)} found as ${kind} in ${percent(share)}`;
  });
  return [...falseAlarms, ...found];
}

function worries(series: Parameters<typeof findSeriesFindings>[0]): string[] {
  return findSeriesFindings(series, { service: "bench" })
    .filter((finding) => finding.severity > 0)
    .map((finding) => finding.kind);
}

function shareOf(count: number, holds: (seed: number) => boolean): number {
  return Array.from({ length: count }, (_, index) => holds(index + 1)).filter(Boolean).length / count;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
