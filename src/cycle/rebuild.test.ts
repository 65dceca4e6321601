import { describe, expect, it } from "vitest";
import { proposed } from "../../test/gated-world.ts";
import { foundImprovement } from "../../test/improvement.ts";
import { type MemoryWorld, settings } from "../../test/stand-ins/memory-world.ts";
import { only, step } from "../../test/stand-ins/play.ts";
import { labels } from "../domain/shared/names.ts";
import type { Forge } from "../ports/forge.ts";
import { rebuild } from "./rebuild.ts";

const again = (world: MemoryWorld, tenant = settings.tenant) =>
  rebuild(world.forge.ref, world.ports(), { ...settings, tenant }, world.nowMs);

/** The app's one pull request. */
function own(world: MemoryWorld) {
  const [pull] = world.forge.pulls;
  if (!pull) throw new Error("There is a pull request.");
  return pull;
}

/** A world with an open pull request and an empty database. */
async function forgotten(): Promise<MemoryWorld> {
  const world = await proposed();
  world.store.rows.clear();
  return world;
}

describe("rebuilding from pull requests", () => {
  it("gives back an open one as it was, once", async () => {
    const world = await proposed();
    const before = only(world);
    world.store.rows.clear();
    expect(await again(world)).toBe(1);
    expect(await again(world)).toBe(0);
    const { version, ...row } = only(world);
    expect({ ...row, wakeAtMs: before.wakeAtMs }).toEqual({ ...before, version: undefined });
    expect([version, row.wakeAtMs]).toEqual([0, world.nowMs]);
  });

  it("knows the app's own last commit and how often it was brought up to date, whatever people pushed", async () => {
    const world = await proposed();
    world.forge.push("main", "other.txt", "x");
    world.forge.reportCheck(1, "success");
    const before = await step(world);
    world.store.rows.clear();
    world.forge.push(own(world).branch, "mine.txt", "mine");
    await again(world);
    const row = only(world);
    if (row.stage !== "proposed" || before.stage !== "proposed") throw new Error("It is open.");
    expect(row.pull).toMatchObject({ headSha: before.pull.headSha, refreshes: 1 });
  });

  it("keeps in mind who asked for it", async () => {
    const world = await proposed();
    const row = only(world);
    const person = { kind: "person", login: "ada", issueNumber: 7 } as const;
    world.store.rows.set(row.id, { ...row, trigger: person });
    world.forge.push("main", "other.txt", "x");
    world.forge.reportCheck(1, "success");
    await step(world);
    world.store.rows.clear();
    await again(world);
    expect(only(world).trigger).toEqual(person);
  });

  it("does not believe a body that somebody has edited", async () => {
    const world = await forgotten();
    const pull = own(world);
    const { body } = pull;
    pull.body = body.replace("self-building:marker ", "self-building:marker A");
    expect(await again(world)).toBe(0);
    pull.body = body;
    expect(await again(world)).toBe(1);
  });

  it("does not believe a marker of another tenant", async () => {
    const world = await forgotten();
    expect(await again(world, "other")).toBe(0);
  });

  it("does not believe a marker that was copied to another pull request", async () => {
    const world = await forgotten();
    const { body, branch } = own(world);
    const copy = `${branch.slice(0, -1)}${branch.endsWith("0") ? "1" : "0"}`;
    world.forge.branches.set(copy, world.forge.tip(branch));
    world.forge.openPullAs("app[bot]", copy).body = body;
    expect(await again(world)).toBe(1);
    expect(only(world)).toMatchObject({ id: `acme/shop#${branch.slice(-16)}`, pull: { number: 1, branch } });
  });

  it("does not believe a marker that was copied to another repository", async () => {
    const world = await forgotten();
    const elsewhere = { owner: "acme", name: "copy" };
    expect(await rebuild(elsewhere, world.ports(), settings, world.nowMs)).toBe(0);
  });

  it("asks GitHub what a name of an earlier build's marker leads to now", async () => {
    const world = await forgotten();
    const renamed = { owner: "acme", name: "renamed", id: 5 };
    const leadingTo = (id: number | null) => {
      const state =
        id === null
          ? null
          : { ref: { ...renamed, id }, defaultBranch: "main", headSha: "a", archived: false };
      const forge: Forge = Object.create(world.forge, { repository: { value: async () => state } });
      return rebuild(renamed, { ...world.ports(), forge }, settings, world.nowMs);
    };
    expect([await leadingTo(null), await leadingTo(6), world.store.rows.size]).toEqual([0, 0, 0]);
    expect(await leadingTo(5)).toBe(1);
    expect(only(world).repository).toEqual(renamed);
  });

  it("takes no other tenant's row for the pull request's own", async () => {
    const world = await forgotten();
    const fingerprint = own(world).branch.slice(-16);
    const foreign = foundImprovement({ fingerprint, tenant: "other" });
    await world.store.insertImprovement({ ...foreign, id: "foreign" });
    expect(await again(world)).toBe(1);
  });

  it("remembers what was closed", async () => {
    const world = await forgotten();
    world.forge.close(1, "ada");
    expect(await again(world)).toBe(1);
    expect(only(world)).toMatchObject({
      stage: "ended",
      how: "declined",
      pullNumber: 1,
      closedAtMs: world.nowMs,
      wakeAtMs: null,
    });
  });

  it("goes on with what was merged and not judged yet", async () => {
    const world = await forgotten();
    world.forge.mergeAsPerson(1);
    expect(await again(world)).toBe(1);
    expect(only(world)).toMatchObject({ stage: "proposed", wakeAtMs: world.nowMs });
    expect(await step(world)).toMatchObject({ stage: "merged" });
  });

  it.each(["kept", "inconclusive", "reverted"] as const)(
    "reads from the label that it was %s",
    async (how) => {
      const world = await forgotten();
      world.forge.mergeAsPerson(1);
      const mergedAtMs = world.nowMs;
      world.nowMs += 3_600_000;
      // One that was kept first and reverted later has both.
      own(world).labels.push(labels.kept, labels[how]);
      if (how === "inconclusive") own(world).labels = [labels.own, labels.inconclusive];
      await again(world);
      expect(only(world)).toMatchObject({
        how,
        pullNumber: 1,
        closedAtMs: mergedAtMs,
        reasons: [{ code: "rebuilt" }],
      });
    },
  );
});
