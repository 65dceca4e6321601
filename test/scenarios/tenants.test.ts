import fc from "fast-check";
import { expect, test } from "vitest";
import { rebuild } from "../../src/cycle/rebuild.ts";
import { type Event, events, type Life, lives } from "../laws/events.ts";
import { happen, livePeacefully, own, work } from "../laws/happen.ts";
import { LawfulWorld } from "../laws/lawful-world.ts";
import { MemoryStore } from "../stand-ins/memory-store.ts";

/** Everything that there is of a tenant, in the store and on its GitHub. */
async function everythingOf(world: LawfulWorld) {
  const { store, forge, settings, violations } = world;
  const { tenant } = settings;
  return {
    rows: own(world),
    decisions: await store.audit({ tenant, limit: 10_000 }),
    outcomes: await store.outcomes(tenant),
    cycles: await store.cycles({ tenant, limit: 10_000 }),
    pulls: forge.pulls,
    branches: [...forge.branches],
    comments: [...forge.comments],
    checks: [...forge.published],
    violations: [...violations],
  };
}

/** All that may come from one tenant to another: its rows' ids, and its sealed markers in copied pull requests. */
async function intrude(mine: LawfulWorld, other: LawfulWorld, index: number): Promise<void> {
  for (const { id } of own(other)) await work(mine, { kind: "advance", improvementId: id });
  const again = () => rebuild(mine.forge.ref, mine.ports(), mine.settings, mine.nowMs);
  // Of its own it may have lost some.
  await again();
  for (const { branch, body } of other.forge.pulls) {
    const copy = `${branch.slice(0, -4)}${String(index).padStart(4, "0")}`;
    for (const name of [branch, copy]) {
      if (mine.forge.pulls.some((pull) => pull.branch === name)) continue;
      mine.forge.branches.set(name, mine.forge.tip("main"));
      const pull = mine.forge.openPullAs("app[bot]", name);
      pull.body = body;
      expect(await again(), "a marker of another tenant made a row").toBe(0);
      mine.forge.pulls.splice(mine.forge.pulls.indexOf(pull), 1);
      mine.forge.branches.delete(name);
    }
  }
}

async function play(
  world: LawfulWorld,
  life: Life,
  happenings: readonly Event[],
  meanwhile: (index: number) => Promise<void> = async () => {},
) {
  await livePeacefully(world, life);
  for (const [index, event] of happenings.entries()) {
    await meanwhile(index);
    await happen(world, event, index);
  }
  return everythingOf(world);
}

test("whatever happens to another tenant on the same store, a tenant never notices", async () => {
  await fc.assert(
    fc.asyncProperty(lives, events, lives, events, async (life, happenings, otherLife, others) => {
      const alone = await play(new LawfulWorld({ policy: life.policy }), life, happenings);
      const store = new MemoryStore();
      const world = new LawfulWorld({ policy: life.policy, store });
      const repository = { owner: "rival", name: "site" };
      const settings = { tenant: "rival" };
      const other = new LawfulWorld({ policy: otherLife.policy, store, repository, settings });
      await livePeacefully(other, otherLife);
      const beside = await play(world, life, happenings, async (index) => {
        const event = others[index];
        if (event) await happen(other, event, index);
        if (index % 4 === 0) await intrude(other, world, index);
      });
      expect(beside).toEqual(alone);
      expect(other.violations).toEqual([]);
    }),
    { numRuns: 15, interruptAfterTimeLimit: 20_000 },
  );
}, 120_000);
