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

const megabyteStep = 64;
const smallestMegabytes = 128;
const largestMegabytes = 10_240;
/** New accounts may not have more until AWS has raised their quota; a deployment above it fails. */
const accountMegabytes = 3008;
/** Room above the largest use seen: heaps grow between samples. */
const memoryHeadroom = 1.3;
/** CPU is given in proportion to memory, so a larger step down is a larger bet on what cannot be seen here. */
const largestStepDown = 0.5;
/** Lambda ends an initialisation after 10 s and begins it anew. */
const longestInitMs = 10_000;
/** Fewer than three invocations, or fewer than one in ten thousand, that died are nothing to raise a size for. */
const leastKilled = 3;
const leastShareKilled = 0.0001;

/**
 * Whether a function has too much or too little memory; null when it fits, or when that is not known.
 * Over-provisioned: twice what is used or more, by every report of the window. Under-provisioned: 90 % used or more, and
 * invocations died of it.
 */
export function findMemoryMismatch(usage: LambdaUsage): Finding | null {
  const share = shareOf(usage);
  if (share === null) return null;
  const { configuredMegabytes, maxUsedMegabytes } = usage;
  const over = share <= 0.5;
  if (over && (!isCut(usage) || whyNoMemoryCut(usage) !== null)) return null;
  if (!over && (share < 0.9 || !isHarmed(usage))) return null;
  if (!over && recommendedMegabytes(usage) <= configuredMegabytes) return null;
  const died = over ? "" : `, and ${killed(usage)} invocations died of it`;
  return {
    kind: over ? "memory_overprovisioned" : "memory_underprovisioned",
    service: usage.service,
    sentence: `${usage.service} has ${configuredMegabytes} MB of memory and used at most ${maxUsedMegabytes} MB (${Math.round(share * 100)} %) in ${usage.sampledInvocations} sampled invocations${died}.`,
    window: usage.window,
    severity: over ? 1 - share : Math.min(1, 0.7 + 3 * (share - 0.9)),
    persistence: 1,
    evidence: memoryEvidence(usage),
  };
}

/** Why memory that looks too much, or full, is left alone; null when there is nothing to say. */
export function whyNoMemoryChange(usage: LambdaUsage): Reason | null {
  const share = shareOf(usage);
  if (share === null) return null;
  if (share <= 0.5) return isCut(usage) ? whyNoMemoryCut(usage) : null;
  if (share < 0.9) return null;
  const { service, configuredMegabytes, maxUsedMegabytes } = usage;
  if (!isHarmed(usage)) {
    const text = `${service} used ${maxUsedMegabytes} of ${configuredMegabytes} MB and ${killed(usage)} invocations died of it, so its memory is not raised.`;
    return reason("raise_without_harm", text);
  }
  if (recommendedMegabytes(usage) > configuredMegabytes) return null;
  const most =
    configuredMegabytes >= largestMegabytes
      ? "as much as Lambda gives"
      : "3,008 MB, the limit of new accounts";
  return reason("memory_account_limit", `${service} has ${most}, and invocations died for want of more.`);
}

/**
 * The memory size that fits the use, in megabytes: headroom, steps of 64, at most half a size down at once, and not from
 * below the limit of new accounts to above it.
 */
export function recommendedMegabytes(usage: {
  configuredMegabytes: number;
  maxUsedMegabytes: number;
}): number {
  const { configuredMegabytes, maxUsedMegabytes } = usage;
  const underprovisioned = maxUsedMegabytes >= 0.9 * configuredMegabytes;
  const wanted = underprovisioned
    ? configuredMegabytes * 1.5
    : Math.max(maxUsedMegabytes * memoryHeadroom, configuredMegabytes * largestStepDown);
  const stepped = Math.ceil(wanted / megabyteStep) * megabyteStep;
  const most = configuredMegabytes <= accountMegabytes ? accountMegabytes : largestMegabytes;
  return Math.min(most, Math.max(smallestMegabytes, stepped));
}

/** The share of its memory that a function uses; null when that is not known well enough. */
function shareOf({ sampledInvocations, configuredMegabytes, maxUsedMegabytes }: LambdaUsage): number | null {
  if (!(sampledInvocations >= minimumSampledInvocations)) return null;
  if (!isPositive(configuredMegabytes) || !isPositive(maxUsedMegabytes)) return null;
  return maxUsedMegabytes / configuredMegabytes;
}

function isCut(usage: LambdaUsage): boolean {
  return recommendedMegabytes(usage) < usage.configuredMegabytes;
}

/** What is cut off with all of its memory in use died of memory, too. */
function killed({ outOfMemory, atLimitAndFull }: LambdaUsage): number {
  return Math.max(outOfMemory, atLimitAndFull);
}

function isHarmed(usage: LambdaUsage): boolean {
  const { outOfMemory, invocations, atLimitAndFull, sampledInvocations } = usage;
  const isOften = (count: number, of: number) =>
    count >= leastKilled && count / Math.max(1, of) >= leastShareKilled;
  return isOften(outOfMemory, invocations) || isOften(atLimitAndFull, sampledInvocations);
}

/** Less memory is less CPU: what takes longest has to fit into the limits all the same, were it CPU alone. */
function whyNoMemoryCut(usage: LambdaUsage): Reason | null {
  const { service, longest, configuredSeconds, configuredMegabytes } = usage;
  const no = (text: string) => reason("cut_not_proven", `The memory of ${service} is not cut: ${text}`);
  if (usage.outOfMemory > 0) return no("an invocation died for want of memory.");
  if (!usage.memoryIsWhole)
    return no("not every report of the window could be looked at, and Lambda Insights is not there.");
  if (!longest) return no("the longest duration that CloudWatch knows of could not be read.");
  // Where the template does not say, the shortest timeout that there is.
  const limitSeconds = isPositive(configuredSeconds) ? configuredSeconds : 1;
  const slower = configuredMegabytes / recommendedMegabytes(usage);
  if (longest.durationMs * slower > 900 * limitSeconds)
    return no(
      `an invocation took ${(longest.durationMs / 1000).toFixed(1)} s, and ${slower.toFixed(1)} times that comes near its timeout${isPositive(configuredSeconds) ? ` of ${configuredSeconds} s` : ", which is not known"}.`,
    );
  if (usage.longestInitMs * slower > 0.9 * longestInitMs)
    return no(
      `an initialisation took ${(usage.longestInitMs / 1000).toFixed(1)} s, and Lambda ends it after 10 s.`,
    );
  return null;
}

function memoryEvidence(usage: LambdaUsage): Evidence[] {
  const { longest } = usage;
  return [
    { provenance: "config", label: "Memory configured", value: `${usage.configuredMegabytes} MB` },
    measured(usage, "Memory used, largest", `${usage.maxUsedMegabytes} MB`),
    measured(usage, "Duration, average", `${Math.round(usage.averageDurationMs)} ms`),
    ...(longest
      ? [measured(usage, `Duration, longest in ${longest.days} days`, `${Math.round(longest.durationMs)} ms`)]
      : []),
    ...(killed(usage) > 0
      ? [measured(usage, "Invocations that died for want of memory", String(killed(usage)))]
      : []),
    ...volumeEvidence(usage),
  ];
}
