import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foundImprovement, regressedImprovement } from "../../../test/improvement.ts";
import { everythingOn, settings } from "../../../test/stand-ins/memory-world.ts";
import type { Opportunity, Remedy } from "../choose/opportunity.ts";
import type { Improvement, StageName, Trigger } from "../improvement/improvement.ts";
import { type Outcome, outcomes } from "../learn/outcome.ts";
import { type Policy, policySchema } from "../policy/policy.ts";
import { reason } from "../shared/reason.ts";
import { type Admission, type AdmissionContext, admit } from "./admit.ts";

const policy = policySchema.parse({
  version: 1,
  services: [{ name: "a", functionName: "a", resource: "A" }],
});
const nowMs = 10 * 86_400_000;
const person: Trigger = { kind: "person", login: "ada", issueNumber: 1 };

const context: AdmissionContext = {
  policy,
  settings,
  flags: everythingOn,
  trigger: { kind: "schedule" },
  known: [],
  openEverywhere: 0,
  maxImprovements: null,
  nowMs,
};

function fingerprint(number: number): string {
  return number.toString(16).padStart(16, "0");
}

function opportunity(number: number, overrides: Partial<Opportunity> = {}): Opportunity {
  const service = `service-${number}`;
  return { ...foundImprovement().opportunity, service, fingerprint: fingerprint(number), ...overrides };
}

const component: Remedy = {
  kind: "component",
  request: { componentType: "service", name: "x", description: "", capabilities: [], requester: "agent" },
};
const fixError: Remedy = {
  kind: "fix-error",
  source: "src",
  finding: {
    kind: "error_pattern",
    service: "a",
    sentence: "",
    window: { fromMs: 0, toMs: 1 },
    severity: 1,
    persistence: 1,
    evidence: [],
    patternId: "p",
    template: "",
    count: 1,
    perHour: 1,
    examples: [],
    frames: [],
    isNew: true,
  },
};
const timeout: Remedy = {
  kind: "recipe",
  recipe: "lambda-timeout",
  values: { template: "template.yaml", resource: "A", fromSeconds: 3, toSeconds: 6 },
};

/** A row at a stage; only what admission looks at is true to life. */
/** A stage, or how it ended. */
type Standing = Exclude<StageName, "ended"> | Outcome;

function known(standing: Standing, number = 1, service = `service-${number}`): Improvement {
  const { change, pull, merge, effectiveAtMs, comparisons, revert } = regressedImprovement();
  const base = {
    ...foundImprovement({ fingerprint: fingerprint(number), createdAtMs: 0 }),
    opportunity: opportunity(number, { service }),
  };
  const reasons = [reason("no_remedy", "Because.")];
  const row = { ...base, change, baseSha: "a", pull, merge, effectiveAtMs, comparisons, revert, reasons };
  const how = outcomes.find((one) => one === standing);
  if (how) return { ...base, stage: "ended", how, reasons, merged: null, pullNumber: 7, closedAtMs: 0 };
  return { ...row, stage: standing as Exclude<StageName, "ended"> };
}

function decide(given: Partial<AdmissionContext>, opportunities = [opportunity(1)]): string[] {
  return admit(opportunities, { ...context, ...given }).map(say);
}

function say({ kind, reasons }: Admission): string {
  return kind === "admitted" ? kind : `${kind} ${reasons.map((one) => one.code).join(" ")}`;
}

function withPolicy(overrides: Partial<Policy>): Partial<AdmissionContext> {
  return { policy: { ...policy, ...overrides } };
}

function withLimits(overrides: Partial<Policy["limits"]>): Partial<AdmissionContext> {
  return withPolicy({ limits: { ...policy.limits, ...overrides } });
}

describe("admit", () => {
  it.each<[string, Partial<AdmissionContext>]>([
    ["admitted", {}],
    ["skipped self_building_off", { flags: { ...everythingOn, selfBuilding: false } }],
    ["skipped repository_off", withPolicy({ enabled: false })],
    ["skipped recipe_off", withPolicy({ recipes: ["lambda-timeout"] })],
    ["skipped score_too_low", withPolicy({ minImpactScore: 42 })],
    ["admitted", withPolicy({ minImpactScore: 41.5 })],
    ["awaiting_approval autonomy_off", { flags: { ...everythingOn, autonomousImprovements: false } }],
    ["admitted", { flags: { ...everythingOn, autonomousImprovements: false }, trigger: person }],
    [
      "awaiting_approval autonomy_off",
      {
        flags: { ...everythingOn, autonomousImprovements: false },
        trigger: { kind: "agent", requester: "x" },
      },
    ],
    ["skipped concurrency_cap", { openEverywhere: 3 }],
    ["skipped open_cap", withLimits({ maxOpenPullRequests: 0 })],
    ["skipped daily_cap", withLimits({ maxPullRequestsPerDay: 0 })],
    ["skipped cycle_cap", { maxImprovements: 0 }],
    ["skipped cycle_cap", { maxImprovements: 0.5 }],
    ["skipped cycle_cap", { maxImprovements: Number.NaN }],
    ["skipped concurrency_cap", { settings: { ...settings, maxConcurrentImprovements: Number.NaN } }],
  ])("says %s to %j", (expected, given) => {
    expect(decide(given)).toEqual([expected]);
  });

  it.each<[Standing, string]>([
    ["found", "skipped already_open"],
    ["drafted", "skipped already_open"],
    ["proposed", "skipped already_open"],
    ["merged", "skipped already_open"],
    ["watching", "skipped already_open"],
    ["regressed", "skipped already_open"],
    ["kept", "skipped already_done"],
    ["reverted", "skipped tombstoned"],
    ["inconclusive", "skipped already_done"],
    ["regressed_and_left", "skipped tombstoned"],
    ["undone_by_people", "skipped tombstoned"],
    ["declined", "skipped declined"],
    ["taken_over", "skipped taken_over"],
    ["unusable", "skipped given_up"],
    ["awaiting_approval", "admitted"],
  ])("of what is %s already it says %s, to a person too", (stage, expected) => {
    expect(decide({ known: [known(stage)] })).toEqual([expected]);
    expect(decide({ known: [known(stage)], trigger: person })).toEqual([expected]);
  });

  it.each<[Remedy, Partial<Policy>, string]>([
    [{ kind: "report-only" }, {}, "skipped no_remedy"],
    [timeout, { recipes: ["lambda-memory"] }, "skipped recipe_off"],
    [fixError, { model: { enabled: false } }, "skipped model_off"],
    [fixError, {}, "admitted"],
    [component, { model: { enabled: false } }, "skipped model_off"],
    [component, { minImpactScore: 100 }, "admitted"],
  ])("judges the remedy %j", (remedy, overrides, expected) => {
    expect(decide(withPolicy(overrides), [opportunity(1, { remedy })])).toEqual([expected]);
  });

  it("does not admit what has no number for a score", () => {
    const unscored = opportunity(1, { impact: { score: Number.NaN, factors: [] } });
    expect(decide({}, [unscored])).toEqual(["skipped score_too_low"]);
  });

  it.each<Standing>(["found", "drafted", "proposed", "merged", "watching", "regressed"])(
    "leaves a service alone while another change to it is %s",
    (stage) => expect(decide({ known: [known(stage, 2, "service-1")] })).toEqual(["skipped service_busy"]),
  );

  it.each<Standing>(["awaiting_approval", ...outcomes])(
    "does not leave it alone once the other one is %s",
    (stage) => expect(decide({ known: [known(stage, 2, "service-1")] })).toEqual(["admitted"]),
  );

  it("takes only the better of two changes to one service in the same cycle", () => {
    const two = [opportunity(1), opportunity(2, { service: "service-1" }), opportunity(3)];
    expect(decide({}, two)).toEqual(["admitted", "skipped service_busy", "admitted"]);
    expect(decide({ flags: { ...everythingOn, autonomousImprovements: false } }, two)).toEqual([
      "awaiting_approval autonomy_off",
      "awaiting_approval autonomy_off",
      "awaiting_approval autonomy_off",
    ]);
  });

  it("takes what is found twice once, and components beside everything", () => {
    expect(decide({}, [opportunity(1), opportunity(1, { service: "b" })])).toEqual([
      "admitted",
      "skipped already_open",
    ]);
    const named = [opportunity(1), opportunity(2, { service: "service-1", remedy: component })];
    expect(decide({}, named)).toEqual(["admitted", "admitted"]);
  });

  it("counts the last day by when rows were made", () => {
    const made = (createdAtMs: number) => ({ ...known("declined", 2), createdAtMs });
    const limit = withLimits({ maxPullRequestsPerDay: 1 });
    expect(decide({ ...limit, known: [made(nowMs - 1000)] })).toEqual(["skipped daily_cap"]);
    expect(decide({ ...limit, known: [made(nowMs - 86_400_000)] })).toEqual(["admitted"]);
    expect(decide({ ...limit, known: [{ ...made(nowMs), ...known("awaiting_approval", 2) }] })).toEqual([
      "admitted",
    ]);
  });

  it("admits at most what every cap allows, the first ones, and answers every opportunity", () => {
    const cap = fc.integer({ min: 0, max: 8 });
    const rows = fc.array(
      fc.tuple(fc.constantFrom<Standing>("found", "drafted", "proposed", "watching", "kept"), fc.boolean()),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.nat({ max: 12 }),
        rows,
        cap,
        cap,
        cap,
        cap,
        cap,
        (count, some, a, b, c, d, elsewhere) => {
          const there = some.map(([stage, today], index) => ({
            ...known(stage, 100 + index),
            createdAtMs: today ? nowMs - 1 : 0,
          }));
          const open = there.filter((one) => ["found", "drafted", "proposed"].includes(one.stage)).length;
          const opportunities = Array.from({ length: count }, (_, index) => opportunity(index));
          const admissions = admit(opportunities, {
            ...context,
            ...withLimits({ maxOpenPullRequests: a, maxPullRequestsPerDay: b }),
            settings: { ...settings, maxConcurrentImprovements: c },
            known: there,
            openEverywhere: open + elsewhere,
            maxImprovements: d,
          });
          expect(admissions.map((one) => one.opportunity)).toEqual(opportunities);
          const admitted = admissions.filter((one) => one.kind === "admitted");
          const rooms = [a - open, b - some.filter(([, today]) => today).length, c - open - elsewhere, d];
          expect(admitted.length).toBe(Math.max(0, Math.min(count, ...rooms)));
          expect(admissions.slice(0, admitted.length)).toEqual(admitted);
          for (const one of admissions) {
            if (one.kind !== "admitted") expect(one.reasons.length).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});
