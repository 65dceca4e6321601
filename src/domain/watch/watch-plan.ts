import type { Opportunity } from "../choose/opportunity.ts";
import { overlap, serviceOfOpportunity, targetOf, targetOfOpportunity } from "../choose/target.ts";
import type { Policy } from "../policy/policy.ts";
import type { Metric } from "../shared/series.ts";
import type { Settings } from "../shared/settings.ts";
import type { ServiceDeclaration } from "../sources/service.ts";
import { sourceOf } from "../sources/service-declaration.ts";
import type { WatchedMetric } from "../sources/source.ts";
import { settlingSeconds } from "./settling.ts";
import type { WatchPlan } from "./verdict.ts";

/** A watch of fewer periods sees too few points. */
const leastPeriods = 12;

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
 * @param timeoutSeconds of the function, where it is known: its metrics settle by it
 */
export function watchPlanFor(
  opportunity: Pick<Opportunity, "service" | "target" | "remedy">,
  policy: Policy,
  settings: Settings,
  timeoutSeconds: number | null = null,
): WatchPlan {
  const service = serviceOfOpportunity(opportunity, policy.services);
  const byDefault = opportunity.remedy.kind === "fix-error" ? fixMetrics : defaultMetrics;
  const watched = service ? (policy.watch.metrics ?? byDefault(service)) : [];
  const asked = policy.watch.durationSeconds ?? settings.monitoringDurationSeconds;
  return {
    metrics: watched.map((one) => withSettling(one, timeoutSeconds)),
    durationSeconds: Math.max(asked, leastPeriods * settings.metricsPeriodSeconds),
    degradationThreshold: policy.watch.degradationThreshold ?? settings.degradationThreshold,
  };
}

/** How late values of one's own namespace come is learnt while they are watched; it is no part of the plan. */
function withSettling(watched: WatchedMetric, timeoutSeconds: number | null): WatchedMetric {
  if (!watched.metric.namespace.startsWith("AWS/")) return watched;
  return { ...watched, settlingSeconds: settlingSeconds(watched.metric, { timeoutSeconds }) };
}

/** When a watch may say its first word, and when its last, in seconds after the change took effect. */
export function answerTimes(
  plan: WatchPlan,
  periodSeconds: number,
): { readonly firstSeconds: number; readonly lastSeconds: number } {
  const settling = plan.metrics.map((one) => one.settlingSeconds ?? settlingSeconds(one.metric));
  // Two points confirm each other; the change falls into the middle of a period.
  const firstSeconds = 3 * periodSeconds + Math.min(...settling);
  return { firstSeconds, lastSeconds: plan.durationSeconds + Math.max(...settling) };
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
