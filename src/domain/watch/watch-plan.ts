import type { Opportunity } from "../choose/opportunity.ts";
import { overlap, serviceOfOpportunity, targetOf, targetOfOpportunity } from "../choose/target.ts";
import type { Policy } from "../policy/policy.ts";
import type { Metric } from "../shared/series.ts";
import type { Settings } from "../shared/settings.ts";
import type { ServiceDeclaration } from "../sources/service.ts";
import { sourceOf } from "../sources/service-declaration.ts";
import type { WatchedMetric } from "../sources/source.ts";
import type { WatchPlan } from "./verdict.ts";

/** What a watch looks at when the policy does not say. */
export function defaultMetrics(service: ServiceDeclaration): readonly WatchedMetric[] {
  return sourceOf(service).watched(service);
}

function fixMetrics(service: ServiceDeclaration): readonly WatchedMetric[] {
  return sourceOf(service).watchedAfterFix?.(service) ?? defaultMetrics(service);
}

/**
 * How an improvement will be judged: the policy's word, else the operator's. A service that the policy does not
 * name (a new component) has nothing to watch, which the judge calls inconclusive.
 */
export function watchPlanFor(
  opportunity: Pick<Opportunity, "service" | "target" | "remedy">,
  policy: Policy,
  settings: Settings,
): WatchPlan {
  const service = serviceOfOpportunity(opportunity, policy.services);
  const byDefault = opportunity.remedy.kind === "fix-error" ? fixMetrics : defaultMetrics;
  return {
    metrics: service ? (policy.watch.metrics ?? byDefault(service)) : [],
    durationSeconds: policy.watch.durationSeconds ?? settings.monitoringDurationSeconds,
    degradationThreshold: policy.watch.degradationThreshold ?? settings.degradationThreshold,
  };
}

/** Untouched services that a watch is compared with; more would cost money without saying more. */
const maxControls = 3;

/**
 * The standard metrics of the first services that a change does not touch. One of another name over the same resource
 * or telemetry is the changed one itself.
 */
export function controlMetrics(
  opportunity: Pick<Opportunity, "service" | "target" | "remedy">,
  policy: Pick<Policy, "services">,
): Metric[] {
  const own = serviceOfOpportunity(opportunity, policy.services);
  const target = own ? targetOf(own) : targetOfOpportunity(opportunity);
  const isTouched = (other: ServiceDeclaration): boolean =>
    other.name === (own?.name ?? opportunity.service) || overlap(targetOf(other), target);
  return (
    policy.services
      .filter((other) => !isTouched(other))
      .slice(0, maxControls)
      .flatMap((other) => defaultMetrics(other))
      .map((one) => one.metric)
      // What has no better or worse excuses nothing.
      .filter(({ direction }) => direction !== "neutral")
  );
}
