import { expect, it } from "vitest";
import { settings } from "../../test/memory/memory-world.ts";
import { policySchema } from "./policy.ts";
import { metricSchema } from "./series.ts";
import { judgePolicyFor } from "./watch-plan.ts";

function policy(watch: object = {}) {
  const services = [{ name: "checkout", functionName: "shop-checkout", resource: "Checkout" }];
  return policySchema.parse({ version: 1, services, watch });
}

it("looks at duration, errors and throttles of the function, as long and as strictly as the operator says", () => {
  const plan = judgePolicyFor("checkout", policy(), settings);
  expect(plan).toMatchObject({ durationSeconds: 3600, degradationThreshold: 0.1 });
  expect(plan.metrics.map(({ metric, role }) => `${metric.name} ${role}`)).toEqual([
    "Duration primary",
    "Errors guardrail",
    "Throttles guardrail",
  ]);
  expect(plan.metrics[0]?.metric.dimensions).toEqual({ FunctionName: "shop-checkout" });
});

it("takes the policy's word before the operator's", () => {
  const metric = metricSchema.parse({ namespace: "Shop", name: "Orders", statistic: "Sum" });
  const own = policy({
    durationSeconds: 60,
    degradationThreshold: 0.5,
    metrics: [{ metric, role: "primary" }],
  });
  expect(judgePolicyFor("checkout", own, settings)).toEqual({
    metrics: [{ metric, role: "primary" }],
    durationSeconds: 60,
    degradationThreshold: 0.5,
  });
});

it("looks at nothing for what is no service of the policy", () => {
  const metric = metricSchema.parse({ namespace: "Shop", name: "Orders", statistic: "Sum" });
  const own = policy({ metrics: [{ metric, role: "primary" }] });
  expect(judgePolicyFor("new-component", own, settings)).toMatchObject({
    metrics: [],
    durationSeconds: 3600,
  });
});
