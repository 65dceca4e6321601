import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reason } from "../shared/reason.ts";
import { type ReasonCode, reasons } from "../shared/reasons.ts";
import { afterTelling, tellAfter, type Wait, waitsAfter } from "./waits.ts";

const codes = Object.keys(reasons) as ReasonCode[];
const anyReason = fc.constantFrom(...codes).map((code) => reason(code, "Why."));
const anyKind = fc.constantFrom("improvement" as const, "revert" as const);
const day = 86_400;

describe("people are told of a wait", () => {
  it("whatever it is for: of a revert's within the hour, of any other's in finite time", () => {
    for (const code of codes) {
      expect(tellAfter(reason(code, ""), "revert", 3_600)).toBeGreaterThan(0);
      expect(tellAfter(reason(code, ""), "improvement", 30 * day)).toBeGreaterThan(0);
    }
  });

  it("not at once, never less often for a longer wait, and at growing intervals", () => {
    fc.assert(
      fc.property(anyReason, anyKind, fc.nat(400 * day), (why, kind, seconds) => {
        expect(tellAfter(why, kind, 0)).toBe(0);
        const count = tellAfter(why, kind, seconds);
        expect(tellAfter(why, kind, seconds + 60)).toBeGreaterThanOrEqual(count);
        expect(count).toBeLessThan(14);
        expect(tellAfter(why, kind, 3 * seconds + 1)).toBeLessThanOrEqual(count + 1);
      }),
    );
  });

  it("once for each time, however often it is looked at", () => {
    const looks = fc.array(fc.integer({ min: 1, max: 5 * 3_600 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyReason, anyKind, looks, (why, kind, pauses) => {
        let [nowMs, tellings] = [0, 0];
        let waits: readonly Wait[] = waitsAfter([], [why], kind, nowMs).waits;
        for (const seconds of pauses) {
          nowMs += seconds * 1000;
          const after = waitsAfter(waits, [why], kind, nowMs);
          tellings += after.toTell.length;
          waits = afterTelling(after.waits, after.toTell, kind, nowMs);
        }
        const due = tellAfter(why, kind, nowMs / 1000);
        expect(tellings).toBeLessThanOrEqual(due);
        expect(Math.min(due, 1)).toBeLessThanOrEqual(tellings);
      }),
    );
  });
});

describe("a wait", () => {
  const missing = reason("check_missing", "ci has not reported.");
  const unknown = reason("mergeability_unknown", "GitHub computes.");
  const minutes = (count: number) => count * 60_000;

  it("that flickers is one wait", () => {
    const first = waitsAfter([], [missing], "revert", 0).waits;
    const between = waitsAfter(first, [unknown], "revert", minutes(15)).waits;
    expect(waitsAfter(between, [missing], "revert", minutes(30)).toTell).toEqual([missing]);
  });

  it("that was gone for hours begins anew", () => {
    const first = waitsAfter([], [missing], "revert", 0).waits;
    const later = waitsAfter(first, [], "revert", minutes(400)).waits;
    expect(later).toEqual([]);
    expect(waitsAfter(later, [missing], "revert", minutes(401)).toTell).toEqual([]);
  });

  it("that could not be told is still to be told", () => {
    const first = waitsAfter([], [missing], "revert", 0).waits;
    const due = waitsAfter(first, [missing], "revert", minutes(40));
    expect(waitsAfter(due.waits, [missing], "revert", minutes(41)).toTell).toEqual([missing]);
    const told = afterTelling(due.waits, due.toTell, "revert", minutes(40));
    expect(waitsAfter(told, [missing], "revert", minutes(41)).toTell).toEqual([]);
  });
});
