import { expect, it } from "vitest";
import { proposed } from "../../../test/gated-world.ts";
import type { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { only } from "../../../test/stand-ins/play.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import { guardedPorts } from "../step/guarded-forge.ts";
import { reopen } from "./reopen.ts";

const bots = { by: "stale[bot]", own: false };

/** A world whose pull request #1 a bot has closed. */
async function closed(): Promise<MemoryWorld> {
  const world = await proposed();
  world.forge.close(1, bots.by);
  return world;
}

function reopened(world: MemoryWorld, closing = bots, faults = 0) {
  const row = only(world);
  if (row.stage !== "proposed") throw new Error("It is open.");
  return reopen(row.repository, row.pull, closing, faults, guardedPorts(world.ports(), "improvement"));
}

function takeBranch(world: MemoryWorld): void {
  for (const { branch } of world.forge.pulls) world.forge.branches.delete(branch);
}

const comment = (world: MemoryWorld) => world.forge.comments.get("1:reopened");

it("is open again, and judged and shown afresh", async () => {
  const world = await closed();
  expect(await reopened(world)).toMatchObject({ number: 1, reopened: true, lastDecision: null });
  expect(world.forge.pulls).toMatchObject([{ number: 1, state: "open" }]);
  expect(comment(world)).toContain("a bot. Only people decide");
  expect(comment(world)).toContain("was opened again");
});

it("has to be made anew, with a word, when a bot has taken its branch, too", async () => {
  const world = await closed();
  takeBranch(world);
  expect(await reopened(world)).toBeNull();
  expect(comment(world)).toContain("is made anew");
});

it("needs no word about what the app has closed with its branch itself", async () => {
  const world = await closed();
  takeBranch(world);
  expect(await reopened(world, { by: "app[bot]", own: true })).toBeNull();
  expect(comment(world)).toBeUndefined();
});

it("is opened again when the app died between its closing and its branch", async () => {
  const world = await closed();
  expect(await reopened(world, { by: "app[bot]", own: true })).toMatchObject({ reopened: true });
  expect(comment(world)).toContain("was opened again");
});

it("is open again although its conversation takes no comment for good", async () => {
  const world = await closed();
  world.forge.comment = async () => {
    throw new PermanentFailure(reason("github_forbidden", "It is locked."));
  };
  expect(await reopened(world)).toMatchObject({ reopened: true });
});

it("is tried again when the word fails in passing, and goes without one when that does not pass", async () => {
  const world = await closed();
  world.forge.comment = async () => {
    throw new Error("503");
  };
  await expect(reopened(world, bots, 0)).rejects.toThrow("503");
  expect(await reopened(world, bots, 3)).toMatchObject({ reopened: true });
});
