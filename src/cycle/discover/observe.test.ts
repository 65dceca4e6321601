import { describe, expect, it } from "vitest";
import { declaredFunction } from "../../../test/observation.ts";
import { metricSchema } from "../../domain/shared/series.ts";
import { lambdaMetric } from "../../domain/sources/aws-lambda.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { observe } from "./observe.ts";

const hourMs = 3_600_000;
const window = { fromMs: 1000 * hourMs, toMs: 1024 * hourMs };
const own = metricSchema.parse({ namespace: "Shop", name: "Carts", statistic: "Sum" });

/** A log line says what was asked for, a point how far back was read. */
function telemetry(overrides: Partial<Telemetry> = {}): { telemetry: Telemetry } {
  return {
    telemetry: {
      readSeries: async ({ metrics, ...asked }) =>
        metrics.map((metric) => ({
          metric,
          ...asked,
          points: [{ atMs: asked.toMs - hourMs, value: metric.name.length }],
          complete: true,
        })),
      readLogs: async (asked) => ({
        ...asked,
        lines: [{ atMs: asked.fromMs, message: `${asked.filter} in ${asked.logGroup}` }],
        complete: true,
      }),
      circuit: () => "closed",
      ...overrides,
    },
  };
}

describe("observe", () => {
  it("reads the metrics of the service's source and the policy's own, each once, with a week before", async () => {
    const service = declaredFunction({
      metrics: [own, lambdaMetric(declaredFunction(), "Errors", "Sum"), own],
    });
    const { series, complete } = await observe(service, window, 300, telemetry());
    expect([...series.values()].map(({ metric, means }) => [metric.name, means])).toEqual([
      ["Duration", "latency"],
      ["Errors", "errors"],
      ["Invocations", "volume"],
      ["Carts", null],
    ]);
    for (const [key, one] of series) {
      expect(key).toContain(one.metric.name);
      expect(one.series.metric).toEqual(one.metric);
      expect(one.series.fromMs).toBe(window.toMs - 7 * 24 * hourMs);
    }
    expect(complete).toBe(true);
  });

  it("samples reports over the whole window and reads errors from its start", async () => {
    const { reports, errorLogs } = await observe(declaredFunction(), window, 300, telemetry());
    expect(reports.map(({ atMs }) => (atMs - window.fromMs) / hourMs)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    expect(reports[0]?.message).toBe("REPORT in /aws/lambda/shop-checkout");
    expect(errorLogs).toMatchObject({ ...window, complete: true, lines: [{ atMs: window.fromMs }] });
    expect(errorLogs.lines[0]?.message).toContain("?Traceback");
  });

  it.each<[string, Partial<Telemetry>]>([
    [
      "no_data",
      {
        readSeries: async ({ metrics, ...asked }) =>
          metrics.map((metric) => ({
            metric,
            ...asked,
            points: [{ atMs: window.fromMs - 1, value: 1 }],
            complete: true,
          })),
      },
    ],
    [
      "partial_metrics",
      {
        readSeries: async ({ metrics, ...asked }) =>
          metrics.map((metric) => ({
            metric,
            ...asked,
            points: [{ atMs: window.fromMs, value: 1 }],
            complete: metric.name !== "Carts",
          })),
      },
    ],
    [
      "partial_logs",
      { readLogs: async (asked) => ({ ...asked, lines: [], complete: asked.filter === "REPORT" }) },
    ],
  ])("says %s and is not complete", async (code, overrides) => {
    const service = declaredFunction({ metrics: [own] });
    const observation = await observe(service, window, 300, telemetry(overrides));
    expect(observation.complete).toBe(false);
    expect(observation.reasons.map((one) => one.code)).toEqual([code]);
  });

  it("names the setting to check where no metric has a point", async () => {
    const silent = { readSeries: telemetryWithoutPoints };
    const { reasons } = await observe(declaredFunction(), window, 300, telemetry(silent));
    expect(reasons[0]?.text).toBe(
      "No metric of checkout has a point in the window; check functionName and the region.",
    );
  });
});

const telemetryWithoutPoints: Telemetry["readSeries"] = async ({ metrics, ...asked }) =>
  metrics.map((metric) => ({ metric, ...asked, points: [], complete: true }));
