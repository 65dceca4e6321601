import { expect, it } from "vitest";
import { proposed, reverting } from "../../../test/gated-world.ts";
import type { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { lastWord, only, step } from "../../../test/stand-ins/play.ts";

/** A world whose pull request #1 a person has closed. */
async function declined(): Promise<MemoryWorld> {
  const world = await proposed();
  world.forge.close(1, "mia");
  await step(world);
  return world;
}

const reopen = (world: MemoryWorld, number = 1) => world.forge.reopenPull(world.forge.ref, number);

it("goes on as it was, and is judged and shown afresh", async () => {
  const world = await proposed();
  const before = only(world);
  world.forge.close(1, "mia");
  await step(world);
  await reopen(world);
  const { id, createdAtMs, opportunity } = before;
  expect(await step(world)).toMatchObject({ stage: "proposed", id, createdAtMs, opportunity });
  const row = only(world);
  if (row.stage !== "proposed" || before.stage !== "proposed") throw new Error("It is open.");
  expect(row.change).toEqual(before.change);
  expect(row.pull).toMatchObject({ headSha: before.pull.headSha, lastDecision: null });
  expect(lastWord(world)).toBe("gate opened_again opened_again");
});

it("stays over, without a word, while the pull request is closed", async () => {
  const world = await declined();
  const words = world.store.entries.length;
  expect(await step(world)).toMatchObject({ stage: "ended", how: "declined" });
  expect(world.store.entries).toHaveLength(words);
});

it("stays over where somebody has edited its marker", async () => {
  const world = await declined();
  await reopen(world);
  Object.assign(world.forge.pulls[0] ?? {}, { body: "Mine now." });
  expect(await step(world)).toMatchObject({ stage: "ended", how: "declined" });
});

it("is tried again when GitHub fails, and no more once it is known to be closed", async () => {
  const world = await declined();
  const ownPull = async () => {
    throw new Error("503");
  };
  const forge = new Proxy(world.forge, {
    get: (target, name) => (name === "ownPull" ? ownPull : Reflect.get(target, name)),
  });
  const soon = world.nowMs + 120_000;
  const failed = await step(world, { forge });
  expect([failed.stage, (failed.wakeAtMs ?? 0) <= soon]).toEqual(["ended", true]);
  const done = await step(world);
  expect(done).toMatchObject({ stage: "ended", faults: 0 });
  expect(done.wakeAtMs ?? 0).toBeGreaterThan(world.nowMs + 6 * 86_400_000);
});

it("goes on with a revert, which a bot may close once more", async () => {
  const world = await reverting();
  world.forge.close(2, "mia");
  expect(await step(world)).toMatchObject({ how: "regressed_and_left" });
  await reopen(world, 2);
  expect(await step(world)).toMatchObject({
    stage: "regressed",
    revert: { kind: "proposed", pull: { number: 2, lastDecision: null } },
  });
});

it("has nothing to go on with after a merge that stands", async () => {
  const world = await reverting();
  world.forge.mergeAsPerson(2);
  await step(world);
  expect(only(world)).toMatchObject({ how: "reverted" });
  expect(await step(world)).toMatchObject({ how: "reverted" });
});
