import { describe, expect, it } from "vitest";
import type { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { regressed, step, until } from "../../../test/stand-ins/play.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Forge } from "../../ports/forge.ts";

type Write = "openIssue" | "comment" | "publishCheck" | "addLabels";

const forbidden = () => new PermanentFailure(reason("github_forbidden", "GitHub forbids it."));

/** GitHub takes none of these writes from now on. */
function refuse(world: MemoryWorld, writes: readonly Write[], fault: () => Error = forbidden): void {
  const refusing = async (): Promise<never> => {
    throw fault();
  };
  Object.assign(world.forge, Object.fromEntries(writes.map((write) => [write, refusing])) as Partial<Forge>);
}

/** A regression whose revert conflicts with a person's commit. */
async function conflicting(): Promise<MemoryWorld> {
  const world = await regressed();
  const main = world.forge.commits.get(world.forge.tip("main"))?.files["template.yaml"] ?? "";
  world.forge.push("main", "template.yaml", main.replace(/MemorySize: \d+/, "MemorySize: 640"));
  return world;
}

const codes = (world: MemoryWorld) => world.store.entries.at(-1)?.reasons.map(({ code }) => code);
const noticeOnMain = (world: MemoryWorld) =>
  world.forge.published.get(`${world.forge.tip("main")}:self-building/notice`);

describe("a revert that people have to make", () => {
  it("is asked for by an issue, and nothing more is said", async () => {
    const world = await conflicting();
    await step(world);
    expect(world.forge.issues.size).toBe(1);
    expect(world.forge.comments.get("1:outcome")).toBeUndefined();
    expect(codes(world)).toEqual(["revert_conflict"]);
  });

  it("is asked for on the merged pull request where issues are turned off", async () => {
    const world = await conflicting();
    refuse(world, ["openIssue"]);
    expect(await step(world)).toMatchObject({ revert: { kind: "conflict", issueNumber: null }, faults: 0 });
    expect(world.forge.comments.get("1:outcome")).toContain("To revert by hand");
    expect(noticeOnMain(world)).toBeUndefined();
    expect(codes(world)).toEqual(["revert_conflict", "told_elsewhere"]);
  });

  it("is asked for by a check on the default branch where that is locked, too", async () => {
    const world = await conflicting();
    refuse(world, ["openIssue", "comment"]);
    expect(await step(world)).toMatchObject({ revert: { kind: "conflict" }, faults: 0 });
    expect(noticeOnMain(world)).toContain("Revert #1 by hand");
  });

  it("counts as handed over where GitHub takes nothing; metric and audit log say that nobody was told", async () => {
    const world = await conflicting();
    refuse(world, ["openIssue", "comment", "publishCheck"]);
    const metrics: string[] = [];
    const instruments = { add: (metric: string) => void metrics.push(metric) };
    expect(await step(world, { instruments })).toMatchObject({
      revert: { kind: "conflict" },
      wakeAtMs: null,
    });
    expect(codes(world)).toEqual(["revert_conflict", "not_told"]);
    expect(metrics).toContain("notices_not_delivered");
  });

  it("is tried again where GitHub fails in passing, and told elsewhere when it does not pass", async () => {
    const world = await conflicting();
    refuse(world, ["openIssue"], () => new Error("503"));
    for (const faults of [1, 2, 3])
      expect(await step(world)).toMatchObject({ revert: { kind: "needed" }, faults });
    expect(await step(world)).toMatchObject({ revert: { kind: "conflict" }, faults: 0 });
    expect(world.forge.comments.get("1:outcome")).toContain("To revert by hand");
  });

  it("is not told elsewhere while a kill switch holds it", async () => {
    const world = await conflicting();
    const { openIssue } = world.forge;
    refuse(world, ["openIssue"]);
    world.flags = { ...world.flags, selfBuilding: false };
    expect(await step(world)).toMatchObject({ revert: { kind: "needed" } });
    expect(world.forge.comments.get("1:outcome")).toBeUndefined();
    expect(noticeOnMain(world)).toBeUndefined();
    world.flags = { ...world.flags, selfBuilding: true };
    Object.assign(world.forge, { openIssue });
    expect(await step(world)).toMatchObject({ revert: { kind: "conflict" } });
    expect(world.forge.issues.size).toBe(1);
  });
});

it("an improvement ends although its pull request takes neither comment nor label", async () => {
  const world = await regressed();
  refuse(world, ["comment", "addLabels"]);
  expect(await until(world, "ended")).toMatchObject({ how: "reverted" });
  expect(noticeOnMain(world)).toBe("#1 was reverted");
  expect(codes(world)).toEqual(expect.arrayContaining(["told_elsewhere", "not_labelled"]));
});
