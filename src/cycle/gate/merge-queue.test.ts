import { beforeEach, expect, it } from "vitest";
import { lastDecision, proposed, written } from "../../../test/gated-world.ts";
import type { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { only, step } from "../../../test/stand-ins/play.ts";

let world: MemoryWorld;
beforeEach(async () => {
  world = await proposed();
  world.forge.hasQueue = true;
  world.forge.reportCheck(1, "success");
});

function label(name: string): void {
  for (const pull of world.forge.pulls) pull.labels = [...pull.labels, name];
}

it("waits for the queue, answers for the gate on the queue's commit once, and is merged by it", async () => {
  const checks = written(world);
  for (let poll = 0; poll < 4; poll++) await step(world);
  expect([...world.forge.queued.keys()]).toEqual([1]);
  expect(lastDecision(world)).toMatchObject({ kind: "wait", reasons: [{ code: "in_merge_queue" }] });
  expect(checks.map(({ title }) => title)).toEqual(["The gate is open", "The gate is open"]);
  world.forge.settleQueue("success");
  await step(world);
  expect(only(world).stage).toBe("merged");
});

it.each<[string, () => void]>([
  ["a hold label", () => label("self-building:hold")],
  ["a failed check", () => world.forge.reportCheck(1, "failure")],
  ["a kill switch", () => world.forge.organisation("enabled: false\n")],
  ["a flag", () => Object.assign(world, { flags: { ...world.flags, selfBuilding: false } })],
  [
    "a policy that cannot be used",
    () => void world.forge.push("main", ".github/self-building.yml", "version: 9"),
  ],
])("is taken out of the queue at %s", async (_what, happens) => {
  for (let poll = 0; poll < 2; poll++) await step(world);
  expect(world.forge.queued.size).toBe(1);
  happens();
  await step(world);
  expect(world.forge.queued.size).toBe(0);
  expect(only(world).stage).toBe("proposed");
});

it("is put in again once what held it is gone", async () => {
  for (let poll = 0; poll < 2; poll++) await step(world);
  label("self-building:hold");
  await step(world);
  for (const pull of world.forge.pulls)
    pull.labels = pull.labels.filter((one) => one !== "self-building:hold");
  await step(world);
  expect(world.forge.queued.size).toBe(1);
});

it("says once that GitHub threw it out, and tries again an hour later", async () => {
  for (let poll = 0; poll < 2; poll++) await step(world);
  world.forge.settleQueue("failure");
  const checks = written(world);
  for (let poll = 0; poll < 3; poll++) await step(world);
  expect(checks.map(({ title }) => title)).toEqual(["Waiting for people: left merge queue"]);
  expect(world.forge.queued.size).toBe(0);
  world.nowMs += 3_600_000;
  await step(world);
  expect(world.forge.queued.size).toBe(1);
  expect(checks.map(({ title }) => title)).toEqual([
    "Waiting for people: left merge queue",
    "The gate is open",
  ]);
});
