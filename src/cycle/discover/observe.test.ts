import { describe, expect, it } from "vitest";
import { declaredFunction } from "../../../test/observation.ts";
import { metricKey, metricSchema } from "../../domain/shared/series.ts";
import { lambdaExtremes, lambdaMetric } from "../../domain/sources/aws-lambda.ts";
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
      readLogs: async (asked) => {
        const lines = [{ atMs: asked.fromMs, message: `ERROR ${asked.filter} in ${asked.logGroup}` }];
        if (asked.filter?.includes("REPORT"))
          return { ...asked, lines: reportsAt(asked.fromMs), complete: true };
        return { ...asked, lines: asked.filter === undefined ? [] : lines, complete: true };
      },
      circuit: () => "closed",
      ...overrides,
    },
  };
}

function reportsAt(atMs: number, used = "\tMax Memory Used: 90 MB") {
  const message = `REPORT RequestId: 00000000-0000-4000-8000-000000000001\tDuration: 5.00 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB${used}\t`;
  return [{ atMs, message }];
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

  it("reads how far the service ever went: a week in periods, and in hours all that CloudWatch keeps", async () => {
    const service = declaredFunction();
    const { extremes, series } = await observe(service, window, 300, telemetry());
    const keys = lambdaExtremes(service).map(metricKey);
    expect([...(extremes?.recent.keys() ?? [])]).toEqual(keys);
    expect([...(extremes?.retained.keys() ?? [])]).toEqual(keys);
    expect(keys.some((key) => series.has(key))).toBe(false);
    const [recent] = extremes?.recent.values() ?? [];
    const [retained] = extremes?.retained.values() ?? [];
    expect(recent).toMatchObject({ periodSeconds: 300, fromMs: window.toMs - 7 * 24 * hourMs });
    expect(retained).toMatchObject({ periodSeconds: 3600, toMs: window.toMs });
    // Older hours are not kept, and asking for one gives an answer that is not whole.
    expect(window.toMs - (retained?.fromMs ?? 0)).toBe(454 * 24 * hourMs);
  });

  it("samples reports over the whole window and reads errors from its start", async () => {
    const { reports, errorLogs } = await observe(declaredFunction(), window, 300, telemetry());
    expect(reports.map(({ atMs }) => (atMs - window.fromMs) / hourMs)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    expect(reports[0]?.message).toContain("Max Memory Used");
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
      {
        readLogs: async (asked) => ({
          ...asked,
          lines: asked.filter?.includes("REPORT") ? [] : [{ atMs: asked.fromMs, message: "ERROR no" }],
          complete: asked.filter?.includes("REPORT") ?? true,
        }),
      },
    ],
    ["errors_not_in_logs", { readLogs: async (asked) => ({ ...asked, lines: [], complete: true }) }],
  ])("says %s and is not complete", async (code, overrides) => {
    const service = declaredFunction({ metrics: [own] });
    const observation = await observe(service, window, 300, telemetry(overrides));
    expect(observation.complete).toBe(false);
    expect(observation.reasons.map((one) => one.code)).toEqual([code]);
  });

  const withoutErrors: Telemetry["readSeries"] = async ({ metrics, ...asked }) =>
    metrics.map((metric) => ({
      metric,
      ...asked,
      points: [{ atMs: window.fromMs, value: metric.name === "Errors" ? 0 : 9 }],
      complete: true,
    }));

  it("is not complete where lines are there and none says what it is", async () => {
    const readLogs: Telemetry["readLogs"] = async (asked) => ({
      ...asked,
      lines: asked.filter === undefined ? [{ atMs: asked.fromMs, message: "0x1F 0x2E" }] : [],
      complete: true,
    });
    const seen = await observe(
      declaredFunction(),
      window,
      300,
      telemetry({ readSeries: withoutErrors, readLogs }),
    );
    expect(seen).toMatchObject({ complete: false, reasons: [{ code: "unreadable_logs" }] });
  });

  it.each([
    [
      "reports_without_memory",
      '{"time":"t","type":"platform.report","record":{"requestId":"r","metrics":{"durationMs":5}}}',
    ],
    ["unreadable_reports", '{"time":"t","type":"platform.report","record":{"took":5}}'],
  ])("says %s, although the rest is complete", async (code, message) => {
    const readLogs: Telemetry["readLogs"] = async (asked) => ({
      ...asked,
      lines: asked.filter?.includes("REPORT") ? [{ atMs: asked.fromMs, message }] : [],
      complete: true,
    });
    const seen = await observe(
      declaredFunction(),
      window,
      300,
      telemetry({ readSeries: withoutErrors, readLogs }),
    );
    expect(seen).toMatchObject({ complete: true, reasons: [{ code }] });
  });

  it("leaves out what may still change: by the function's timeout, and of one's own metrics by what was learnt", async () => {
    const full: Telemetry["readSeries"] = async ({ metrics, ...asked }) =>
      metrics.map((metric) => {
        const points = [];
        for (let atMs = asked.fromMs; atMs < asked.toMs; atMs += 300_000) points.push({ atMs, value: 1 });
        return { metric, ...asked, points, complete: true };
      });
    const service = declaredFunction({ metrics: [own] });
    const endsOf = async (latenessSeconds: Telemetry["latenessSeconds"]) => {
      const ports = telemetry({ readSeries: full, ...(latenessSeconds ? { latenessSeconds } : {}) });
      const young = { nowMs: window.toMs, timeoutSeconds: 600 };
      const { series } = await observe(service, window, 300, ports, young);
      return new Map(
        [...series.values()].map(({ metric, series: { toMs, points } }) => {
          expect(points.at(-1)?.atMs).toBe(toMs - 300_000);
          return [metric.name, (window.toMs - toMs) / 60_000];
        }),
      );
    };
    expect((await endsOf(undefined)).get("Duration")).toBe(15);
    expect((await endsOf(undefined)).get("Carts")).toBe(180);
    expect((await endsOf(() => 1200)).get("Carts")).toBe(20);
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
