import { describe, expect, it } from "vitest";
import { facts, nowMs, rules } from "../../../test/gated-pull.ts";
import { reason } from "../shared/reason.ts";
import { type Decision, decideGate, needsRefresh } from "./decide.ts";
import type { GateFacts } from "./facts.ts";
import type { MergeRules } from "./rule.ts";

function decide(given: GateFacts, by: MergeRules): Decision {
  return decideGate(given, by, nowMs);
}

describe("needsRefresh", () => {
  it("is true for a moved base, alone or with nothing missing but an approval", () => {
    expect(needsRefresh(decide({ ...facts, behindBy: 2 }, rules))).toBe(true);
    expect(needsRefresh(decide({ ...facts, behindBy: 2 }, { ...rules, influencedByUntrusted: true }))).toBe(
      true,
    );
    expect(needsRefresh(decide(facts, { ...rules, influencedByUntrusted: true }))).toBe(false);
    expect(needsRefresh(decide({ ...facts, behindBy: 2, draft: true }, rules))).toBe(false);
    expect(needsRefresh(decide({ ...facts, behindBy: 2, foreignCommitters: ["ada"] }, rules))).toBe(false);
    expect(needsRefresh(decide(facts, rules))).toBe(false);
  });

  it("is true for commits of the app's own that the row does not know, unless people hold the branch", () => {
    const moved = { ...facts, headSha: "b".repeat(40) };
    expect(needsRefresh(decide(moved, rules))).toBe(true);
    expect(needsRefresh(decide(moved, { ...rules, auto: false }))).toBe(true);
    expect(needsRefresh(decide({ ...moved, labels: ["self-building:hold"] }, rules))).toBe(false);
    expect(needsRefresh(decide({ ...moved, changesRequestedBy: ["ada"] }, rules))).toBe(false);
  });

  it("is false where people merge, or GitHub has not said all that it needs to know", () => {
    const behind = { ...facts, behindBy: 2 };
    expect(needsRefresh(decide(behind, { ...rules, auto: false }))).toBe(false);
    expect(needsRefresh(decide(behind, { ...rules, refreshes: 5 }))).toBe(false);
    expect(needsRefresh(decide({ ...behind, hasConflict: null }, rules))).toBe(false);
    expect(needsRefresh(decide({ ...behind, checks: [] }, rules))).toBe(false);
  });

  it("is false for a reason that no rule gives", () => {
    expect(needsRefresh({ kind: "wait", reasons: [reason("base_moved", "It moved.")] })).toBe(false);
  });
});
