import { expect, it } from "vitest";
import { observedFunction } from "../../../test/observation.ts";
import { metricKey, metricSchema, type Series } from "../shared/series.ts";
import type { Meaning } from "../sources/source.ts";
import { findFindings } from "./find-findings.ts";
import type { ObservedSeries } from "./observation.ts";

const hourMs = 3_600_000;
const metric = metricSchema.parse({ namespace: "Shop", name: "Anything", statistic: "Average" });

/** Two weeks of a number that doubles for the last day, which is the window that is asked about. */
function doubling(means: Meaning | null) {
  const hours = 14 * 24;
  const series: Series = {
    metric,
    periodSeconds: 3600,
    fromMs: 0,
    toMs: hours * hourMs,
    points: Array.from({ length: hours }, (_, hour) => ({
      atMs: hour * hourMs,
      value: (hour < hours - 24 ? 100 : 200) + ((hour * 7919) % 13),
    })),
    complete: true,
  };
  const observed: ObservedSeries = means === null ? { metric, means, series } : { metric, means, series };
  return {
    window: { fromMs: (hours - 24) * hourMs, toMs: hours * hourMs },
    series: new Map([[metricKey(metric), observed]]),
  };
}

it.each(["latency", "errors", "saturation", null] as const)("finds what stands out in %s", (means) => {
  const findings = findFindings(observedFunction(doubling(means)));
  expect(findings).not.toEqual([]);
  for (const finding of findings) expect(finding).toMatchObject({ service: "checkout", metric });
});

it("finds nothing wrong in how much a service is used", () => {
  expect(findFindings(observedFunction(doubling("volume")))).toEqual([]);
});

it("leaves out what was over before the window", () => {
  const { series, window } = doubling("latency");
  const later = { fromMs: window.toMs + hourMs, toMs: window.toMs + 2 * hourMs };
  expect(findFindings(observedFunction({ series, window: later }))).toEqual([]);
});
