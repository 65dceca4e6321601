import { expect, test } from "vitest";
import type { SeriesFinding } from "../../domain/analyse/finding.ts";
import type { Observation } from "../../domain/analyse/observation.ts";
import { policySchema, type ServiceDeclaration } from "../../domain/policy/policy.ts";
import type { Series } from "../../domain/shared/series.ts";
import { lambdaMetric } from "../../domain/watch/watch-plan.ts";
import { explainFindings } from "./explain.ts";

const periodMs = 300_000;
const periods = 600;
const brokenFrom = 560;
const policy = policySchema.parse({
  version: 1,
  services: [
    { name: "front", functionName: "front", resource: "Front", calls: ["stock"] },
    { name: "stock", functionName: "stock", resource: "Stock" },
  ],
});
const [front, stock] = policy.services;

function observation(service: ServiceDeclaration, slowByMs: number): Observation {
  const series = (
    name: "Duration" | "Errors" | "Invocations",
    value: (period: number) => number,
  ): Series => ({
    metric: lambdaMetric(service, name, name === "Duration" ? "Average" : "Sum"),
    periodSeconds: 300,
    fromMs: 0,
    toMs: periods * periodMs,
    points: Array.from({ length: periods }, (_, period) => ({
      atMs: period * periodMs,
      value: value(period),
    })),
    complete: true,
  });
  const wobble = (period: number): number => ((period * 7919) % 13) - 6;
  return {
    service,
    window: { fromMs: (brokenFrom - 20) * periodMs, toMs: periods * periodMs },
    duration: series("Duration", (period) => 200 + wobble(period) + (period >= brokenFrom ? slowByMs : 0)),
    errors: series("Errors", () => 0),
    invocations: series("Invocations", () => 100),
    custom: [],
    reports: [],
    errorLogs: { logGroup: "", fromMs: 0, toMs: 1, lines: [], complete: true },
    complete: true,
    reasons: [],
  };
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
    metric: one.duration.metric,
    baseline: 200,
    observed: 300,
    relativeEffect: 0.5,
    pValue: 0.001,
  };
}

test("a slow caller names the slow service that it calls", () => {
  if (!front || !stock) throw new Error("The policy has two services.");
  const own = observation(front, 100);
  const [finding] = explainFindings([shiftOf(own)], own, [own, observation(stock, 100)]);
  expect(finding?.sentence).toMatch(/likelier cause is stock/);
  expect(finding?.evidence).toMatchObject([{ label: "Likely cause", provenance: "measured" }]);
});

test("a caller that is slow by itself blames nobody", () => {
  if (!front || !stock) throw new Error("The policy has two services.");
  const own = observation(front, 100);
  const [finding] = explainFindings([shiftOf(own)], own, [own, observation(stock, 0)]);
  expect(finding?.sentence).toBe("It became slower.");
});

test("without declared calls findings stay as they are", () => {
  if (!stock) throw new Error("The policy has two services.");
  const own = observation(stock, 100);
  const finding = shiftOf(own);
  expect(explainFindings([finding], own, [own])).toEqual([finding]);
});
