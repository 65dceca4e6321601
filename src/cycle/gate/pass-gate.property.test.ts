import fc from "fast-check";
import { expect, it } from "vitest";
import {
  byPeople,
  type Check,
  lastDecision,
  policyPath,
  proposed,
  refuseMerges,
} from "../../../test/gated-world.ts";
import { type MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { only, step } from "../../../test/stand-ins/play.ts";
import { isSilencing } from "../../domain/gate/kill-switches.ts";
import { gateCheck } from "../../domain/messages/check-run.ts";

/** What may happen to a pull request between two looks. */
const events: Readonly<Record<string, (world: MemoryWorld) => void>> = {
  "the base moves": (world) => world.forge.push("main", `other-${world.nowMs}.txt`, "x"),
  "CI succeeds": (world) => world.forge.reportCheck(1, "success"),
  "CI fails": (world) => world.forge.reportCheck(1, "failure"),
  "CI runs": (world) => world.forge.reportCheck(1, null),
  "a person holds it": (world) => world.forge.pulls[0]?.labels.push("self-building:hold"),
  "a person lets it go": (world) => {
    const [pull] = world.forge.pulls;
    if (pull) pull.labels = pull.labels.filter((label) => label !== "self-building:hold");
  },
  "the policy is broken": (world) => world.forge.push("main", policyPath, "services: none\n"),
  "the policy is mended": (world) => world.forge.push("main", policyPath, policyText),
  "the repository says off": (world) => world.forge.push("main", policyPath, `${policyText}enabled: false\n`),
  "merging is left to people": (world) => world.forge.push("main", policyPath, byPeople),
  "the organisation says off": (world) => world.forge.organisation("enabled: false"),
  "the organisation says on": (world) => world.forge.organisation(null),
};

it("shows what the row says and nothing twice, whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(events)), { maxLength: 14 }), async (names) => {
      const world = await proposed();
      refuseMerges(world);
      // What was said before a silence may be said again after it.
      const checks: (Check | "silence")[] = [];
      world.forge.publishCheck = async (_ref, check) => {
        checks.push(check);
      };
      for (const name of names) {
        events[name]?.(world);
        await step(world);
        const row = only(world);
        const decision = lastDecision(world);
        if (row.stage !== "proposed" || !decision) continue;
        if (decision.reasons.some(isSilencing)) checks.push("silence");
        else expect(checks.findLast((check) => check !== "silence")).toMatchObject(gateCheck(decision));
      }
      checks.forEach((check, at) => {
        if (check !== "silence") expect(check).not.toEqual(checks[at - 1]);
      });
    }),
    { numRuns: 40 },
  );
});
