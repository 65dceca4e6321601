import fc from "fast-check";
import { expect, test } from "vitest";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import { type Event, events, eventsOfOpenPull, type Life, lives, livesOfOpenPull } from "../laws/events.ts";
import { happen, letEverythingEnd, letPeopleBeTold, livePeacefully, own, untold } from "../laws/happen.ts";
import { LawfulWorld } from "../laws/lawful-world.ts";
import { checkMerges } from "../laws/main-laws.ts";
import type { MemoryForge } from "../stand-ins/memory-forge.ts";

/** One pull request for one change, unless bots closed it, and never two open at once. */
function expectOneOfEach(forge: MemoryForge): void {
  const branches = Map.groupBy(forge.pulls, ({ branch }) => branch);
  for (const [branch, pulls] of branches) {
    const ofPeople = pulls.slice(0, -1).filter(({ closedBy }) => !closedBy?.endsWith("[bot]"));
    expect(ofPeople, `${branch} has another pull request although people have decided`).toEqual([]);
    const open = pulls.filter(({ state }) => state === "open");
    expect(open.length, `${branch} has more than one open pull request`).toBeLessThan(2);
  }
  const merged = forge.merges.map((one) => one.number);
  expect(new Set(merged).size, "something was merged twice").toBe(merged.length);
}

/** What only people can take further: their own commits, a conflict, a request that they have not granted. */
async function isWithPeople({ forge }: LawfulWorld, row: Improvement): Promise<boolean> {
  if (row.stage === "awaiting_approval") return true;
  if (row.stage === "regressed" && row.revert.kind === "conflict") return true;
  const open = forge.pulls.find(
    ({ state, branch }) => state === "open" && branch.endsWith(row.opportunity.fingerprint),
  );
  if (!open) return false;
  const { foreignCommitters, hasConflict, headSha } = await forge.gateFacts(forge.ref, open.number, "");
  return foreignCommitters.length > 0 || hasConflict === true || headSha !== proposedSha(row);
}

/** The head that is the app's by its own account. */
function proposedSha(row: Improvement): string | null {
  if (row.stage === "regressed" && row.revert.kind === "proposed") return row.revert.pull.headSha;
  return row.stage === "proposed" ? row.pull.headSha : null;
}

/** Plays a life; no law is broken, people win, and everything ends. */
async function expectLawful(life: Life, happenings: readonly Event[]): Promise<void> {
  const world = new LawfulWorld({ policy: life.policy });
  await livePeacefully(world, life);
  for (const [index, event] of happenings.entries()) {
    await happen(world, event, index);
    checkMerges(world);
    expectOneOfEach(world.forge);
    expect(world.violations).toEqual([]);
  }
  await letPeopleBeTold(world);
  expect(untold(world), "nobody was told of a regression").toEqual([]);
  await letEverythingEnd(world);
  expect(untold(world), "nobody was told of a regression").toEqual([]);
  checkMerges(world);
  expectOneOfEach(world.forge);
  expect(world.violations).toEqual([]);
  for (const row of own(world)) {
    if (!(await isWithPeople(world, row))) expect(row.stage).toBe("ended");
    const recorded = world.store.ledger.get(row.id);
    if (row.stage === "ended" && recorded) expect(row.how).toBe(recorded.outcome);
  }
}

test("whatever happens under whatever policy, no law is broken, people win, and everything ends", async () => {
  const property = fc.asyncProperty(lives, events, expectLawful);
  await fc.assert(property, { numRuns: 70, interruptAfterTimeLimit: 20_000 });
}, 120_000);

test("whatever is done about a pull request that is open or in a queue, no law is broken", async () => {
  const property = fc.asyncProperty(livesOfOpenPull, eventsOfOpenPull, expectLawful);
  await fc.assert(property, { numRuns: 50, interruptAfterTimeLimit: 10_000 });
}, 120_000);
