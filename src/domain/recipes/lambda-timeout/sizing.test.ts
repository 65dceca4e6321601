import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LambdaUsage } from "../../analyse/lambda-usage.ts";
import {
  findHang,
  findTimeoutMismatch,
  recommendedTimeoutSeconds,
  targetSeconds,
  whyNoTimeoutCut,
} from "./sizing.ts";

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

describe("timeout", () => {
  const long = { configuredSeconds: 900 };

  it.each<[string | null, number | null, Partial<LambdaUsage>]>([
    [null, null, {}],
    ["timeout_too_short", 60, { slowestMs: 24_000, nearLimit: 3 }],
    ["timeout_too_short", 60, { slowestMs: 30_000, nearLimit: 20, atLimit: 100, timeouts: 6000 }],
    ["timeout_too_short", 900, { configuredSeconds: 600, slowestMs: 600_000, nearLimit: 50 }],
    ["timeout_too_long", 15, { configuredSeconds: 120 }],
    ["timeout_too_long", 3, { ...long, slowestMs: 10, longest: { durationMs: 20, days: 14 } }],
    ["timeout_too_long", 60, { ...long, slowestMs: 10, longest: { durationMs: 20_000, days: 400 } }],
    [
      "timeout_too_long",
      11,
      { ...long, slowestMs: 10, longestInitMs: 5000, longest: { durationMs: 1000, days: 400 } },
    ],
    // Two are no rate, and neither is one in a million.
    [null, null, { slowestMs: 24_000, nearLimit: 2 }],
    [null, null, { slowestMs: 30_000, nearLimit: 2, timeouts: 9, invocations: 2_900_000 }],
    [null, null, { slowestMs: 24_000, nearLimit: 3, sampledInvocations: 99 }],
    [null, null, { slowestMs: 24_000, nearLimit: 3, sampledInvocations: 3001 }],
    [null, null, { ...long, slowestMs: 10, longest: { durationMs: 640_000, days: 400 } }],
    [null, null, { configuredSeconds: 59, slowestMs: 10, longest: { durationMs: 10, days: 400 } }],
    [null, null, { configuredSeconds: 900, slowestMs: 900_000, timeouts: 50, nearLimit: 50, atLimit: 50 }],
    [null, null, { slowestMs: 29_000, timeouts: Number.NaN, sampledInvocations: Number.NaN }],
    [null, null, { slowestMs: 0, timeouts: 50, nearLimit: 50 }],
    [null, null, { slowestMs: Number.NaN, timeouts: 50, nearLimit: 50 }],
    [null, null, { slowestMs: Number.POSITIVE_INFINITY, nearLimit: 50 }],
    [null, null, { configuredSeconds: Number.NaN, timeouts: 50, nearLimit: 50 }],
  ])("is %s, to become %s s, with %j", (kind, seconds, overrides) => {
    const given = { ...usage, ...overrides };
    const finding = findTimeoutMismatch(given);
    expect(finding?.kind ?? null).toBe(kind);
    if (finding) expect(targetSeconds(finding, given)).toBe(seconds);
  });

  it.each([
    [60, { configuredSeconds: 30, slowestMs: 24_000, timeouts: 0 }],
    [60, { configuredSeconds: 30, slowestMs: 100, timeouts: 1 }],
    [900, { configuredSeconds: 600, slowestMs: 100, timeouts: 1 }],
    [3, { configuredSeconds: 60, slowestMs: 100, timeouts: 0 }],
    [21, { configuredSeconds: 900, slowestMs: 1000, timeouts: 0, longestInitMs: 10_000 }],
  ])("is best %i s with %j", (seconds, given) => {
    expect(recommendedTimeoutSeconds(given)).toBe(seconds);
  });

  it.each<[boolean, Partial<LambdaUsage>]>([
    [true, { timeouts: 30, atLimit: 3 }],
    [true, { atLimit: 150, timeouts: 10_000 }],
    [true, { atLimit: 30, nearLimit: 3 }],
    [false, { timeouts: 2 }],
    [false, { timeouts: 9, invocations: 2_900_000 }],
    [false, { timeouts: 30, atLimit: 10, nearLimit: 3 }],
    // The garbage collector was at work until the end: a matter of memory.
    [false, { timeouts: 30, atLimit: 4, atLimitAndFull: 2 }],
  ])("hangs: %s, with %j, and is then not raised", (hangs, overrides) => {
    const given = { ...usage, slowestMs: 30_000, ...overrides };
    const hang = findHang(given);
    expect(hang?.kind ?? null).toBe(hangs ? "timeout_of_hung_calls" : null);
    if (hangs) expect(findTimeoutMismatch(given)).toBeNull();
  });

  it("is not raised where invocations out of memory show as cut off", () => {
    const given = { ...usage, slowestMs: 30_000, timeouts: 30, nearLimit: 9, atLimit: 9, atLimitAndFull: 9 };
    expect([findTimeoutMismatch(given), findHang(given)]).toEqual([null, null]);
  });

  it.each<[Partial<LambdaUsage>]>([
    [{ longest: null }],
    [{ longest: { durationMs: 10, days: 13 } }],
    [{ longest: { durationMs: 46_000, days: 400 } }],
  ])("is not cut, and says why, with %j", (overrides) => {
    const given = { ...usage, ...long, slowestMs: 10, ...overrides };
    expect(findTimeoutMismatch(given)).toBeNull();
    expect(whyNoTimeoutCut(given)).toMatchObject({ code: "cut_not_proven" });
  });

  it("stays within what Lambda allows, moves the way it says, and leaves room, for every function", () => {
    const given = fc.record({
      configuredSeconds: fc.integer({ min: 1, max: 900 }),
      slowestMs: fc.integer({ min: 1, max: 900_000 }),
      timeouts: fc.constantFrom(0, 50),
      nearLimit: fc.constantFrom(0, 5),
      longest: fc.record({ durationMs: fc.integer({ min: 1, max: 900_000 }), days: fc.constant(400) }),
    });
    fc.assert(
      fc.property(given, (some) => {
        const finding = findTimeoutMismatch({ ...usage, ...some });
        if (!finding) return;
        const seconds = targetSeconds(finding, { ...usage, ...some });
        expect(Number.isInteger(seconds) && seconds >= 3 && seconds <= 900).toBe(true);
        const isShort = finding.kind === "timeout_too_short";
        expect(Math.sign(seconds - some.configuredSeconds)).toBe(isShort ? 1 : -1);
        const longestMs = isShort ? some.slowestMs : Math.max(some.slowestMs, some.longest.durationMs);
        expect(seconds).toBeGreaterThanOrEqual(Math.min(900, longestMs / 1000));
      }),
    );
  });
});
