import { describe, expect, it } from "vitest";
import { facts, failure, nowMs, policy, rules, success } from "../../../../test/gated-pull.ts";
import { decideGate } from "../decide.ts";
import type { GateFacts } from "../facts.ts";
import type { MergeRules } from "../rule.ts";
import { testsChanged, untrustedInfluence } from "./untrusted.ts";

type Given = [Partial<GateFacts>, Partial<MergeRules>?];

function decide([someFacts, someRules]: Given) {
  return decideGate({ ...facts, ...someFacts }, { ...rules, ...someRules }, nowMs);
}

describe("what holds a pull request back", () => {
  it.each<[string, RegExp, ...Given]>([
    ["everybody who pushed to it", /\bada, bob\b/, { foreignCommitters: ["ada", "bob"] }],
    ["everybody who requested changes", /\bada, bob\b/, { changesRequestedBy: ["ada", "bob"] }],
    ["the label", /self-building:hold/, { labels: ["self-building:hold"] }],
    ["the base and the default branch", /release.*main/, { baseBranch: "release" }],
    ["what has become of it", /merged/, { state: "merged" }],
    ["check and conclusion", /ci.*timed_out/, { checks: [{ ...failure, conclusion: "timed_out" }] }],
    ["a check without a conclusion", /ci.*unknown/, { checks: [{ ...failure, conclusion: null }] }],
    ["a check that has not finished", /\bci\b/, { checks: [{ ...success, status: "queued" }] }],
    ["the app whose check is missing", /ci.*actions/, { checks: [{ ...success, app: "other" }] }],
    ["the check that nobody reported", /^((?!actions).)*ci((?!actions).)*$/, { checks: [] }],
    [
      "given and required approvals",
      /1.*2/,
      { approvals: 1 },
      { merge: { ...policy.merge, requiredApprovals: 2 } },
    ],
    ["how far it is behind", /\b3\b/, { behindBy: 3 }],
    ["how often it was brought up to date", /\b5\b/, { behindBy: 3 }, { refreshesToday: 5 }],
    ["the setting of the checks", /merge\.requiredChecks/, {}, { requiredChecks: [] }],
  ])("names %s", (_what, expected, ...given) => {
    expect(decide(given).reasons).toMatchObject([{ text: expect.stringMatching(expected) }]);
  });

  it("is that people pushed to it, and not in addition that it does not end in the app's commit", () => {
    const theirs = decide([{ foreignCommitters: ["ada"], headSha: "b".repeat(40) }]);
    expect(theirs.reasons.map((one) => one.code)).toEqual(["human_commits"]);
  });

  it("is that people merge it, and not in addition that outsiders influenced it", () => {
    const theirs = decide([{}, { auto: false, influencedByUntrusted: true }]);
    expect(theirs.reasons.map((one) => one.code)).toEqual(["auto_merge_off"]);
  });
});

it.each<[string, Partial<MergeRules>, Partial<GateFacts>]>([
  ["nobody outside took part", {}, {}],
  ["a person merges", { influencedByUntrusted: true, auto: false }, {}],
  [
    "the policy allows it",
    { influencedByUntrusted: true, merge: { ...policy.merge, allowUntrusted: true } },
    {},
  ],
  ["a person has approved", { influencedByUntrusted: true }, { approvals: 1 }],
])("says what lets outsiders' influence pass when %s", (_what, someRules, someFacts) => {
  const { check } = untrustedInfluence;
  const ruling = check({ ...facts, ...someFacts }, { ...rules, ...someRules }, nowMs);
  expect(ruling).toMatchObject({ kind: "satisfied", by: expect.stringMatching(/^\S.*\.$/) });
});

it.each<[string, Partial<MergeRules>, Partial<GateFacts>]>([
  ["no test has changed", {}, {}],
  ["a person merges", { changesTests: true, auto: false }, {}],
  ["the policy allows it", { changesTests: true, merge: { ...policy.merge, allowTestChanges: true } }, {}],
  ["a person has approved", { changesTests: true }, { approvals: 1 }],
  ["another rule asks for a person", { changesTests: true, influencedByUntrusted: true }, {}],
])("says what lets changed tests pass when %s", (_what, someRules, someFacts) => {
  const ruling = testsChanged.check({ ...facts, ...someFacts }, { ...rules, ...someRules }, nowMs);
  expect(ruling).toMatchObject({ kind: "satisfied", by: expect.stringMatching(/^\S.*\.$/) });
});
