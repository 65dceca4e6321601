import type { Finding } from "../../analyse/finding.ts";
import {
  isPositive,
  type LambdaUsage,
  measured,
  minimumSampledInvocations,
  volumeEvidence,
} from "../../analyse/lambda-usage.ts";
import type { Evidence } from "../../shared/evidence.ts";
import { type Reason, reason } from "../../shared/reason.ts";

/** Less than one in a thousand, or fewer than three, is nothing to change a limit for. */
const leastShare = 0.001;
const leastCount = 3;
/** A limit is not cut before CloudWatch knows a fortnight: a job may run once a week. */
const leastDays = 14;

const longestTimeoutSeconds = 900;

/**
 * Whether a function's timeout cuts off real work or lets a hung call run on; null when it fits, or when that is not
 * known. Too short: durations approach it, and often enough. Too long: a minute or more and twenty times the longest
 * invocation that CloudWatch knows of.
 */
export function findTimeoutMismatch(usage: LambdaUsage): Finding | null {
  if (!isPositive(usage.configuredSeconds) || !isPositive(usage.slowestMs)) return null;
  const tooShort = isTooShort(usage);
  if (!tooShort && (!looksTooLong(usage) || whyNoTimeoutCut(usage) !== null)) return null;
  const finding = tooShort ? shortFinding(usage) : longFinding(usage);
  return targetSeconds(finding, usage) === usage.configuredSeconds ? null : finding;
}

/** The timeout that a finding of {@link findTimeoutMismatch} asks for. */
export function targetSeconds({ kind }: Pick<Finding, "kind">, usage: LambdaUsage): number {
  return kind === "timeout_too_long"
    ? recommendedTimeoutSeconds({ ...usage, slowestMs: slowestKept(usage) })
    : recommendedTimeoutSeconds({ ...usage, timeouts: Math.max(1, usage.timeouts) });
}

/**
 * Invocations that run into the limit although nothing else comes near it: they hang. A higher limit only makes each
 * one dearer, so there is no remedy here. Not those that had all of their memory in use.
 */
export function findHang(usage: LambdaUsage): Finding | null {
  if (!isOften(usage) || approaches(usage) || isOutOfMemory(usage)) return null;
  if (!(usage.timeouts > 0 || usage.atLimit > 0)) return null;
  const { service, window, configuredSeconds } = usage;
  return {
    kind: "timeout_of_hung_calls",
    service,
    sentence: `${service} was cut off at ${configuredSeconds} s ${Math.max(usage.timeouts, usage.atLimit)} times, and hardly an invocation that ended by itself came near that: something hangs, and a call's own timeout would end it sooner.`,
    window,
    severity: severityOf(usage),
    persistence: 1,
    evidence: timeoutEvidence(usage),
  };
}

/** Why a timeout that looks too long is not cut; null when nothing speaks against it, or it does not look so. */
export function whyNoTimeoutCut(usage: LambdaUsage): Reason | null {
  if (!looksTooLong(usage)) return null;
  const { longest, service } = usage;
  const no = (text: string) => reason("cut_not_proven", `The timeout of ${service} is not cut: ${text}`);
  if (!longest) return no("the longest duration that CloudWatch knows of could not be read.");
  if (longest.days < leastDays)
    return no(`CloudWatch knows its durations of ${longest.days} days only, and ${leastDays} are asked for.`);
  if (usage.configuredSeconds < (20 * longest.durationMs) / 1000)
    return no(`an invocation took ${(longest.durationMs / 1000).toFixed(1)} s.`);
  return null;
}

/** Twice the slowest when too short, three times when too long; whole seconds, 3 to 900 as Lambda allows. */
export function recommendedTimeoutSeconds(usage: {
  configuredSeconds: number;
  slowestMs: number;
  timeouts: number;
  longestInitMs?: number;
}): number {
  const slowestSeconds = usage.slowestMs / 1000;
  const tooShort = usage.timeouts > 0 || slowestSeconds >= 0.8 * usage.configuredSeconds;
  // A timed-out invocation shows the limit, not how long the work takes, so the limit itself is doubled.
  const wanted = tooShort
    ? Math.max(slowestSeconds, usage.configuredSeconds) * 2
    : Math.max(slowestSeconds * 3, slowestSeconds + (2 * (usage.longestInitMs ?? 0)) / 1000);
  return Math.min(longestTimeoutSeconds, Math.max(3, Math.ceil(wanted)));
}

function isTooShort(usage: LambdaUsage): boolean {
  return isOften(usage) && approaches(usage) && !isOutOfMemory(usage);
}

/** Whether enough invocations are cut off, or nearly. */
function isOften({ timeouts, invocations, nearLimit, atLimit, sampledInvocations }: LambdaUsage): boolean {
  if (!(sampledInvocations >= minimumSampledInvocations)) return false;
  const slow = nearLimit + atLimit;
  const isSlow = slow >= leastCount && slow / sampledInvocations >= leastShare;
  return isSlow || (timeouts >= leastCount && timeouts / Math.max(1, invocations) >= leastShare);
}

/**
 * Whether durations come up to the limit rather than leave a gap below it. Work that takes too long now and then takes
 * nearly too long far more often; what hangs takes a moment or all there is.
 */
function approaches({ nearLimit, atLimit }: LambdaUsage): boolean {
  return nearLimit >= leastCount && nearLimit >= 0.2 * atLimit;
}

/** Out of memory can show as a time-out: the runtime collects garbage until the end. That is a matter of memory. */
function isOutOfMemory({ atLimit, atLimitAndFull }: LambdaUsage): boolean {
  return atLimit > 0 && atLimitAndFull >= 0.5 * atLimit;
}

function looksTooLong({ configuredSeconds, slowestMs, timeouts, atLimit, sampledInvocations }: LambdaUsage) {
  return (
    sampledInvocations >= minimumSampledInvocations &&
    timeouts === 0 &&
    atLimit === 0 &&
    configuredSeconds >= 60 &&
    configuredSeconds >= (20 * slowestMs) / 1000
  );
}

function slowestKept({ longest, slowestMs }: LambdaUsage): number {
  return Math.max(slowestMs, longest?.durationMs ?? Number.NaN);
}

function shortFinding(usage: LambdaUsage): Finding {
  const { service, window, configuredSeconds, slowestMs, nearLimit, timeouts } = usage;
  return {
    kind: "timeout_too_short",
    service,
    sentence: `${service} may run ${configuredSeconds} s; the slowest invocation took ${(slowestMs / 1000).toFixed(1)} s, ${nearLimit} of ${usage.sampledInvocations} sampled ones came near the limit and ${timeouts} timed out.`,
    window,
    severity: severityOf(usage),
    persistence: 1,
    evidence: timeoutEvidence(usage),
  };
}

function longFinding(usage: LambdaUsage): Finding {
  const { service, window, configuredSeconds, longest } = usage;
  const seconds = (slowestKept(usage) / 1000).toFixed(1);
  return {
    kind: "timeout_too_long",
    service,
    sentence: `${service} may run ${configuredSeconds} s while the longest invocation in ${longest?.days ?? 0} days took ${seconds} s: a hung call would be paid for until the end.`,
    window,
    severity: 0.2,
    persistence: 1,
    evidence: timeoutEvidence(usage),
  };
}

function severityOf({ timeouts, atLimit, sampledInvocations }: LambdaUsage): number {
  return Math.min(1, 0.5 + Math.max(timeouts, atLimit) / Math.max(1, sampledInvocations));
}

function timeoutEvidence(usage: LambdaUsage): Evidence[] {
  const { longest } = usage;
  return [
    { provenance: "config", label: "Timeout configured", value: `${usage.configuredSeconds} s` },
    measured(usage, "Duration, slowest", `${(usage.slowestMs / 1000).toFixed(2)} s`),
    measured(usage, "Invocations that timed out", String(usage.timeouts)),
    ...(longest
      ? [
          measured(
            usage,
            `Duration, longest in ${longest.days} days`,
            `${(longest.durationMs / 1000).toFixed(2)} s`,
          ),
        ]
      : []),
    ...volumeEvidence(usage),
  ];
}
