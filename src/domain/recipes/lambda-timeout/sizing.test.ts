import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LambdaUsage } from "../../analyse/lambda-usage.ts";
import { findTimeoutMismatch, recommendedTimeoutSeconds } from "./sizing.ts";

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
