import { describe, expect, it } from "vitest";
import { facts, failure, nowMs, rules } from "../../../test/gated-pull.ts";
import { reason } from "../shared/reason.ts";
import { type Decision, decideGate, isGitHubsWord, needsRefresh } from "./decide.ts";
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

  it("is false for what the app did not propose, whoever pushed it", () => {
    const behind = { ...facts, behindBy: 2 };
    expect(needsRefresh(decide({ ...behind, headSha: "b".repeat(40) }, rules))).toBe(false);
    expect(needsRefresh(decide({ ...behind, foreignCommitters: ["format[bot]"] }, rules))).toBe(false);
  });

  it("is false where people merge, or GitHub has not said all that it needs to know", () => {
    const behind = { ...facts, behindBy: 2 };
    expect(needsRefresh(decide(behind, { ...rules, auto: false }))).toBe(false);
    expect(needsRefresh(decide(behind, { ...rules, refreshesToday: 5 }))).toBe(false);
    expect(needsRefresh(decide({ ...behind, hasConflict: null }, rules))).toBe(false);
    expect(needsRefresh(decide({ ...behind, checks: [] }, rules))).toBe(false);
  });

  it.each<[string, Partial<GateFacts>, Partial<MergeRules>?]>([
    ["is closed", { state: "closed" }],
    ["goes into another branch", { baseBranch: "release" }],
    ["conflicts with its base and is theirs", { hasConflict: true, foreignCommitters: ["ada"] }],
    ["has failed a check", { checks: [failure] }],
    ["is stopped by a kill switch", {}, { killSwitches: [reason("organisation_off", "Off.")] }],
  ])("is false for a moved base of a pull request that %s", (_what, wrong, by) => {
    expect(needsRefresh(decide({ ...facts, behindBy: 2, ...wrong }, { ...rules, ...by }))).toBe(false);
  });

  it("is true for what conflicts with its base, whoever merges it, while nothing else holds it back", () => {
    const conflicting = { ...facts, behindBy: 2, hasConflict: true };
    expect(needsRefresh(decide(conflicting, rules))).toBe(true);
    expect(needsRefresh(decide(conflicting, { ...rules, auto: false }))).toBe(true);
    expect(needsRefresh(decide({ ...conflicting, labels: ["self-building:hold"] }, rules))).toBe(false);
  });

  it("is true for a moved base while approvals are missing: they are given to what would be merged", () => {
    const merge = { ...rules.merge, requiredApprovals: 2 };
    expect(needsRefresh(decide({ ...facts, behindBy: 2 }, { ...rules, merge }))).toBe(true);
  });

  it("is false for a reason that no rule gives, alone or beside a moved base", () => {
    const moved = reason("base_moved", "It moved.");
    const behind = reason("behind_base", "It is behind.");
    expect(needsRefresh({ kind: "wait", reasons: [moved] })).toBe(false);
    expect(needsRefresh({ kind: "wait", reasons: [behind, moved] })).toBe(false);
    expect(needsRefresh({ kind: "wait", reasons: [behind] })).toBe(true);
  });
});

describe("isGitHubsWord", () => {
  const moved = reason("base_moved", "It moved.");
  const behind = reason("behind_base", "It is behind.");

  it.each<[boolean, string, Decision]>([
    [true, "what GitHub alone has said", { kind: "wait", reasons: [moved] }],
    [false, "what a rule has said", { kind: "wait", reasons: [behind] }],
    [false, "what a rule has said beside GitHub", { kind: "wait", reasons: [behind, moved] }],
    [false, "what blocks", { kind: "block", reasons: [moved] }],
    [false, "a merge", decide(facts, rules)],
  ])("is %s of %s", (expected, _what, decision) => expect(isGitHubsWord(decision)).toBe(expected));
});
