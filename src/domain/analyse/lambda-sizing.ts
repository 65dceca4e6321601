import type { Evidence } from "../shared/evidence.ts";
import type { MemoryFinding, TimeoutFinding } from "./finding.ts";

/** What is known about a function over a window: its configuration and what its REPORT lines say. */
export interface LambdaUsage {
  readonly service: string;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly configuredMegabytes: number;
  readonly configuredSeconds: number;
  /** Invocations over the whole window, from metrics; the sample below may be smaller. */
  readonly invocations: number;
  readonly sampledInvocations: number;
  readonly maxUsedMegabytes: number;
  readonly averageDurationMs: number;
  readonly slowestMs: number;
  readonly timeouts: number;
}

/** Fewer sampled invocations say too little (Compute Optimizer asks for 50, KRR for 100 points). */
const minimumSampledInvocations = 100;

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
export function findMemoryMismatch(usage: LambdaUsage): MemoryFinding | null {
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
    configuredMegabytes,
    maxUsedMegabytes,
    averageDurationMs: usage.averageDurationMs,
    invocations: usage.invocations,
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

/**
 * Whether a function's timeout cuts off real work or lets a hung call run on; null when it fits.
 * Too short: invocations timed out, or the slowest took 80 % of it. Too long: a minute or more and twenty
 * times the slowest invocation.
 */
export function findTimeoutMismatch(usage: LambdaUsage): TimeoutFinding | null {
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
    configuredSeconds: usage.configuredSeconds,
    slowestSeconds,
    timeouts: usage.timeouts,
    invocations: usage.invocations,
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

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function memoryEvidence(usage: LambdaUsage): Evidence[] {
  return [
    { provenance: "config", label: "Memory configured", value: `${usage.configuredMegabytes} MB` },
    measured(usage, "Memory used, largest", `${usage.maxUsedMegabytes} MB`),
    measured(usage, "Duration, average", `${Math.round(usage.averageDurationMs)} ms`),
    ...volumeEvidence(usage),
  ];
}

function timeoutEvidence(usage: LambdaUsage): Evidence[] {
  return [
    { provenance: "config", label: "Timeout configured", value: `${usage.configuredSeconds} s` },
    measured(usage, "Duration, slowest", `${(usage.slowestMs / 1000).toFixed(2)} s`),
    measured(usage, "Invocations that timed out", String(usage.timeouts)),
    ...volumeEvidence(usage),
  ];
}

function volumeEvidence(usage: LambdaUsage): Evidence[] {
  return [
    measured(usage, "Invocations", usage.invocations.toLocaleString("en-US")),
    measured(
      usage,
      "Invocations sampled from REPORT lines",
      usage.sampledInvocations.toLocaleString("en-US"),
    ),
  ];
}

function measured(usage: LambdaUsage, label: string, value: string): Evidence {
  return { provenance: "measured", label, value, window: usage.window };
}
