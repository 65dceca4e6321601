import type { Opportunity } from "../choose/opportunity.ts";
import type { Policy, ServiceDeclaration } from "../policy/policy.ts";
import { type Metric, metricSchema, type Statistic } from "../shared/series.ts";
import type { Settings } from "../shared/settings.ts";
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

/**
 * What a watch of an error's fix looks at: the errors decide. Failing invocations often end early, so without them
 * the average and the median get longer although nothing got slower; the slow tail hardly moves.
 */
function fixMetrics(service: ServiceDeclaration): WatchedMetric[] {
  return [
    { metric: lambdaMetric(service, "Errors", "Sum"), role: "primary" },
    { metric: lambdaMetric(service, "Duration", "p90"), role: "guardrail" },
    { metric: lambdaMetric(service, "Throttles", "Sum"), role: "guardrail" },
  ];
}

/**
 * How an improvement will be judged: the policy's word, else the operator's. A service that the policy does not
 * name (a new component) has nothing to watch, which the judge calls inconclusive.
 */
export function judgePolicyFor(
  opportunity: Pick<Opportunity, "service" | "remedy">,
  policy: Policy,
  settings: Settings,
): JudgePolicy {
  const service = policy.services.find((one) => one.name === opportunity.service);
  const byDefault = opportunity.remedy.kind === "fix-error" ? fixMetrics : defaultMetrics;
  return {
    metrics: service ? (policy.watch.metrics ?? byDefault(service)) : [],
    durationSeconds: policy.watch.durationSeconds ?? settings.monitoringDurationSeconds,
    degradationThreshold: policy.watch.degradationThreshold ?? settings.degradationThreshold,
  };
}

/** Untouched services that a watch is compared with; more would cost money without saying more. */
const maxControls = 3;

/** The standard metrics of the first services that a change to `service` does not touch. */
export function controlMetrics(service: string, policy: Pick<Policy, "services">): Metric[] {
  return policy.services
    .filter((other) => other.name !== service)
    .slice(0, maxControls)
    .flatMap((other) => defaultMetrics(other))
    .map((one) => one.metric);
}
