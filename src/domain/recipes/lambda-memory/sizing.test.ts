import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LambdaUsage } from "../../analyse/lambda-usage.ts";
import { findMemoryMismatch, recommendedMegabytes } from "./sizing.ts";

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
    const given = { ...usage, ...overrides };
    const finding = findMemoryMismatch(given);
    expect(finding?.kind ?? null).toBe(kind);
    if (finding) expect(recommendedMegabytes(given)).toBe(megabytes);
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
