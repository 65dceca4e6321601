import { expect, it } from "vitest";
import { settings } from "../../../test/stand-ins/memory-world.ts";
import type { ErrorPatternFinding } from "../analyse/finding.ts";
import { policySchema } from "../policy/policy.ts";
import { metricSchema } from "../shared/series.ts";
import { answerTimes, controlMetrics, defaultMetrics, watchPlanFor } from "./watch-plan.ts";

const sizing = {
  service: "checkout",
  remedy: { kind: "recipe", recipe: "lambda-memory", values: {} },
} as const;

function policy(watch: object = {}) {
  const services = [{ name: "checkout", functionName: "shop-checkout", resource: "Checkout" }];
  return policySchema.parse({ version: 1, services, watch });
}

it("looks at duration, errors, throttles and invocations of the function, as long and as strictly as the operator says", () => {
  const plan = watchPlanFor(sizing, policy(), settings);
  expect(plan).toMatchObject({ durationSeconds: 3600, degradationThreshold: 0.1 });
  expect(plan.metrics.map(({ metric, role }) => `${metric.name} ${role}`)).toEqual([
    "Duration primary",
    "Errors guardrail",
    "Throttles guardrail",
    "Invocations guardrail",
  ]);
  expect(plan.metrics[0]?.metric.dimensions).toEqual({ FunctionName: "shop-checkout" });
});

it("lets the errors decide over an error's fix, and guards the slow tail instead of the average", () => {
  const finding: ErrorPatternFinding = {
    kind: "error_pattern",
    service: "checkout",
    sentence: "",
    window: { fromMs: 0, toMs: 1 },
    severity: 1,
    persistence: 1,
    evidence: [],
    patternId: "",
    template: "",
    count: 1,
    perHour: 1,
    examples: [],
    frames: [],
    isNew: false,
  };
  const fix = { service: "checkout", remedy: { kind: "fix-error", source: "src", finding } } as const;
  const watched = watchPlanFor(fix, policy(), settings).metrics;
  expect(watched.map(({ metric, role }) => `${metric.name} ${metric.statistic} ${role}`)).toEqual([
    "Errors Sum primary",
    "Duration p90 guardrail",
    "Throttles Sum guardrail",
    "Invocations Sum guardrail",
  ]);
});

it("takes the policy's word before the operator's", () => {
  const metric = metricSchema.parse({ namespace: "Shop", name: "Orders", statistic: "Sum" });
  const own = policy({
    durationSeconds: 7200,
    degradationThreshold: 0.5,
    metrics: [{ metric, role: "primary" }],
  });
  expect(watchPlanFor(sizing, own, settings)).toEqual({
    metrics: [{ metric, role: "primary" }],
    durationSeconds: 7200,
    degradationThreshold: 0.5,
  });
});

it("looks at nothing for what is no service of the policy", () => {
  const metric = metricSchema.parse({ namespace: "Shop", name: "Orders", statistic: "Sum" });
  const own = policy({ metrics: [{ metric, role: "primary" }] });
  expect(watchPlanFor({ ...sizing, service: "new-component" }, own, settings)).toMatchObject({
    metrics: [],
    durationSeconds: 3600,
  });
});

it("is compared with the standard metrics of at most three services that the change does not touch", () => {
  const names = ["a", "b", "c", "d", "e"];
  const { services } = policySchema.parse({
    version: 1,
    services: names.map((name) => ({ name, functionName: `shop-${name}`, resource: `Function${name}` })),
  });
  const controls = controlMetrics({ ...sizing, service: "b" }, { services });
  const functions = controls.map((metric) => metric.dimensions.FunctionName);
  expect([...new Set(functions)]).toEqual(["shop-a", "shop-c", "shop-d"]);
  const [first] = services;
  const usual = first ? defaultMetrics(first).map((one) => one.metric) : [];
  expect(controls.slice(0, 3)).toEqual(usual.filter(({ direction }) => direction !== "neutral"));
  expect(controlMetrics({ ...sizing, service: "b" }, { services: services.slice(1, 2) })).toEqual([]);
});

it("is not compared with the changed service under another name, and watches that where it was renamed", () => {
  const { services } = policySchema.parse({
    version: 1,
    services: [
      { name: "Kasse", functionName: "shop-checkout", resource: "Checkout" },
      { name: "twin", functionName: "shop-twin", resource: "Checkout" },
      { name: "alias", functionName: "shop-checkout", resource: "Alias" },
      { name: "search", functionName: "shop-search", resource: "Search" },
    ],
  });
  const remedy = { ...sizing.remedy, values: { template: "template.yaml", resource: "Checkout" } };
  const older = { service: "checkout", remedy };
  const functions = controlMetrics(older, { services }).map((metric) => metric.dimensions.FunctionName);
  expect([...new Set(functions)]).toEqual(["shop-search"]);
  const [primary] = watchPlanFor(older, { ...policy(), services }, settings).metrics;
  expect(primary?.metric.dimensions).toEqual({ FunctionName: "shop-checkout" });
});

it("lasts for twelve periods at least, and its points settle by the function's timeout", () => {
  const plan = watchPlanFor(sizing, policy({ durationSeconds: 60 }), settings, 30);
  expect(plan.durationSeconds).toBe(12 * settings.metricsPeriodSeconds);
  expect(plan.metrics.map(({ settlingSeconds }) => settlingSeconds)).toEqual(Array(4).fill(330));
  expect(answerTimes(plan, 300)).toEqual({ firstSeconds: 1230, lastSeconds: 3930 });
  const unknown = watchPlanFor(sizing, policy(), settings);
  expect(unknown.metrics[0]?.settlingSeconds).toBe(1200);
});

it("waits three hours for points of one's own namespace, of which nothing is known", () => {
  const metric = metricSchema.parse({ namespace: "Shop", name: "Orders", statistic: "Sum" });
  const plan = watchPlanFor(sizing, policy({ metrics: [{ metric, role: "primary" }] }), settings, 30);
  expect(answerTimes(plan, 300)).toEqual({ firstSeconds: 900 + 10_800, lastSeconds: 3600 + 10_800 });
});
