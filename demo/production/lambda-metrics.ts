import type { Invocation } from "./invocations.ts";

/** The metrics that Lambda reports for every function. */
export const lambdaMetrics = [
  "Duration",
  "Invocations",
  "Errors",
  "Throttles",
  "ConcurrentExecutions",
] as const;

/** The samples that invocations leave in a metric, as Lambda counts them; none for an unknown metric. */
export function samplesOf(metricName: string, invocations: readonly Invocation[]): number[] {
  const ran = invocations.filter(({ outcome }) => outcome.kind !== "throttled");
  switch (metricName) {
    case "Duration":
      return ran.map(({ durationMs }) => durationMs);
    case "Invocations":
      return ran.map(() => 1);
    case "Errors":
      return ran.map(({ outcome }) => (outcome.kind === "succeeded" ? 0 : 1));
    case "Throttles":
      return invocations.map(({ outcome }) => (outcome.kind === "throttled" ? 1 : 0));
    case "ConcurrentExecutions":
      return ran.map((invocation) => runningWith(invocation, ran));
    default:
      return [];
  }
}

/** How many were running when this one started, itself included. */
function runningWith({ atMs }: Invocation, ran: readonly Invocation[]): number {
  return ran.filter((other) => other.atMs <= atMs && atMs < other.atMs + other.durationMs).length || 1;
}
