import type { Policy, ServiceDeclaration } from "./policy.ts";
import { type Metric, metricSchema, type Statistic } from "./series.ts";
import type { Settings } from "./settings.ts";
import type { JudgePolicy, WatchedMetric } from "./verdict.ts";

/** A metric of AWS/Lambda for one function. */
export function lambdaMetric(
  service: ServiceDeclaration,
  name: "Duration" | "Errors" | "Throttles" | "Invocations",
  statistic: Statistic,
): Metric {
  return metricSchema.parse({
    namespace: "AWS/Lambda",
    name,
    statistic,
    dimensions: { FunctionName: service.functionName },
    unit: name === "Duration" ? "Milliseconds" : "Count",
    direction: name === "Invocations" ? "neutral" : "lower_is_better",
  });
}

/** What a watch looks at when the policy does not say: duration decides, errors and throttles guard. */
function defaultMetrics(service: ServiceDeclaration): WatchedMetric[] {
  return [
    { metric: lambdaMetric(service, "Duration", "Average"), role: "primary" },
    { metric: lambdaMetric(service, "Errors", "Sum"), role: "guardrail" },
    { metric: lambdaMetric(service, "Throttles", "Sum"), role: "guardrail" },
  ];
}

/** How an improvement of this service will be judged: the policy's word, else the operator's. */
export function judgePolicyFor(policy: Policy, service: ServiceDeclaration, settings: Settings): JudgePolicy {
  return {
    metrics: policy.watch.metrics ?? defaultMetrics(service),
    durationSeconds: policy.watch.durationSeconds ?? settings.monitoringDurationSeconds,
    degradationThreshold: policy.watch.degradationThreshold ?? settings.degradationThreshold,
  };
}
