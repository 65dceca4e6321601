import { type LocalCloudWatch, startLocalCloudWatch } from "@self-building-agent/local-cloudwatch/server.ts";
import type { TelemetrySource } from "@self-building-agent/local-cloudwatch/telemetry-source.ts";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Metric, metricSchema } from "../../domain/shared/series.ts";
import { createLocalCopy } from "./local-copy.ts";
import { type CloudWatchTelemetryOptions, cloudWatchTelemetry } from "./telemetry.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const nowMs = Date.UTC(2026, 0, 10, 12);
const halfOpenAfterMs = 30_000;
const logGroup = "/aws/lambda/checkout";

function duration(functionName: string): Metric {
  return metricSchema.parse({
    namespace: "AWS/Lambda",
    name: "Duration",
    dimensions: { FunctionName: functionName },
    statistic: "Average",
  });
}

/** Every metric has, in every period, the minute of its start since the epoch as its value; logs one line a minute. */
const source: TelemetrySource = {
  metricNames: () => [],
  values({ dimensions }, { periodSeconds, fromMs, toMs }) {
    if (dimensions.FunctionName === "silent") return [];
    const points = [];
    for (let atMs = fromMs; atMs < toMs; atMs += periodSeconds * 1000) {
      points.push({ atMs, value: atMs / minuteMs });
    }
    return points;
  },
  logGroups: () => [logGroup],
  *logEvents(_logGroup, fromMs, toMs) {
    for (let atMs = Math.ceil(fromMs / minuteMs) * minuteMs; atMs < toMs; atMs += minuteMs) {
      yield { atMs, message: `START ${atMs}\n`, stream: "a" };
      yield { atMs, message: `REPORT ${atMs}\n`, stream: "b" };
    }
  },
};

let server: LocalCloudWatch;
beforeEach(async () => {
  server = await startLocalCloudWatch({ world: source, now: () => nowMs });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

function telemetry(options: Partial<CloudWatchTelemetryOptions> = {}) {
  return cloudWatchTelemetry({
    region: "us-east-1",
    endpoint: server.url,
    credentials: async () => ({ accessKeyId: "demo", secretAccessKey: "demo" }),
    maxAttempts: 2,
    log: pino({ enabled: false }),
    now: () => nowMs,
    localCopy: createLocalCopy(),
    enabled: () => true,
    circuit: { failures: 2, halfOpenAfterMs },
    ...options,
  });
}

const lastHour = { fromMs: nowMs - hourMs, toMs: nowMs, periodSeconds: 300 };

describe("readSeries", () => {
  test("gives one series a metric in the order asked, duplicates included", async () => {
    const metrics = [duration("b"), duration("silent"), duration("a"), duration("b")];
    const series = await telemetry().readSeries({ metrics, ...lastHour });
    expect(series.map((s) => s.metric)).toEqual(metrics);
    expect(series.map((s) => s.points.length)).toEqual([12, 0, 12, 12]);
    expect(series.every((s) => s.complete)).toBe(true);
    expect(series[0]?.points[0]).toEqual({ atMs: nowMs - hourMs, value: (nowMs - hourMs) / minuteMs });
  });

  test("puts more than 500 metrics into several calls", async () => {
    const metrics = Array.from({ length: 501 }, (_, index) => duration(`f${index}`));
    const series = await telemetry().readSeries({ metrics, ...lastHour, fromMs: nowMs - 10 * minuteMs });
    expect(series.filter((s) => s.points.length === 2)).toHaveLength(501);
    expect(server.requests().GetMetricData).toBe(2);
  });

  test("follows pages until every metric is whole", async () => {
    const metrics = Array.from({ length: 60 }, (_, index) => duration(`f${index}`));
    const series = await telemetry().readSeries({ metrics, ...lastHour, fromMs: nowMs - 7 * 24 * hourMs });
    expect(server.requests().GetMetricData).toBe(2);
    expect(series.every((s) => s.complete && s.points.length === 2016)).toBe(true);
  });

  test("leaves out the period that is still open", async () => {
    const now = () => nowMs - 2 * minuteMs;
    const [series] = await telemetry({ now }).readSeries({ metrics: [duration("a")], ...lastHour });
    expect(series?.points.at(-1)?.atMs).toBe(nowMs - 10 * minuteMs);
  });

  test("retries a throttled call", async () => {
    server.failNext({ operation: "GetMetricData", status: 400, code: "ThrottlingException", times: 1 });
    const [series] = await telemetry().readSeries({ metrics: [duration("a")], ...lastHour });
    expect(series?.complete).toBe(true);
    expect(server.requests().GetMetricData).toBe(2);
  });

  test("does not pay twice for periods that no longer change", async () => {
    const reader = telemetry();
    const metrics = [duration("a")];
    const first = await reader.readSeries({ metrics, ...lastHour, toMs: nowMs - 20 * minuteMs });
    const second = await reader.readSeries({ metrics, ...lastHour, toMs: nowMs - 20 * minuteMs });
    expect(second).toEqual(first);
    expect(server.requests().GetMetricData).toBe(1);
  });

  test("reads the young periods again and the older window that is missing", async () => {
    const reader = telemetry();
    const metrics = [duration("a")];
    await reader.readSeries({ metrics, ...lastHour });
    const [longer] = await reader.readSeries({ metrics, ...lastHour, fromMs: nowMs - 3 * hourMs });
    expect(longer?.points.map((p) => p.value)).toEqual(
      Array.from({ length: 36 }, (_, index) => nowMs / minuteMs - 180 + index * 5),
    );
    expect(server.requests().GetMetricData).toBe(3);
  });

  test("gives an older window that does not touch what is held", async () => {
    const reader = telemetry();
    await reader.readSeries({ metrics: [duration("a")], ...lastHour });
    const dayAgo = { fromMs: nowMs - 25 * hourMs, toMs: nowMs - 24 * hourMs, periodSeconds: 300 };
    const [series] = await reader.readSeries({ metrics: [duration("a")], ...dayAgo });
    expect(series?.points).toHaveLength(12);
  });

  test("answers from the local copy, incomplete, when AWS fails for good", async () => {
    const reader = telemetry();
    await reader.readSeries({ metrics: [duration("a")], ...lastHour });
    server.failNext({ operation: "GetMetricData", status: 500, code: "InternalServiceFault", times: 9 });
    const [series] = await reader.readSeries({ metrics: [duration("a")], ...lastHour });
    expect(series?.points).toHaveLength(12);
    expect(series?.complete).toBe(false);
  });

  test("opens the circuit on repeated failure, spares AWS, and closes it when AWS is back", async () => {
    const reader = telemetry();
    const read = () => reader.readSeries({ metrics: [duration("a")], ...lastHour });
    server.failNext({ operation: "GetMetricData", status: 503, code: "ServiceUnavailable", times: 4 });
    vi.useFakeTimers({ toFake: ["Date"] });
    await read();
    expect(reader.circuit()).toBe("closed");
    await read();
    expect(reader.circuit()).toBe("open");
    const asked = server.requests().GetMetricData;
    expect((await read())[0]).toMatchObject({ complete: false, points: [] });
    expect(server.requests().GetMetricData).toBe(asked);
    vi.setSystemTime(Date.now() + halfOpenAfterMs);
    expect((await read())[0]).toMatchObject({ complete: true });
    expect(reader.circuit()).toBe("closed");
  });

  test("takes an unreachable endpoint for an outage", async () => {
    await server.close();
    const [series] = await telemetry().readSeries({ metrics: [duration("a")], ...lastHour });
    expect(series).toMatchObject({ complete: false, points: [] });
  });

  test("names the IAM action when access is denied, and leaves the circuit closed", async () => {
    server.failNext({ operation: "GetMetricData", status: 403, code: "AccessDenied", times: 9 });
    const reader = telemetry();
    for (let attempt = 0; attempt < 3; attempt++) {
      const reading = reader.readSeries({ metrics: [duration("a")], ...lastHour });
      await expect(reading).rejects.toThrow(/Allow "cloudwatch:GetMetricData"/);
    }
    expect(reader.circuit()).toBe("closed");
  });

  test("asks nothing while streaming is switched off", async () => {
    const [series] = await telemetry({ enabled: () => false }).readSeries({
      metrics: [duration("a")],
      ...lastHour,
    });
    expect(series).toMatchObject({ complete: false, points: [] });
    expect(server.requests()).toEqual({});
  });

  test("is not complete where CloudWatch no longer keeps such short periods", async () => {
    const [series] = await telemetry().readSeries({
      metrics: [duration("silent")],
      fromMs: nowMs - 20 * 24 * hourMs,
      toMs: nowMs,
      periodSeconds: 60,
    });
    expect(series?.complete).toBe(false);
  });

  test("refuses a period that CloudWatch does not have", async () => {
    await expect(telemetry().readSeries({ metrics: [], ...lastHour, periodSeconds: 90 })).rejects.toThrow(
      "multiple of 60",
    );
  });
});

describe("readLogs", () => {
  const request = { logGroup, fromMs: nowMs - hourMs, toMs: nowMs, maxLines: 1000 };

  test("gives the matching events oldest first", async () => {
    const sample = await telemetry().readLogs({ ...request, filter: "REPORT" });
    expect(sample.complete).toBe(true);
    expect(sample.lines).toHaveLength(60);
    expect(sample.lines[0]).toEqual({
      atMs: request.fromMs,
      message: `REPORT ${request.fromMs}`,
      stream: "b",
    });
  });

  test("stops at the bound and says so", async () => {
    const sample = await telemetry().readLogs({ ...request, maxLines: 7 });
    expect(sample.complete).toBe(false);
    expect(sample.lines).toHaveLength(7);
    const exact = await telemetry().readLogs({ ...request, maxLines: 120 });
    expect(exact).toMatchObject({ complete: true });
  });

  test("follows pages", async () => {
    const fromMs = nowMs - 7 * 24 * hourMs;
    const sample = await telemetry().readLogs({ ...request, fromMs, maxLines: 30_000 });
    expect(sample.complete).toBe(true);
    expect(sample.lines).toHaveLength(7 * 24 * 60 * 2);
    expect(server.requests().FilterLogEvents).toBe(3);
  });

  test("is empty and incomplete without the log group", async () => {
    const reader = telemetry();
    const sample = await reader.readLogs({ ...request, logGroup: "/aws/lambda/none" });
    expect(sample).toMatchObject({ complete: false, lines: [] });
    expect(reader.circuit()).toBe("closed");
  });

  test("answers from the local copy when AWS fails for good", async () => {
    const reader = telemetry();
    await reader.readLogs(request);
    server.failNext({ operation: "FilterLogEvents", status: 500, code: "InternalFailure", times: 9 });
    const sample = await reader.readLogs({ ...request, toMs: nowMs - 30 * minuteMs });
    expect(sample).toMatchObject({ complete: false });
    expect(sample.lines).toHaveLength(60);
  });

  test("names the IAM action when access is denied", async () => {
    server.failNext({ operation: "FilterLogEvents", status: 400, code: "AccessDeniedException", times: 1 });
    await expect(telemetry().readLogs(request)).rejects.toThrow(/Allow "logs:FilterLogEvents"/);
  });
});
