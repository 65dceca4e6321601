import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  atWork,
  component,
  context,
  ended,
  fixError,
  known,
  memoryOf,
  nowMs,
  opportunity,
  person,
  type Standing,
  timeout,
  withLimits,
  withPolicy,
} from "../../../test/admission-context.ts";
import { everythingOn, settings } from "../../../test/stand-ins/memory-world.ts";
import type { Opportunity, Remedy } from "../choose/opportunity.ts";
import type { Improvement, Trigger } from "../improvement/improvement.ts";
import { outcomes } from "../learn/outcome.ts";
import type { Policy } from "../policy/policy.ts";
import { type Admission, type AdmissionContext, admit } from "./admit.ts";

function decide(given: Partial<AdmissionContext>, opportunities = [opportunity(1)]): string[] {
  return admit(opportunities, { ...context, ...given }).map(say);
}

function say({ kind, reasons }: Admission): string {
  return kind === "admitted" ? kind : `${kind} ${reasons.map((one) => one.code).join(" ")}`;
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
    ["skipped concurrency_cap", { elsewhere: atWork(3) }],
    ["admitted", { elsewhere: atWork(2) }],
    ["admitted", { elsewhere: atWork(3).map((row, index) => ({ ...row, faults: index < 1 ? 6 : 0 })) }],
    ["skipped concurrency_cap", { elsewhere: atWork(3).map((row) => ({ ...row, faults: 5 })) }],
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
    [fixError, { model: { enabled: false, sandbox: "preferred" } }, "skipped model_off"],
    [fixError, {}, "admitted"],
    [component, { model: { enabled: false, sandbox: "preferred" } }, "skipped model_off"],
    [component, { model: { enabled: true, sandbox: "required" } }, "admitted"],
    [component, { minImpactScore: 100 }, "admitted"],
  ])("judges the remedy %j", (remedy, overrides, expected) => {
    expect(decide(withPolicy(overrides), [opportunity(1, { remedy })])).toEqual([expected]);
  });

  it("asks no model that is not kept apart as the policy wants", () => {
    const isolation = { kind: "permissions", because: "there is no bwrap." } as const;
    const asked = (sandbox: "preferred" | "required") =>
      decide({ ...withPolicy({ model: { enabled: true, sandbox } }), isolation }, [
        opportunity(1, { remedy: fixError }),
        opportunity(2),
      ]);
    expect(asked("required")).toEqual(["skipped model_not_isolated", "admitted"]);
    expect(asked("preferred")).toEqual(["admitted", "admitted"]);
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

  it.each<[Standing, string]>([
    ["reverted", "skipped tombstoned"],
    ["declined", "skipped declined"],
    ["proposed", "skipped already_open"],
  ])(
    "knows a problem again that an earlier version kept as %s under another fingerprint",
    (stage, expected) => {
      const remedy = memoryOf({ resource: "Checkout" });
      const row = known(stage, 77, "checkout");
      const older = { ...row, opportunity: { ...row.opportunity, remedy } };
      const found = opportunity(1, { service: "Kasse", remedy });
      expect(decide({ known: [older] }, [found])).toEqual([expected]);
      // One that may be tried stands before it; the one that says no counts.
      expect(
        decide({ known: [{ ...older, stage: "awaiting_approval" } as Improvement, older] }, [found]),
      ).toEqual([expected]);
    },
  );

  it("begins again under the fingerprint that the problem is known by", () => {
    const row = known("awaiting_approval", 77);
    const [admission] = admit([opportunity(1, { remedy: row.opportunity.remedy })], {
      ...context,
      known: [row],
    });
    expect(admission).toMatchObject({
      kind: "admitted",
      opportunity: { fingerprint: row.opportunity.fingerprint },
    });
  });

  it("takes one of two services over one resource or one function, here and in flight", () => {
    const one = { target: { changes: ["template.yaml#A"], watches: ["logs a"] } };
    const overResource = { target: { changes: ["template.yaml#A"], watches: ["logs b"] } };
    const overFunction = { target: { changes: ["template.yaml#B"], watches: ["logs a"] } };
    for (const other of [overResource, overFunction]) {
      expect(decide({}, [opportunity(1, one), opportunity(2, other)])).toEqual([
        "admitted",
        "skipped service_busy",
      ]);
      const row = known("watching", 3);
      const inFlight = { ...row, opportunity: { ...row.opportunity, ...other } };
      expect(decide({ known: [inFlight] }, [opportunity(1, one)])).toEqual(["skipped service_busy"]);
    }
  });

  it("leaves alone what another repository watches; what another changes is a file of its own", () => {
    const one = { target: { changes: ["template.yaml#A"], watches: ["logs a"] } };
    const elsewhere = (target: Opportunity["target"]) =>
      atWork(1, "watching").map((row) => ({ ...row, opportunity: { ...row.opportunity, target } }));
    const watching = elsewhere({ changes: ["b.yaml#B"], watches: ["logs a"] });
    const changing = elsewhere({ changes: ["template.yaml#A"], watches: ["logs b"] });
    expect(decide({ elsewhere: watching }, [opportunity(1, one)])).toEqual(["skipped service_busy"]);
    expect(decide({ elsewhere: changing }, [opportunity(1, one)])).toEqual(["admitted"]);
  });

  it("is not held up anywhere by what waits for people elsewhere", () => {
    for (const standing of ["proposed", "regressed"] as const) {
      expect(decide({ elsewhere: atWork(50, standing) })).toEqual(["admitted"]);
    }
    for (const standing of ["found", "drafted", "merged", "watching"] as const) {
      expect(decide({ elsewhere: atWork(3, standing) })).toEqual(["skipped concurrency_cap"]);
    }
  });

  it("takes what is found twice once, and components beside everything", () => {
    expect(decide({}, [opportunity(1), opportunity(1, { service: "b" })])).toEqual([
      "admitted",
      "skipped already_open",
    ]);
    const named = [opportunity(1), opportunity(2, { service: "service-1", remedy: component })];
    expect(decide({}, named)).toEqual(["admitted", "admitted"]);
    expect(decide({}, named.toReversed())).toEqual(["admitted", "admitted"]);
  });

  it.each<[Standing, string]>([
    ["found", "skipped open_cap"],
    ["drafted", "skipped open_cap"],
    ["proposed", "skipped open_cap"],
    ["awaiting_approval", "admitted"],
    ["watching", "admitted"],
    ["kept", "admitted"],
  ])("counts what has or may have an open pull request: with one %s it says %s", (standing, expected) => {
    expect(decide({ ...withLimits({ maxOpenPullRequests: 1 }), known: [known(standing, 2)] })).toEqual([
      expected,
    ]);
  });

  it("counts the last day by when rows were made", () => {
    const made = (createdAtMs: number) => ({ ...known("declined", 2), createdAtMs });
    const limit = withLimits({ maxPullRequestsPerDay: 1 });
    expect(decide({ ...limit, known: [made(nowMs - 1000)] })).toEqual(["skipped daily_cap"]);
    expect(decide({ ...limit, known: [made(nowMs - 86_400_000)] })).toEqual(["admitted"]);
    const unopened = { ...known("awaiting_approval", 2), createdAtMs: nowMs - 1000 };
    expect(decide({ ...limit, known: [unopened] })).toEqual(["admitted"]);
  });

  it("starts again what was given up before there was a pull request, when a person asks and not before", () => {
    const unproposed: Improvement = { ...ended("unusable"), pullNumber: null };
    expect(decide({ known: [unproposed], trigger: person })).toEqual(["admitted"]);
    expect(decide({ known: [unproposed] })).toEqual(["skipped given_up"]);
    const agent: Trigger = { kind: "agent", requester: "x" };
    expect(decide({ known: [unproposed], trigger: agent })).toEqual(["skipped given_up"]);
  });

  it("needs no model for a recipe", () => {
    expect(decide(withPolicy({ model: { enabled: false, sandbox: "preferred" } }), [opportunity(1)])).toEqual(
      ["admitted"],
    );
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
            elsewhere: atWork(elsewhere),
            maxImprovements: d,
          });
          expect(admissions.map((one) => one.opportunity)).toEqual(opportunities);
          const admitted = admissions.filter((one) => one.kind === "admitted");
          const working = there.filter((one) => ["found", "drafted", "watching"].includes(one.stage)).length;
          const today = some.filter(([, isToday]) => isToday).length;
          const rooms = [a - open, b - today, c - working - elsewhere, d];
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
