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
export function defaultMetrics(service: ServiceDeclaration): WatchedMetric[] {
  return [
    { metric: lambdaMetric(service, "Duration", "Average"), role: "primary" },
    { metric: lambdaMetric(service, "Errors", "Sum"), role: "guardrail" },
    { metric: lambdaMetric(service, "Throttles", "Sum"), role: "guardrail" },
  ];
}

/**
 * How an improvement of a service will be judged: the policy's word, else the operator's. A service that the policy
 * does not name (a new component) has nothing to watch, which the judge calls inconclusive.
 */
export function judgePolicyFor(serviceName: string, policy: Policy, settings: Settings): JudgePolicy {
  const service = policy.services.find((one) => one.name === serviceName);
  return {
    metrics: service ? (policy.watch.metrics ?? defaultMetrics(service)) : [],
    durationSeconds: policy.watch.durationSeconds ?? settings.monitoringDurationSeconds,
    degradationThreshold: policy.watch.degradationThreshold ?? settings.degradationThreshold,
  };
}
