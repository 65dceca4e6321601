import { describe, expect, it } from "vitest";
import {
  atWork,
  context,
  ended,
  fixError,
  known,
  opportunity,
  withLimits,
  withPolicy,
} from "../../../test/admission-context.ts";
import { everythingOn } from "../../../test/stand-ins/memory-world.ts";
import type { Opportunity } from "../choose/opportunity.ts";
import type { Outcome } from "../learn/outcome.ts";
import { reason } from "../shared/reason.ts";
import { type AdmissionContext, admit } from "./admit.ts";

describe("what admission says", () => {
  it("has nothing against what it admits", () => {
    expect(admit([opportunity(1)], context)).toMatchObject([{ kind: "admitted", reasons: [] }]);
  });

  it.each<[string, Partial<AdmissionContext>, Partial<Opportunity>, RegExp]>([
    [
      "the flag of the server",
      { flags: { ...everythingOn, selfBuilding: false } },
      {},
      /ENABLE_SELF_BUILDING/,
    ],
    ["the policy's switch", withPolicy({ enabled: false }), {}, /enabled: false/],
    ["the recipe", withPolicy({ recipes: [] }), {}, /lambda-memory/],
    [
      "the model's switch",
      withPolicy({ model: { enabled: false, sandbox: "preferred" } }),
      { remedy: fixError },
      /model\.enabled/,
    ],
    ["score and least score", withPolicy({ minImpactScore: 60 }), {}, /41\.5.*minImpactScore.*60/],
    [
      "flag and command",
      { flags: { ...everythingOn, autonomousImprovements: false } },
      {},
      /ENABLE_AUTONOMOUS_IMPROVEMENTS.*\/improve/,
    ],
    ["the cap on all", { elsewhere: atWork(3) }, {}, /MAX_CONCURRENT_IMPROVEMENTS.*3/],
    ["the cap here", withLimits({ maxOpenPullRequests: 0 }), {}, /maxOpenPullRequests.*0/],
    ["the cap of the day", withLimits({ maxPullRequestsPerDay: 0 }), {}, /maxPullRequestsPerDay.*0/],
    ["the cap of the cycle", { maxImprovements: 0.5 }, {}, /0\.5/],
    ["what is on its way", { known: [known("proposed")] }, {}, /proposed/],
    [
      "the other change and how far it is",
      { known: [known("watching", 2, "service-1")] },
      {},
      /Lower the memory of CheckoutFunction.*watching/,
    ],
  ])("names %s", (_what, given, overrides, expected) => {
    const [admission] = admit([opportunity(1, overrides)], { ...context, ...given });
    expect(admission?.reasons).toMatchObject([{ text: expect.stringMatching(expected) }]);
  });

  it("names the better change to the same service", () => {
    const better = opportunity(1, { title: "Raise the timeout" });
    const [, second] = admit([better, opportunity(2, { service: "service-1" })], context);
    expect(second?.reasons).toMatchObject([{ text: expect.stringMatching(/Raise the timeout.*this cycle/) }]);
  });

  it.each<Outcome>(["declined", "taken_over", "unusable"])(
    "says after what was %s every reason that was given then",
    (how) => {
      const reasons = [reason("no_remedy", "Ada said no."), reason("no_remedy", "Bob did too.")];
      const [admission] = admit([opportunity(1)], { ...context, known: [{ ...ended(how), reasons }] });
      expect(admission?.reasons).toMatchObject([
        { text: expect.stringContaining("Ada said no. Bob did too.") },
      ]);
    },
  );

  it("says what became of it before what its score is", () => {
    const low = { ...context, ...withPolicy({ minImpactScore: 100 }), known: [ended("declined")] };
    expect(admit([opportunity(1)], low)).toMatchObject([{ reasons: [{ code: "declined" }] }]);
  });

  it("does not say of what could not be judged that it was kept", () => {
    const [admission] = admit([opportunity(1)], { ...context, known: [ended("inconclusive")] });
    expect(admission?.reasons[0]?.text).not.toMatch(/kept/);
  });

  it("tells a revert of its own from one of people's and from what was left to them", () => {
    const said = (["reverted", "regressed_and_left", "undone_by_people"] as const).map((how) => {
      const [admission] = admit([opportunity(1)], { ...context, known: [ended(how)] });
      return admission?.reasons[0]?.text;
    });
    expect(said).toEqual([
      expect.stringMatching(/reverted/),
      expect.stringMatching(/left to people/),
      expect.stringMatching(/people took it back/),
    ]);
  });
});
