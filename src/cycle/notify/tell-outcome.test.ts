import { expect, it } from "vitest";
import { proposed } from "../../../test/gated-world.ts";
import type { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { only } from "../../../test/stand-ins/play.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { labels } from "../../domain/shared/names.ts";
import { reason } from "../../domain/shared/reason.ts";
import { guardedPorts, Held } from "../step/guarded-forge.ts";
import { tellOutcome } from "./tell-outcome.ts";

function told(world: MemoryWorld, label: string | null = labels.kept, faults = 0) {
  const row = only(world);
  if (row.stage !== "proposed") throw new Error("It is open.");
  const ending = { repository: row.repository, pull: row.pull, faults };
  const ports = guardedPorts(world.ports(), "improvement");
  return tellOutcome(ending, "#1 was kept", "It did well.", label, ports);
}

const forbid = async (): Promise<never> => {
  throw new PermanentFailure(reason("github_forbidden", "GitHub forbids it."));
};
const labelsOf = (world: MemoryWorld) => world.forge.pulls[0]?.labels;

it("is a comment and a label on the pull request, and nothing for the audit log", async () => {
  const world = await proposed();
  expect(await told(world)).toEqual([]);
  expect(world.forge.comments.get("1:outcome")).toBe("It did well.");
  expect(labelsOf(world)).toEqual([labels.own, labels.kept]);
});

it("is the comment alone where no label says it", async () => {
  const world = await proposed();
  expect(await told(world, null)).toEqual([]);
  expect(world.forge.comments.get("1:outcome")).toBe("It did well.");
  expect(labelsOf(world)).toEqual([labels.own]);
});

it("is labelled although the comment went elsewhere", async () => {
  const world = await proposed();
  world.forge.comment = forbid;
  for (const label of [null, labels.kept])
    expect(await told(world, label)).toMatchObject([{ code: "told_elsewhere" }]);
  expect(labelsOf(world)).toContain(labels.kept);
});

it("says which label is missing and why", async () => {
  const world = await proposed();
  world.forge.addLabels = forbid;
  const [missing] = await told(world);
  expect(missing).toMatchObject({ code: "not_labelled" });
  for (const part of ["#1", labels.kept, "GitHub forbids it."]) expect(missing?.text).toContain(part);
});

it("is tried again while the label fails in passing, and ends without it when that does not pass", async () => {
  const world = await proposed();
  world.forge.addLabels = async () => {
    throw new Error("503");
  };
  await expect(told(world, labels.kept, 0)).rejects.toThrow("503");
  expect(await told(world, labels.kept, 3)).toMatchObject([{ code: "not_labelled" }]);
});

it("waits while a kill switch holds it", async () => {
  const world = await proposed();
  world.flags = { ...world.flags, selfBuilding: false };
  await expect(told(world)).rejects.toThrow(Held);
  expect(world.forge.comments.get("1:outcome")).toBeUndefined();
  expect(labelsOf(world)).toEqual([labels.own]);
});
