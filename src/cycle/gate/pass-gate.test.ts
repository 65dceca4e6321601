import fc from "fast-check";
import { expect, it } from "vitest";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, only, step, until } from "../../../test/stand-ins/play.ts";
import type { Decision } from "../../domain/gate/decide.ts";
import { isSilencing } from "../../domain/gate/kill-switches.ts";
import { gateCheck } from "../../domain/messages/check-run.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Forge, MergeOutcome } from "../../ports/forge.ts";

type Check = Parameters<Forge["publishCheck"]>[1];

const policyPath = ".github/self-building.yml";
const byPeople = policyText.replace("merge: { auto: true", "merge: { auto: false");
const refusal = reason("not_mergeable", "A review by a code owner is required.");

async function proposed(policy = policyText): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.forge.push("main", policyPath, policy);
  await admitted(world);
  await until(world, "proposed");
  return world;
}

/** A world whose revert is open as #2. */
async function reverting(): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.slowdown = 1.8;
  world.forge.push("main", policyPath, `${policyText}watch: { baselineHours: 24, durationSeconds: 1800 }\n`);
  await admitted(world);
  await until(world, "regressed");
  await step(world);
  return world;
}

/** Every check that is written from now on, and what happens meanwhile. */
function written(world: MemoryWorld, meanwhile: (check: Check) => void = () => {}): Check[] {
  const checks: Check[] = [];
  world.forge.publishCheck = async (_ref, check) => {
    checks.push(check);
    meanwhile(check);
  };
  return checks;
}

/** The base moves and CI succeeds, time and again, with a look after each. */
async function outrun(world: MemoryWorld, pullNumber: number, times: number): Promise<void> {
  for (let push = 0; push < times; push++) {
    world.forge.push("main", `other-${world.nowMs}.txt`, "x");
    world.forge.reportCheck(pullNumber, "success");
    await step(world);
  }
}

function lastDecision(world: MemoryWorld): Decision | null {
  const row = only(world);
  if (row.stage === "proposed") return row.pull.lastDecision;
  return row.stage === "regressed" && row.revert.kind === "proposed" ? row.revert.pull.lastDecision : null;
}

/** The app's first commit. */
function earlierTip(world: MemoryWorld): string {
  const own = [...world.forge.commits.values()].find(({ author }) => author === "app[bot]");
  if (!own) throw new Error("The app has committed nothing.");
  return own.sha;
}

function refuseMerges(world: MemoryWorld): void {
  world.forge.merge = async (): Promise<MergeOutcome> => ({ kind: "refused", reason: refusal });
}

it.each([
  ["improvement", 1, proposed],
  ["revert", 2, reverting],
] as const)(
  "says once that a person has to merge the %s that cannot keep up",
  async (_kind, number, start) => {
    const world = await start();
    await outrun(world, number, 5);
    const checks = written(world);
    await outrun(world, number, 4);
    expect(checks).toMatchObject([{ conclusion: "neutral", title: "Waiting: refresh cap" }]);
    expect(checks[0]?.summary).toContain("a person has to merge it");
    expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "refresh_cap" }] });
  },
);

it("shows a merge that GitHub refuses once, however often it is tried", async () => {
  const world = await proposed();
  refuseMerges(world);
  const checks = written(world);
  world.forge.reportCheck(1, "success");
  for (let poll = 0; poll < 3; poll++) await step(world);
  expect(checks.map((check) => check.title)).toEqual(["The gate is open", "Waiting: not mergeable"]);
});

it("shows the kill switch that was turned off between the decision and the merge", async () => {
  const world = await reverting();
  await step(world);
  const checks = written(world, (check) => {
    if (check.title === "The gate is open") world.flags = { ...world.flags, improvementRollback: false };
  });
  world.forge.reportCheck(2, "success");
  for (let poll = 0; poll < 2; poll++) await step(world);
  expect(checks.map((check) => check.title)).toEqual(["The gate is open", "Blocked: rollback off"]);
  expect(world.forge.merges).toHaveLength(1);
});

it("shows that the policy cannot be used, and not what held before", async () => {
  const world = await proposed();
  await step(world);
  const checks = written(world);
  world.forge.push("main", policyPath, "services: none\n");
  for (let poll = 0; poll < 2; poll++) await step(world);
  expect(checks).toMatchObject([{ conclusion: "action_required" }]);
});

it("says nothing of the policy while the organisation says off, and all of it afterwards", async () => {
  const world = await proposed();
  const checks = written(world);
  world.forge.organisation("enabled: false");
  world.forge.push("main", policyPath, "services: none\n");
  await step(world);
  expect(checks).toEqual([]);
  world.forge.organisation(null);
  await step(world);
  expect(checks).toMatchObject([{ conclusion: "action_required" }]);
});

it("rebuilds a branch that ends in another commit of the app's no more often than one that is behind", async () => {
  const world = await proposed();
  await outrun(world, 1, 5);
  const row = only(world);
  if (row.stage !== "proposed") throw new Error("It is not open.");
  world.forge.branches.set(row.pull.branch, earlierTip(world));
  await step(world);
  expect(only(world)).toMatchObject({ pull: { refreshes: 5 } });
  expect(lastDecision(world)).toMatchObject({ kind: "block", reasons: [{ code: "head_moved" }] });
});

it("leaves to people what waits for nothing else, though the base has moved", async () => {
  const world = await proposed(byPeople);
  const checks = written(world);
  await outrun(world, 1, 1);
  expect(checks).toMatchObject([{ conclusion: "neutral", title: "Waiting: auto merge off" }]);
});

it.each([
  ["improvement", 1, proposed],
  ["revert", 2, reverting],
] as const)(
  "writes nothing twice while the %s cannot be brought up to date",
  async (_kind, number, start) => {
    const world = await start();
    const checks = written(world);
    world.forge.commit = async () => ({ kind: "occupied", reason: reason("branch_occupied", "Not now.") });
    world.forge.push("main", "other.txt", "x");
    world.forge.reportCheck(number, "success");
    for (let poll = 0; poll < 3; poll++) await step(world);
    expect(checks.map((check) => check.title)).toEqual(["Waiting: behind base"]);
  },
);

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

it("merges a revert by the policy's word on reverts, not by that on improvements", async () => {
  const world = await reverting();
  world.forge.push(
    "main",
    policyPath,
    policyText.replace("revert: { auto: true }", "revert: { auto: false }"),
  );
  await outrun(world, 2, 2);
  expect(world.forge.merges).toHaveLength(1);
  expect(lastDecision(world)?.reasons).toMatchObject([{ code: "auto_merge_off" }, { code: "behind_base" }]);
});

it("leaves to people what untrusted text has influenced", async () => {
  const world = await proposed();
  const row = only(world);
  if (row.stage !== "proposed") throw new Error("It is not open.");
  world.store.rows.set(row.id, { ...row, change: { ...row.change, influencedByUntrusted: true } });
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "untrusted_influence" }] });
});

it("hands the labels that hold it back to the merge, for one that comes at the last moment", async () => {
  const world = await proposed(
    policyText.replace("requiredChecks", "blockingLabels: [wait], requiredChecks"),
  );
  const requests: unknown[] = [];
  world.forge.merge = async (_ref, request) => {
    requests.push(request);
    return { kind: "refused", reason: refusal };
  };
  world.forge.reportCheck(1, "success");
  await step(world);
  expect(requests).toMatchObject([{ pullNumber: 1, blockingLabels: ["wait"] }]);
});
