import type { Finding } from "../../analyse/finding.ts";
import {
  isPositive,
  type LambdaUsage,
  measured,
  minimumSampledInvocations,
  volumeEvidence,
} from "../../analyse/lambda-usage.ts";
import type { Evidence } from "../../shared/evidence.ts";

const megabyteStep = 64;
const smallestMegabytes = 128;
const largestMegabytes = 10_240;
/** Room above the largest use seen: heaps grow between samples. */
const memoryHeadroom = 1.3;
/** CPU is given in proportion to memory, so a larger step down is a larger bet on what cannot be seen here. */
const largestStepDown = 0.5;

/**
 * Whether a function has too much or too little memory; null when it fits or too little is known.
 * Over-provisioned: twice what is used or more. Under-provisioned: 90 % used or more.
 */
export function findMemoryMismatch(usage: LambdaUsage): Finding | null {
  const { configuredMegabytes, maxUsedMegabytes } = usage;
  if (!(usage.sampledInvocations >= minimumSampledInvocations)) return null;
  if (!isPositive(configuredMegabytes) || !isPositive(maxUsedMegabytes)) return null;
  const share = maxUsedMegabytes / configuredMegabytes;
  if (share > 0.5 && share < 0.9) return null;
  const over = share <= 0.5;
  if (over && recommendedMegabytes(usage) >= configuredMegabytes) return null;
  if (!over && recommendedMegabytes(usage) <= configuredMegabytes) return null;
  return {
    kind: over ? "memory_overprovisioned" : "memory_underprovisioned",
    service: usage.service,
    sentence: `${usage.service} has ${configuredMegabytes} MB of memory and used at most ${maxUsedMegabytes} MB (${Math.round(share * 100)} %) in ${usage.sampledInvocations} sampled invocations.`,
    window: usage.window,
    severity: over ? 1 - share : Math.min(1, 0.7 + 3 * (share - 0.9)),
    persistence: 1,
    evidence: memoryEvidence(usage),
  };
}

/** The memory size that fits the use, in megabytes: headroom, steps of 64, at most half a size down at once. */
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
  return Math.min(largestMegabytes, Math.max(smallestMegabytes, stepped));
}

function memoryEvidence(usage: LambdaUsage): Evidence[] {
  return [
    { provenance: "config", label: "Memory configured", value: `${usage.configuredMegabytes} MB` },
    measured(usage, "Memory used, largest", `${usage.maxUsedMegabytes} MB`),
    measured(usage, "Duration, average", `${Math.round(usage.averageDurationMs)} ms`),
    ...volumeEvidence(usage),
  ];
}
