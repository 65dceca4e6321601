import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LambdaUsage } from "../../analyse/lambda-usage.ts";
import { findMemoryMismatch, recommendedMegabytes, whyNoMemoryChange } from "./sizing.ts";

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
  nearLimit: 0,
  atLimit: 0,
  atLimitAndFull: 0,
  outOfMemory: 0,
  longestInitMs: 300,
  longest: { durationMs: 5000, days: 400 },
  memoryIsWhole: true,
};

describe("memory", () => {
  const died = { outOfMemory: 3 };
  const full = { maxUsedMegabytes: 1000 };

  it.each<[string | null, number | null, Partial<LambdaUsage>]>([
    [null, null, {}],
    ["memory_overprovisioned", 704, { maxUsedMegabytes: 512 }],
    ["memory_overprovisioned", 512, { maxUsedMegabytes: 100 }],
    ["memory_underprovisioned", 1536, { ...died, maxUsedMegabytes: 922 }],
    ["memory_underprovisioned", 1536, { ...died, maxUsedMegabytes: 1024 }],
    ["memory_underprovisioned", 1536, { ...full, atLimit: 3, atLimitAndFull: 3 }],
    ["memory_underprovisioned", 3008, { ...died, configuredMegabytes: 2560, maxUsedMegabytes: 2560 }],
    ["memory_underprovisioned", 4544, { ...died, configuredMegabytes: 3009, maxUsedMegabytes: 3009 }],
    [null, null, { ...died, maxUsedMegabytes: 921 }],
    [null, null, { maxUsedMegabytes: 513 }],
    [null, null, { configuredMegabytes: 128, maxUsedMegabytes: 40 }],
    [null, null, { ...died, configuredMegabytes: 10_240, maxUsedMegabytes: 10_240 }],
    [null, null, { ...died, configuredMegabytes: 3008, maxUsedMegabytes: 3008 }],
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

  const low = { maxUsedMegabytes: 100 };

  it.each<[string, Partial<LambdaUsage>]>([
    ["cut_not_proven", { ...low, memoryIsWhole: false }],
    ["cut_not_proven", { ...low, longest: null }],
    ["cut_not_proven", { ...low, outOfMemory: 1 }],
    // Half of the memory may take twice as long.
    ["cut_not_proven", { ...low, longest: { durationMs: 14_000, days: 400 } }],
    ["cut_not_proven", { ...low, longestInitMs: 5000 }],
    ["cut_not_proven", { ...low, configuredSeconds: Number.NaN }],
    ["raise_without_harm", { ...full }],
    ["raise_without_harm", { ...full, outOfMemory: 2 }],
    ["raise_without_harm", { ...full, outOfMemory: 3, invocations: 2_900_000 }],
    ["memory_account_limit", { ...died, configuredMegabytes: 3008, maxUsedMegabytes: 3008 }],
    ["memory_account_limit", { ...died, configuredMegabytes: 10_240, maxUsedMegabytes: 10_240 }],
  ])("is left alone, with %s, with %j", (code, overrides) => {
    const given = { ...usage, ...overrides };
    expect(findMemoryMismatch(given)).toBeNull();
    expect(whyNoMemoryChange(given)).toMatchObject({ code, text: expect.stringContaining("checkout") });
  });

  it("is cut although the timeout is not known where what takes longest fits into the shortest", () => {
    const given = {
      ...usage,
      ...low,
      configuredSeconds: Number.NaN,
      longest: { durationMs: 200, days: 400 },
    };
    expect(findMemoryMismatch(given)).toMatchObject({ kind: "memory_overprovisioned" });
    expect(whyNoMemoryChange(given)).toBeNull();
  });

  it("is not raised again and again for a function that fills what it gets, whoever watches", () => {
    const raises: number[] = [];
    for (let size = 512; raises.length < 20; size = raises.at(-1) ?? size) {
      const given = { ...usage, configuredMegabytes: size, maxUsedMegabytes: size * 0.97 };
      if (!findMemoryMismatch(given)) break;
      raises.push(recommendedMegabytes(given));
    }
    expect(raises).toEqual([]);
  });

  it("fits what was used with room, in steps, at most halved, for every function", () => {
    const sizes = fc.record({
      configuredMegabytes: fc.integer({ min: 128, max: 10_240 }),
      maxUsedMegabytes: fc.integer({ min: 1, max: 10_240 }),
      outOfMemory: fc.constantFrom(0, 5),
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
