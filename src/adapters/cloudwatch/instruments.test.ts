import { type LocalCloudWatch, startLocalCloudWatch } from "@self-building-agent/local-cloudwatch/server.ts";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudWatchInstrumentsOptions, cloudWatchInstruments } from "./instruments.ts";

const nowMs = Date.UTC(2026, 0, 10, 12, 0, 30);
const silent = { metricNames: () => [], values: () => [], logGroups: () => [], logEvents: () => [] };

let server: LocalCloudWatch;
let warnings: string[];
beforeEach(async () => {
  warnings = [];
  server = await startLocalCloudWatch({ world: silent, now: () => nowMs });
});
afterEach(() => server.close());

function instruments(options: Partial<CloudWatchInstrumentsOptions> = {}) {
  return cloudWatchInstruments({
    region: "us-east-1",
    endpoint: server.url,
    credentials: async () => ({ accessKeyId: "demo", secretAccessKey: "demo" }),
    maxAttempts: 1,
    log: pino({ level: "warn" }, { write: (line: string) => warnings.push(line) }),
    now: () => nowMs,
    enabled: () => true,
    ...options,
  });
}

function stored(name: string, statistic: string): number | undefined {
  const window = { periodSeconds: 60, fromMs: nowMs - 60_000, toMs: nowMs + 60_000 };
  const metric = { namespace: "SelfBuilding", name, dimensions: {} };
  return server.put.values(metric, { statistic, ...window })[0]?.value;
}

test("sends every value of every metric, in one call", async () => {
  const own = instruments();
  own.add("improvement_cycles_started", 1, "Count");
  own.add("improvement_cycles_started", 1, "Count");
  for (let seconds = 1; seconds <= 200; seconds++) own.add("cycle_duration_seconds", seconds, "Seconds");
  await own.stop();
  expect(stored("improvement_cycles_started", "Sum")).toBe(2);
  expect(stored("cycle_duration_seconds", "SampleCount")).toBe(200);
  expect(stored("cycle_duration_seconds", "Maximum")).toBe(200);
  expect(server.requests()).toEqual({ PutMetricData: 1 });
});

test("sends each value once", async () => {
  const own = instruments();
  own.add("improvements_deployed", 1, "Count");
  await Promise.all([own.flush(), own.flush()]);
  await own.stop();
  expect(stored("improvements_deployed", "Sum")).toBe(1);
  expect(server.requests()).toEqual({ PutMetricData: 1 });
});

test("sends by itself after the interval", async () => {
  const own = instruments({ flushIntervalMs: 10 });
  own.add("improvements_deployed", 1, "Count");
  await expect.poll(() => stored("improvements_deployed", "Sum")).toBe(1);
  await own.stop();
});

test("keeps totals, and never throws, when CloudWatch refuses", async () => {
  server.failNext({ operation: "PutMetricData", status: 403, code: "AccessDenied", times: 1 });
  const own = instruments();
  own.add("improvements_rolled_back", 1, "Count");
  await own.stop();
  expect(own.snapshot()).toEqual({ improvements_rolled_back: { total: 1, count: 1 } });
  expect(warnings.join()).toContain('Allow \\"cloudwatch:PutMetricData\\"');
});

test("counts but sends nothing while streaming is switched off", async () => {
  const own = instruments({ enabled: () => false });
  own.add("impact_score_total", 42.5, "None");
  await own.stop();
  expect(own.snapshot()).toEqual({ impact_score_total: { total: 42.5, count: 1 } });
  expect(server.requests()).toEqual({});
});

test("drops values that are not finite", async () => {
  const own = instruments();
  own.add("impact_score_total", Number.NaN, "None");
  own.add("impact_score_total", Number.POSITIVE_INFINITY, "None");
  await own.stop();
  expect(own.snapshot()).toEqual({});
  expect(server.requests()).toEqual({});
});
