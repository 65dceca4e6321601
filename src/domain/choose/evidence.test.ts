import { describe, expect, it } from "vitest";
import { declaredFunction, observedFunction } from "../../../test/observation.ts";
import type { Observation } from "../analyse/observation.ts";
import { metricKey, type Series } from "../shared/series.ts";
import { lambdaExtremes, lambdaMetric } from "../sources/aws-lambda.ts";
import { discover } from "./discover.ts";

const template = (megabytes: number | string, seconds: number | string) =>
  `Resources:\n  Checkout:\n    Type: AWS::Lambda::Function\n    Properties:\n      MemorySize: ${megabytes}\n      Timeout: ${seconds}\n`;
const requestId = (n: number) => `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`;
const many = (count: number, line: (id: string) => string) =>
  Array.from({ length: count }, (_, n) => line(requestId(n)));
const killed = (count: number) =>
  many(count, (id) => `RequestId: ${id} Error: Runtime exited with error: signal: killed`);
const cutOff = (count: number, seconds: number) =>
  many(count, (id) => `2026-11-08T12:00:00.000Z ${id} Task timed out after ${seconds}.00 seconds`);

function found(observation: Observation, text: string) {
  const { opportunities, reasons, findings } = discover(observation, text, "acme/shop", [], null);
  return {
    reasons: reasons.map(({ code }) => code),
    kinds: findings.map(({ kind }) => kind),
    opportunities: opportunities.filter(({ remedy }) => remedy.kind === "recipe"),
    told: opportunities.filter(({ remedy }) => remedy.kind === "report-only"),
  };
}

const tooShort = observedFunction({ durationMs: 29_000 });

describe("what logs say", () => {
  it("changes something by itself where CloudWatch's metrics bear it out", () => {
    for (const [observation, text] of [
      [tooShort, template(1024, 30)],
      [observedFunction({ usedMegabytes: 300 }), template(1024, 30)],
      [observedFunction({ usedMegabytes: 1024, lines: killed(12) }), template(1024, 30)],
    ] as const) {
      const { opportunities } = found(observation, text);
      expect(opportunities).toHaveLength(1);
      expect(opportunities[0]?.influencedByUntrusted).toBeUndefined();
    }
  });

  /** The function as its metrics know it, and what somebody made it print. */
  const forged = (printed: Partial<Observation>, over: Parameters<typeof observedFunction>[0] = {}) => ({
    ...observedFunction(over),
    ...printed,
  });
  const withSeries = (observation: Observation, series: Series): Observation => {
    const key = metricKey(series.metric);
    const one = observation.series.get(key);
    return {
      ...observation,
      series: new Map([...observation.series, [key, { ...one, means: null, metric: series.metric, series }]]),
    };
  };
  const constant = (metric: Series["metric"], value: number): Series => ({
    metric,
    periodSeconds: 3600,
    ...tooShort.window,
    points: Array.from({ length: 24 }, (_, hour) => ({ atMs: hour * 3_600_000, value })),
    complete: true,
  });
  const service = declaredFunction();
  const [longest, , used] = lambdaExtremes(service);

  it.each<[string, Observation, string]>([
    ["durations that the metric never saw", forged({ reports: tooShort.reports }), template(1024, 30)],
    [
      "more time than there was",
      withSeries(tooShort, constant(lambdaMetric(service, "Duration", "Average"), 100)),
      template(1024, 30),
    ],
    [
      "more reports than invocations",
      withSeries(tooShort, constant(lambdaMetric(service, "Invocations", "Sum"), 1)),
      template(1024, 30),
    ],
    [
      "more failures than the metric counts",
      forged({ errorLogs: observedFunction({ lines: killed(12) }).errorLogs }, { usedMegabytes: 1024 }),
      template(1024, 30),
    ],
    [
      "time-outs that the metric does not count",
      { ...tooShort, errorLogs: observedFunction({ lines: cutOff(50, 30) }).errorLogs },
      template(1024, 30),
    ],
    [
      "memory that Lambda Insights never saw",
      {
        ...observedFunction({ usedMegabytes: 1024, lines: killed(12) }),
        extremes: {
          recent: new Map([longest, used].map((metric) => [metricKey(metric), constant(metric, 200)])),
          retained: new Map(),
        },
      },
      template(1024, 30),
    ],
    [
      "durations that no metric speaks of",
      { ...tooShort, extremes: { recent: new Map(), retained: new Map() } },
      template(1024, 30),
    ],
    ["anything, without metrics of the window", { ...tooShort, series: new Map() }, template(1024, 30)],
  ])("waits for a person when it is %s", (_what, observation, text) => {
    const { opportunities } = found(observation, text);
    expect(opportunities).toHaveLength(1);
    expect(opportunities[0]).toMatchObject({ influencedByUntrusted: true });
    expect(opportunities[0]?.evidence.map(({ label }) => label)).toContain("What speaks against the logs");
  });
});

describe("a template that is not what runs", () => {
  it.each<[string, Observation, string]>([
    ["runs of 10 s and a limit of 3 s", observedFunction({ durationMs: 10_000 }), template(1024, 3)],
    [
      "a limit that only the metric knows to be passed",
      { ...observedFunction({ durationMs: 10_000 }), reports: [] },
      template(1024, 3),
    ],
    ["another memory size", observedFunction({ megabytes: 512, usedMegabytes: 100 }), template(1024, 3)],
    ["another limit", observedFunction({ lines: cutOff(40, 6), durationMs: 5900 }), template(1024, 30)],
  ])("stops every recipe: %s", (_what, observation, text) => {
    expect(found(observation, text)).toMatchObject({
      opportunities: [],
      reasons: ["template_contradicted"],
    });
  });

  it("is one whose newest reports say so, not those from before the last deployment", () => {
    const before = observedFunction({ megabytes: 512 }).reports.slice(0, 60);
    const after = observedFunction().reports.map((line) => ({ ...line, atMs: line.atMs + 60_000 }));
    expect(
      found({ ...observedFunction(), reports: [...before, ...after] }, template(1024, 3)).reasons,
    ).toEqual([]);
  });

  it("is not one whose limit or memory is not known from it", () => {
    const observation = observedFunction({ megabytes: 512, usedMegabytes: 300, durationMs: 10_000 });
    expect(found(observation, template("!Ref M", 30)).reasons).toEqual(["template_not_literal"]);
    expect(found(observation, template(512, "!Ref T")).reasons).toEqual(["template_not_literal"]);
  });
});

describe("calls that hang", () => {
  it("are told and change nothing, however high the limit", () => {
    for (const limit of [30, 60, 120, 900]) {
      const line = (id: string) =>
        `REPORT RequestId: ${id}\tDuration: ${limit}000.00 ms\tBilled Duration: ${limit}000 ms\tMemory Size: 1024 MB\tMax Memory Used: 600 MB\tStatus: timeout\t`;
      const usual = observedFunction({ lines: cutOff(60, limit), longestMs: limit * 1000 });
      const reports = [
        ...usual.reports,
        ...many(9, line).map((message, n) => ({ atMs: 300_000 + n, message })),
      ];
      const { opportunities, kinds, told } = found({ ...usual, reports }, template(1024, limit));
      expect(opportunities).toEqual([]);
      expect(kinds).toContain("timeout_of_hung_calls");
      expect(told.map(({ title }) => title)).toContain("checkout: timeout of hung calls");
    }
  });
});
