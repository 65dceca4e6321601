import fc from "fast-check";
import { expect, test } from "vitest";
import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { MemoryForge } from "../stand-ins/memory-forge.ts";
import { MemoryWorld, policyText, settings } from "../stand-ins/memory-world.ts";
import { advanceTwice, advanceUntilKilled } from "../stand-ins/worker.ts";

type Action =
  | { kind: "tick"; minutes: number }
  | { kind: "sweep" }
  | { kind: "webhook" }
  | { kind: "two workers"; picks: boolean[] }
  | { kind: "kill"; turns: number }
  | { kind: "cycle" }
  | { kind: "lose database" }
  | { kind: "ci"; conclusion: string | null }
  | { kind: "person merges" | "person closes" | "person pushes to branch" | "person pushes to main" }
  | { kind: "hold"; on: boolean }
  | { kind: "switch"; on: boolean };

const actions = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("tick" as const), minutes: fc.constantFrom(1, 5, 30) }),
  },
  { weight: 4, arbitrary: fc.constant<Action>({ kind: "sweep" }) },
  { weight: 3, arbitrary: fc.constant<Action>({ kind: "webhook" }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("two workers" as const),
      picks: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("kill" as const), turns: fc.integer({ min: 0, max: 40 }) }),
  },
  { weight: 2, arbitrary: fc.constant<Action>({ kind: "cycle" }) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: "lose database" }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("ci" as const),
      conclusion: fc.constantFrom("success", "success", "success", "failure", null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "person merges" as const,
        "person closes" as const,
        "person pushes to branch" as const,
        "person pushes to main" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("hold" as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("switch" as const), on: fc.boolean() }) },
);

/** A world whose forge notes every merge by the app that a law forbids, at the moment it happens. */
function watchedWorld(slowdown: number): { world: MemoryWorld; violations: string[] } {
  const world = new MemoryWorld();
  world.slowdown = slowdown;
  world.forge.push(
    "main",
    ".github/self-building.yml",
    `${policyText}watch: { baselineHours: 24, durationSeconds: 1800 }\n`,
  );
  const violations: string[] = [];
  const merge = world.forge.merge.bind(world.forge);
  world.forge.merge = async (ref, request) => {
    const facts = await world.forge.gateFacts(ref, request.pullNumber, request.sha);
    const before = world.forge.merges.length;
    const outcome = await merge(ref, request);
    // A second worker is told "merged", too, but merged nothing.
    if (world.forge.merges.length > before) {
      if (!facts.checks.some((check) => check.name === "ci" && check.conclusion === "success"))
        violations.push("merged without a passed check");
      if (facts.foreignCommitters.length > 0) violations.push("merged a person's commit");
      if (facts.behindBy !== 0) violations.push("merged what was behind its base");
      if (facts.labels.includes("self-building:hold")) violations.push("merged in spite of the hold label");
      if (!world.flags.selfBuilding) violations.push("merged in spite of the kill switch");
    }
    return outcome;
  };
  return { world, violations };
}

async function act(world: MemoryWorld, action: Action, index: number): Promise<void> {
  const { forge } = world;
  const open = forge.pulls.find((pull) => pull.state === "open");
  const [row] = world.store.rows.values();
  switch (action.kind) {
    case "tick":
      world.nowMs = forge.nowMs = world.nowMs + action.minutes * 60_000;
      return;
    case "sweep":
      return advanceDue(world);
    case "webhook":
      if (row) await advance(row.id, world.ports(), settings, world.nowMs);
      return;
    case "two workers":
      if (row) await advanceTwice(world, row.id, action.picks);
      return;
    case "kill":
      if (row) await advanceUntilKilled(world, row.id, action.turns);
      return;
    case "cycle":
      return cycle(world, index);
    case "lose database":
      world.store.rows.clear();
      return;
    case "ci":
      if (open) forge.reportCheck(open.number, action.conclusion);
      return;
    case "person merges":
      if (open) forge.mergeAsPerson(open.number);
      return;
    case "person closes":
      if (open) forge.close(open.number, "ada");
      return;
    case "person pushes to branch":
      if (open) forge.push(open.branch, `by-hand-${index}.txt`, "mine");
      return;
    case "person pushes to main":
      forge.push("main", `other-${index}.txt`, "unrelated");
      return;
    case "hold":
      if (open) open.labels = action.on ? [...open.labels, "self-building:hold"] : withoutHold(open.labels);
      return;
    case "switch":
      world.flags = { ...world.flags, selfBuilding: action.on };
      return;
  }
}

function withoutHold(labels: readonly string[]): string[] {
  return labels.filter((label) => label !== "self-building:hold");
}

async function advanceDue(world: MemoryWorld): Promise<void> {
  for (const row of [...world.store.rows.values()]) {
    if (row.wakeAtMs !== null && row.wakeAtMs <= world.nowMs)
      await advance(row.id, world.ports(), settings, world.nowMs);
  }
}

async function cycle(world: MemoryWorld, index: number): Promise<void> {
  await runCycle(
    {
      kind: "cycle",
      cycleId: `cycle-${index}`,
      repository: world.forge.ref,
      trigger: { kind: "schedule" },
      analysisWindowHours: null,
      maxImprovements: null,
    },
    world.ports(),
    settings,
    world.nowMs,
  );
}

function expectOneOfEach(forge: MemoryForge): void {
  const branches = forge.pulls.map((pull) => pull.branch);
  expect(new Set(branches).size, "a branch has more than one pull request").toBe(branches.length);
  const merged = forge.merges.map((one) => one.number);
  expect(new Set(merged).size, "something was merged twice").toBe(merged.length);
}

/** Nothing stands in the way any more: whatever is on its way has to arrive. */
async function letEverythingEnd(world: MemoryWorld): Promise<void> {
  world.flags = { ...world.flags, selfBuilding: true };
  await cycle(world, 1_000_000);
  for (let round = 0; round < 60; round++) {
    world.nowMs = world.forge.nowMs = world.nowMs + 10 * 60_000;
    for (const pull of world.forge.pulls.filter((one) => one.state === "open")) {
      pull.labels = withoutHold(pull.labels);
      world.forge.reportCheck(pull.number, "success");
    }
    await advanceDue(world);
  }
}

test("whatever happens in whatever order, nothing is opened or merged twice, people win, and everything ends", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(1, 1.8),
      fc.array(actions, { minLength: 5, maxLength: 40 }),
      async (slowdown, happenings) => {
        const { world, violations } = watchedWorld(slowdown);
        await cycle(world, -1);
        for (const [index, action] of happenings.entries()) {
          await act(world, action, index);
          expectOneOfEach(world.forge);
          expect(violations).toEqual([]);
        }
        await letEverythingEnd(world);
        expectOneOfEach(world.forge);
        expect(violations).toEqual([]);
        for (const row of world.store.rows.values()) {
          const taken = world.forge.pulls.some(
            (pull) => pull.state === "open" && isTaken(world.forge, pull.branch),
          );
          if (!taken) expect(row.stage).toBe("ended");
        }
      },
    ),
    { numRuns: 200 },
  );
}, 600_000);

/** A person pushed to the branch: it is theirs, and the app waits for them. */
function isTaken(forge: MemoryForge, branch: string): boolean {
  return forge.commits.get(forge.tip(branch))?.author !== "app[bot]";
}
