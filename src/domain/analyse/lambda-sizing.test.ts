import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findMemoryMismatch,
  findTimeoutMismatch,
  type LambdaUsage,
  recommendedMegabytes,
  recommendedTimeoutSeconds,
} from "./lambda-sizing.ts";

const usage: LambdaUsage = {
  service: "checkout",
  window: { fromMs: 0, toMs: 3_600_000 },
  configuredMegabytes: 1024,
  configuredSeconds: 30,
  invocations: 10_000,
  sampledInvocations: 150,
  maxUsedMegabytes: 600,
  averageDurationMs: 200,
  slowestMs: 5000,
  timeouts: 0,
};

describe("memory", () => {
  it.each<[string | null, number | null, Partial<LambdaUsage>]>([
    [null, null, {}],
    ["memory_overprovisioned", 704, { maxUsedMegabytes: 512 }],
    ["memory_overprovisioned", 512, { maxUsedMegabytes: 100 }],
    ["memory_underprovisioned", 1536, { maxUsedMegabytes: 922 }],
    ["memory_underprovisioned", 1536, { maxUsedMegabytes: 1024 }],
    [null, null, { maxUsedMegabytes: 921 }],
    [null, null, { maxUsedMegabytes: 513 }],
    [null, null, { configuredMegabytes: 128, maxUsedMegabytes: 40 }],
    [null, null, { configuredMegabytes: 10_240, maxUsedMegabytes: 10_240 }],
    [null, null, { maxUsedMegabytes: 100, sampledInvocations: 99 }],
    [null, null, { maxUsedMegabytes: 100, sampledInvocations: Number.NaN }],
    [null, null, { maxUsedMegabytes: 0 }],
    [null, null, { maxUsedMegabytes: Number.NaN }],
    [null, null, { maxUsedMegabytes: Number.POSITIVE_INFINITY }],
    [null, null, { configuredMegabytes: 0 }],
    [null, null, { configuredMegabytes: Number.NaN }],
  ])("is %s, to become %s MB, with %j", (kind, megabytes, overrides) => {
    const finding = findMemoryMismatch({ ...usage, ...overrides });
    expect(finding?.kind ?? null).toBe(kind);
    if (finding) expect(recommendedMegabytes(finding)).toBe(megabytes);
  });

  it("fits what was used with room, in steps, at most halved, for every function", () => {
    const sizes = fc.record({
      configuredMegabytes: fc.integer({ min: 128, max: 10_240 }),
      maxUsedMegabytes: fc.integer({ min: 1, max: 10_240 }),
    });
    fc.assert(
      fc.property(sizes, (given) => {
        const finding = findMemoryMismatch({ ...usage, ...given });
        if (!finding) return;
        const megabytes = recommendedMegabytes(given);
        expect(megabytes % 64).toBe(0);
        expect(megabytes >= 128 && megabytes <= 10_240).toBe(true);
        const over = finding.kind === "memory_overprovisioned";
        expect(Math.sign(megabytes - given.configuredMegabytes)).toBe(over ? -1 : 1);
        if (over) expect(megabytes).toBeGreaterThanOrEqual(given.maxUsedMegabytes * 1.3);
        if (over) expect(megabytes).toBeGreaterThanOrEqual(given.configuredMegabytes / 2);
        expect(finding.severity >= 0 && finding.severity <= 1).toBe(true);
      }),
    );
  });
});

describe("timeout", () => {
  it.each<[string | null, number | null, Partial<LambdaUsage>]>([
    [null, null, {}],
    ["timeout_too_short", 60, { slowestMs: 24_000 }],
    [null, null, { slowestMs: 23_900 }],
    ["timeout_too_short", 60, { timeouts: 1, sampledInvocations: 2 }],
    ["timeout_too_long", 15, { configuredSeconds: 120 }],
    [null, null, { configuredSeconds: 59, slowestMs: 10 }],
    ["timeout_too_long", 3, { configuredSeconds: 900, slowestMs: 10 }],
    ["timeout_too_short", 900, { configuredSeconds: 600, slowestMs: 600_000 }],
    [null, null, { configuredSeconds: 900, slowestMs: 900_000, timeouts: 5 }],
    [null, null, { slowestMs: 29_000, sampledInvocations: 99 }],
    [null, null, { slowestMs: 29_000, timeouts: Number.NaN, sampledInvocations: Number.NaN }],
    [null, null, { slowestMs: 0, timeouts: 5 }],
    [null, null, { slowestMs: Number.NaN, timeouts: 5 }],
    [null, null, { slowestMs: Number.POSITIVE_INFINITY }],
    [null, null, { configuredSeconds: Number.NaN, timeouts: 5 }],
  ])("is %s, to become %s s, with %j", (kind, seconds, overrides) => {
    const given = { ...usage, ...overrides };
    const finding = findTimeoutMismatch(given);
    expect(finding?.kind ?? null).toBe(kind);
    if (finding) expect(recommendedTimeoutSeconds(given)).toBe(seconds);
  });

  it("stays within what Lambda allows, moves the way it says, and leaves room, for every function", () => {
    const given = fc.record({
      configuredSeconds: fc.integer({ min: 1, max: 900 }),
      slowestMs: fc.integer({ min: 1, max: 900_000 }),
      timeouts: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(given, (some) => {
        const finding = findTimeoutMismatch({ ...usage, ...some });
        if (!finding) return;
        const seconds = recommendedTimeoutSeconds(some);
        expect(Number.isInteger(seconds) && seconds >= 3 && seconds <= 900).toBe(true);
        const isShort = finding.kind === "timeout_too_short";
        expect(Math.sign(seconds - some.configuredSeconds)).toBe(isShort ? 1 : -1);
        expect(seconds).toBeGreaterThanOrEqual(Math.min(900, some.slowestMs / 1000));
      }),
    );
  });
});
