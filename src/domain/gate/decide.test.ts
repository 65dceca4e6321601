import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { facts, failure, nowMs, policy, rules, success } from "../../../test/gated-pull.ts";
import { reason } from "../shared/reason.ts";
import { applyRules, type Decision, decideGate as decideGateAt } from "./decide.ts";
import type { GateFacts } from "./facts.ts";
import type { MergeRules } from "./rule.ts";

function decideGate(given: GateFacts, by: MergeRules): Decision {
  return decideGateAt(given, by, nowMs);
}

/** One thing that is wrong, as a change of the facts or of the rules, and what the gate says to it. */
type Wrong = [code: string, kind: "wait" | "block", facts: Partial<GateFacts>, rules?: Partial<MergeRules>];

/** A policy with a label of its own takes nothing away from the app's. */
const labelledOtherwise = { merge: { ...policy.merge, blockingLabels: ["wait"] } };

const wrongs: Wrong[] = [
  ["not_open", "block", { state: "closed" }],
  ["not_open", "block", { state: "merged" }],
  ["human_commits", "block", { foreignCommitters: ["ada"] }],
  ["human_commits", "block", { foreignCommitters: ["format[bot]", "ada"] }],
  ["bot_commits", "block", { foreignCommitters: ["format[bot]"] }],
  ["other_content", "block", { headSha: "b".repeat(40) }],
  ["not_default_branch", "block", { baseBranch: "release" }],
  ["blocking_label", "block", { labels: ["self-building:hold"] }],
  ["blocking_label", "block", { labels: ["Self-Building:HOLD"] }],
  ["blocking_label", "block", { labels: ["self-building:hold"] }, labelledOtherwise],
  ["blocking_label", "block", { labels: ["Wait"] }, labelledOtherwise],
  ["changes_requested", "block", { changesRequestedBy: ["ada"] }],
  ["merge_conflict", "block", { hasConflict: true }],
  ["check_failed", "block", { checks: [failure] }],
  ["check_failed", "block", { checks: [success, failure] }],
  ["check_failed", "block", { checks: [failure, success] }],
  ...[
    "skipped",
    "neutral",
    "cancelled",
    "timed_out",
    "action_required",
    "stale",
    "startup_failure",
    "",
    null,
  ].map((conclusion): Wrong => ["check_failed", "block", { checks: [{ ...success, conclusion }] }]),
  ["check_running", "wait", { checks: [{ ...success, status: "queued", conclusion: null }] }],
  ["check_running", "wait", { checks: [{ ...success, status: "in_progress", conclusion: null }] }],
  ["check_running", "wait", { checks: [{ ...success, status: "unknown" }] }],
  ["check_running", "wait", { checks: [success, { ...success, status: "in_progress", conclusion: null }] }],
  ["check_missing", "wait", { checks: [] }],
  ["check_missing", "wait", { checks: [{ ...success, name: "CI" }] }],
  ["check_missing", "wait", { checks: [{ ...success, app: "impostor" }] }],
  ["check_missing", "wait", { checks: [{ ...success, app: null }] }],
  ["checks_incomplete", "wait", { checksComplete: false }],
  ["no_required_check", "wait", {}, { requiredChecks: [] }],
  [
    "own_check",
    "wait",
    { checks: [{ ...success, name: "self-building/gate" }] },
    { requiredChecks: [{ name: "self-building/gate", app: null }] },
  ],
  ["draft", "wait", { draft: true }],
  ["mergeability_unknown", "wait", { hasConflict: null }],
  ["approvals_missing", "wait", { approvals: 1 }, { merge: { ...policy.merge, requiredApprovals: 2 } }],
  ["approvals_missing", "wait", { approvals: Number.NaN }],
  ["auto_merge_off", "wait", {}, { auto: false }],
  ["untrusted_influence", "wait", {}, { influencedByUntrusted: true }],
  ["untrusted_influence", "wait", {}, { influencedByUntrusted: true, changesTests: true }],
  ["base_unknown", "wait", { behindBy: null }],
  ["base_unknown", "wait", { behindBy: Number.NaN }],
  ["base_unknown", "wait", { behindBy: -1 }],
  ["behind_base", "wait", { behindBy: 3 }],
  ["behind_base", "wait", { behindBy: 3 }, { refreshesToday: 4 }],
  ["behind_base", "wait", { behindBy: 3, mergeState: "behind" }, { merge: policy.merge }],
  ["behind_base", "wait", { behindBy: null, mergeState: "behind" }, { merge: policy.merge }],
  ["organisation_off", "block", {}, { killSwitches: [reason("organisation_off", "Off.")] }],
];

function decideWith(applied: readonly Wrong[]) {
  const changed = applied.reduce(
    (sum, [, , wrongFacts, wrongRules]) => ({
      facts: { ...sum.facts, ...wrongFacts },
      rules: { ...sum.rules, ...wrongRules },
    }),
    { facts, rules },
  );
  return { ...changed, decision: decideGate(changed.facts, changed.rules) };
}

describe("decideGate", () => {
  it("merges the judged commit when nothing is wrong", () => {
    expect(decideGate(facts, rules)).toEqual({
      kind: "merge",
      sha: facts.headSha,
      reasons: [{ code: "check_passed", text: "ci succeeded." }],
    });
  });

  it.each(wrongs)("says %s (%s) to %j", (code, kind, wrongFacts, wrongRules) => {
    const decision = decideGate({ ...facts, ...wrongFacts }, { ...rules, ...wrongRules });
    expect(decision.kind).toBe(kind);
    expect(decision.reasons.map((one) => one.code)).toEqual([code]);
    expect(decision.reasons[0]?.text).toMatch(/\S/);
  });

  it("merges what is behind its base, or may be, where neither GitHub nor the policy asks for the newest", () => {
    for (const behindBy of [3, null, Number.NaN]) {
      for (const mergeState of ["clean", "unstable", "has_hooks", null]) {
        const decision = decideGate({ ...facts, behindBy, mergeState }, { ...rules, merge: policy.merge });
        expect(decision.kind).toBe("merge");
      }
    }
  });

  it("lets an improvement wait after five times up to date within a day, and a revert never", () => {
    const behind = { ...facts, behindBy: 3 };
    const codes = (kind: MergeRules["kind"]) =>
      decideGate(behind, { ...rules, kind, refreshesToday: 5 }).reasons.map((one) => one.code);
    expect([codes("improvement"), codes("revert")]).toEqual([["refresh_cap"], ["behind_base"]]);
  });

  it.each(wrongs)("says %s (%s) of a revert, too, to %j", (code, kind, wrongFacts, wrongRules) => {
    const decision = decideGate({ ...facts, ...wrongFacts }, { ...rules, kind: "revert", ...wrongRules });
    expect(decision).toMatchObject({ kind, reasons: [{ code }] });
  });

  it.each(wrongs)("says %s (%s) by a rule that names this code, to %j", (code, _kind, ...wrong) => {
    const [wrongFacts, wrongRules] = wrong;
    const ruled = applyRules({ ...facts, ...wrongFacts }, { ...rules, ...wrongRules }, nowMs);
    const holding = ruled.filter(({ ruling }) => ruling.kind === "held");
    expect(holding.map(({ rule }) => rule.codes.find((one) => one === code))).toEqual([code]);
  });

  it("lets an approval, or the policy, stand for what outsiders have influenced", () => {
    const influenced = { ...rules, influencedByUntrusted: true };
    expect(decideGate({ ...facts, approvals: 1 }, influenced).kind).toBe("merge");
    const allowed = { ...influenced, merge: { ...policy.merge, allowUntrusted: true } };
    expect(decideGate(facts, allowed).kind).toBe("merge");
  });

  it("has a person look at tests that a model has changed, also where outsiders may influence", () => {
    const allowed = { ...policy.merge, allowUntrusted: true };
    const changed = { ...rules, influencedByUntrusted: true, changesTests: true, merge: allowed };
    expect(decideGate(facts, changed)).toMatchObject({ kind: "wait", reasons: [{ code: "tests_changed" }] });
    expect(decideGate({ ...facts, approvals: 1 }, changed).kind).toBe("merge");
    const both = { ...changed, merge: { ...allowed, allowTestChanges: true } };
    expect(decideGate(facts, both).kind).toBe("merge");
  });

  it.each([
    ["CI / build (pull_request)", ["build", "lint"], "What did: build, lint. Did the policy mean build?"],
    ["biuld", ["build", "self-building/gate"], "What did: build. Did the policy mean build?"],
    ["e2e", ["build"], "What did: build."],
    ["e2e", ["self-building/gate"], "e2e has not reported."],
  ])("says of a missing %s which checks did report, and which one may be meant: %j", (name, others, text) => {
    const checks = others.map((other) => ({ ...success, name: other }));
    const asked = { ...rules, requiredChecks: [{ name, app: null }] };
    const { reasons } = decideGate({ ...facts, checks }, asked);
    expect(reasons).toMatchObject([{ code: "check_missing", text: expect.stringMatching(/\.$|\?$/) }]);
    expect(reasons[0]?.text.endsWith(text)).toBe(true);
  });

  it("takes any app's report where the policy names none, and still every report counts", () => {
    const anyApp = { ...rules, requiredChecks: [{ name: "ci", app: null }] };
    expect(decideGate({ ...facts, checks: [{ ...success, app: "other" }] }, anyApp).kind).toBe("merge");
    expect(decideGate({ ...facts, checks: [success, { ...failure, app: "other" }] }, anyApp).kind).toBe(
      "block",
    );
  });

  it("demands every named check, and ignores those it does not name", () => {
    const both = { ...rules, requiredChecks: [...rules.requiredChecks, { name: "e2e", app: null }] };
    expect(decideGate(facts, both)).toMatchObject({ kind: "wait", reasons: [{ code: "check_missing" }] });
    expect(decideGate({ ...facts, checks: [success, { ...failure, name: "lint" }] }, rules).kind).toBe(
      "merge",
    );
  });

  it("never merges when anything is wrong, whatever else is, and names it", () => {
    fc.assert(
      fc.property(fc.subarray(wrongs, { minLength: 1 }), (applied) => {
        // Two wrongs may undo each other only where one replaces the other's field; the last one given stands.
        const { decision } = decideWith(applied);
        expect(decision.kind).not.toBe("merge");
        expect(decision.reasons.length).toBeGreaterThan(0);
        const last = applied.at(-1);
        if (last?.[1] === "block") expect(decision.kind).toBe("block");
      }),
    );
  });
});

const anyCheck = fc.record({
  name: fc.constantFrom("ci", "e2e", "lint"),
  app: fc.constantFrom("actions", "impostor", null),
  status: fc.constantFrom(
    "queued" as const,
    "in_progress" as const,
    "completed" as const,
    "unknown" as const,
  ),
  conclusion: fc.constantFrom("success", "failure", "neutral", "skipped", "cancelled", null),
});

/** Mostly good, so that merges do happen. */
const mostly = <T>(good: T, ...bad: T[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

const anyFacts: fc.Arbitrary<GateFacts> = fc.record({
  state: mostly<GateFacts["state"]>("open", "closed", "merged"),
  draft: mostly(false, true),
  headSha: mostly("a", "b"),
  proposedSha: mostly("a", "b"),
  baseBranch: mostly("main", "release"),
  defaultBranch: fc.constant("main"),
  behindBy: mostly<number | null>(0, 1, -1, Number.NaN, null),
  mergeState: mostly<string | null>("clean", "behind", "blocked", null),
  queue: fc.constant({ kind: "none" }),
  hasConflict: mostly<boolean | null>(false, true, null),
  foreignCommitters: mostly<string[]>([], ["ada"]),
  labels: mostly<string[]>([], ["self-building:hold"], ["other"]),
  checks: fc.oneof(fc.constant([success]), fc.array(anyCheck, { maxLength: 4 })),
  checksComplete: mostly(true, false),
  approvals: mostly(1, 0, Number.NaN),
  changesRequestedBy: mostly<string[]>([], ["ada"]),
});

const anyRules: fc.Arbitrary<MergeRules> = fc.record({
  kind: fc.constantFrom("improvement", "revert"),
  auto: mostly(true, false),
  merge: fc.boolean().map((requireUpToDate) => ({ ...policy.merge, requireUpToDate })),
  requiredChecks: mostly<MergeRules["requiredChecks"]>(
    [{ name: "ci", app: "actions" }],
    [],
    [{ name: "e2e", app: null }],
  ),
  influencedByUntrusted: fc.boolean(),
  changesTests: fc.boolean(),
  refreshesToday: fc.nat(6),
  killSwitches: mostly<MergeRules["killSwitches"]>([], [reason("repository_off", "Off.")]),
});

describe("for every pull request", () => {
  it("a merge means open, own, proven, up to date, unhindered and wanted", () => {
    let merges = 0;
    fc.assert(
      fc.property(anyFacts, anyRules, (given, rules) => {
        const decision = decideGate(given, rules);
        if (decision.kind !== "merge") return;
        merges += 1;
        expect(decision.sha).toBe(given.headSha);
        expect(given).toMatchObject({ state: "open", draft: false, hasConflict: false });
        if (rules.merge.requireUpToDate) expect(given.behindBy).toBe(0);
        expect(given.mergeState).not.toBe("behind");
        expect(given.headSha).toBe(given.proposedSha);
        expect([...given.foreignCommitters, ...given.changesRequestedBy, ...rules.killSwitches]).toEqual([]);
        expect(given.labels).not.toContain("self-building:hold");
        expect(rules.auto && given.checksComplete).toBe(true);
        expect(rules.requiredChecks.length).toBeGreaterThan(0);
        for (const { name, app } of rules.requiredChecks) {
          const reports = given.checks.filter(
            (one) => one.name === name && (app === null || one.app === app),
          );
          expect(reports.length).toBeGreaterThan(0);
          for (const one of reports)
            expect(one).toMatchObject({ status: "completed", conclusion: "success" });
        }
      }),
      { numRuns: 2000 },
    );
    expect(merges).toBeGreaterThan(20);
  });
});
