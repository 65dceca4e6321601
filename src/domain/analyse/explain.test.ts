import { expect, test } from "vitest";
import { declaredFunction } from "../../../test/observation.ts";
import { type Metric, metricKey, type Series } from "../shared/series.ts";
import { lambdaMetric } from "../sources/aws-lambda.ts";
import type { ServiceDeclaration } from "../sources/service.ts";
import type { Meaning } from "../sources/source.ts";
import { explainFindings } from "./explain.ts";
import type { SeriesFinding } from "./finding.ts";
import type { Observation } from "./observation.ts";

const periodMs = 300_000;
const periods = 600;
const brokenFrom = 560;
const front = declaredFunction({ name: "front", functionName: "front", calls: ["stock"] });
const stock = declaredFunction({ name: "stock", functionName: "stock" });

function observation(service: ServiceDeclaration, slowByMs: number, invocations = 100): Observation {
  const wobble = (period: number): number => ((period * 7919) % 13) - 6;
  const duration = (period: number) => 200 + wobble(period) + (period >= brokenFrom ? slowByMs : 0);
  const observed = [
    { means: "latency", series: series(durationOf(service), duration) },
    { means: "errors", series: series(lambdaMetric(service, "Errors", "Sum"), () => 0) },
    { means: "volume", series: series(lambdaMetric(service, "Invocations", "Sum"), () => invocations) },
  ] satisfies { means: Meaning; series: Series }[];
  return {
    service,
    window: { fromMs: (brokenFrom - 20) * periodMs, toMs: periods * periodMs },
    series: new Map(
      observed.map((one) => [metricKey(one.series.metric), { ...one, metric: one.series.metric }]),
    ),
    reports: [],
    errorLogs: { logGroup: "", fromMs: 0, toMs: 1, lines: [], complete: true },
    complete: true,
    reasons: [],
  };
}

function series(metric: Metric, value: (period: number) => number): Series {
  return {
    metric,
    periodSeconds: 300,
    fromMs: 0,
    toMs: periods * periodMs,
    points: Array.from({ length: periods }, (_, period) => ({
      atMs: period * periodMs,
      value: value(period),
    })),
    complete: true,
  };
}

function durationOf(service: ServiceDeclaration): Metric {
  return lambdaMetric(service, "Duration", "Average");
}

function shiftOf(one: Observation): SeriesFinding {
  return {
    kind: "level_shift",
    service: one.service.name,
    sentence: "It became slower.",
    window: { fromMs: brokenFrom * periodMs, toMs: periods * periodMs },
    severity: 0.8,
    persistence: 1,
    evidence: [],
    metric: durationOf(one.service),
    baseline: 200,
    observed: 300,
    relativeEffect: 0.5,
    pValue: 0.001,
  };
}

test("a slow caller names the slow service that it calls", () => {
  const own = observation(front, 100);
  const [finding] = explainFindings([shiftOf(own)], own, [own, observation(stock, 100)]);
  expect(finding?.sentence).toMatch(/likelier cause is stock/);
  expect(finding?.evidence).toMatchObject([{ label: "Likely cause", provenance: "measured" }]);
});

test("a service that is called often is named although each call became only a little slower", () => {
  const own = observation(front, 100);
  const sentence = (calls: number) =>
    explainFindings([shiftOf(own)], own, [own, observation(stock, 10, calls)])[0]?.sentence;
  expect(sentence(1000)).toMatch(/likelier cause is stock/);
  expect(sentence(100)).toBe("It became slower.");
});

test("a caller that is slow by itself blames nobody", () => {
  const own = observation(front, 100);
  const [finding] = explainFindings([shiftOf(own)], own, [own, observation(stock, 0)]);
  expect(finding?.sentence).toBe("It became slower.");
});

test("without declared calls findings stay as they are", () => {
  const own = observation(stock, 100);
  const finding = shiftOf(own);
  expect(explainFindings([finding], own, [own])).toEqual([finding]);
});
