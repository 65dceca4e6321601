import type { Finding } from "../../analyse/finding.ts";
import {
  isPositive,
  type LambdaUsage,
  measured,
  minimumSampledInvocations,
  volumeEvidence,
} from "../../analyse/lambda-usage.ts";
import type { Evidence } from "../../shared/evidence.ts";

/**
 * Whether a function's timeout cuts off real work or lets a hung call run on; null when it fits.
 * Too short: invocations timed out, or the slowest took 80 % of it. Too long: a minute or more and twenty
 * times the slowest invocation.
 */
export function findTimeoutMismatch(usage: LambdaUsage): Finding | null {
  const slowestSeconds = usage.slowestMs / 1000;
  if (!isPositive(usage.configuredSeconds) || !isPositive(slowestSeconds)) return null;
  if (!(usage.timeouts > 0) && !(usage.sampledInvocations >= minimumSampledInvocations)) return null;
  const tooShort = usage.timeouts > 0 || slowestSeconds >= 0.8 * usage.configuredSeconds;
  const tooLong = usage.configuredSeconds >= 60 && usage.configuredSeconds >= 20 * slowestSeconds;
  if (!tooShort && !tooLong) return null;
  const target = recommendedTimeoutSeconds(usage);
  if (target === usage.configuredSeconds) return null;
  return {
    kind: tooShort ? "timeout_too_short" : "timeout_too_long",
    service: usage.service,
    sentence: tooShort
      ? `${usage.service} may run ${usage.configuredSeconds} s; the slowest invocation took ${slowestSeconds.toFixed(1)} s and ${usage.timeouts} timed out.`
      : `${usage.service} may run ${usage.configuredSeconds} s while the slowest invocation took ${slowestSeconds.toFixed(1)} s: a hung call would be paid for until the end.`,
    window: usage.window,
    severity: tooShort ? Math.min(1, 0.5 + usage.timeouts / Math.max(1, usage.sampledInvocations)) : 0.2,
    persistence: 1,
    evidence: timeoutEvidence(usage),
  };
}

/** Twice the slowest when too short, three times when too long; whole seconds, 3 to 900 as Lambda allows. */
export function recommendedTimeoutSeconds(usage: {
  configuredSeconds: number;
  slowestMs: number;
  timeouts: number;
}): number {
  const slowestSeconds = usage.slowestMs / 1000;
  const tooShort = usage.timeouts > 0 || slowestSeconds >= 0.8 * usage.configuredSeconds;
  // A timed-out invocation shows the limit, not how long the work takes, so the limit itself is doubled.
  const wanted = tooShort ? Math.max(slowestSeconds, usage.configuredSeconds) * 2 : slowestSeconds * 3;
  return Math.min(900, Math.max(3, Math.ceil(wanted)));
}

function timeoutEvidence(usage: LambdaUsage): Evidence[] {
  return [
    { provenance: "config", label: "Timeout configured", value: `${usage.configuredSeconds} s` },
    measured(usage, "Duration, slowest", `${(usage.slowestMs / 1000).toFixed(2)} s`),
    measured(usage, "Invocations that timed out", String(usage.timeouts)),
    ...volumeEvidence(usage),
  ];
}
