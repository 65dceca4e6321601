import { expect, it } from "vitest";
import { byPeople, proposed, reverting, written } from "../../../test/gated-world.ts";
import type { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { only, step } from "../../../test/stand-ins/play.ts";
import { advance } from "../advance.ts";

/** Somebody asks for the app's check again, and the app looks. */
async function ask(world: MemoryWorld): Promise<void> {
  await advance(only(world).id, world.ports(), world.settings, world.nowMs, { checkAsked: true });
}

it("shows the same decision anew once somebody has asked for the check again, and only once", async () => {
  const world = await proposed(byPeople);
  world.forge.reportCheck(1, "success");
  await step(world);
  const checks = written(world);
  await step(world);
  expect(checks).toEqual([]);
  await ask(world);
  expect(checks).toMatchObject([{ anew: true, conclusion: null }]);
  await step(world);
  expect(checks).toHaveLength(1);
});

it("shows a check that was asked for again after the fault that was in the way", async () => {
  const world = await proposed(byPeople);
  world.forge.reportCheck(1, "success");
  await step(world);
  const { look } = world.forge;
  world.forge.look = () => Promise.reject(new Error("502"));
  await ask(world);
  world.forge.look = look;
  const checks = written(world);
  await step(world);
  expect(checks).toMatchObject([{ anew: true }]);
});

it("shows the check of a revert anew, too", async () => {
  const world = await reverting();
  await step(world);
  const checks = written(world);
  await step(world);
  expect(checks).toEqual([]);
  await ask(world);
  expect(checks).toMatchObject([{ anew: true }]);
});

it("shows an open gate anew while the merge queue has the pull request", async () => {
  const world = await proposed();
  world.forge.hasQueue = true;
  world.forge.reportCheck(1, "success");
  for (let look = 0; look < 2; look++) await step(world);
  const checks = written(world);
  await ask(world);
  expect(checks).toMatchObject([{ anew: true, conclusion: "success" }]);
});
