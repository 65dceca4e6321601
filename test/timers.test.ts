import { describe, expect, it } from "vitest";
import { rebuild } from "../src/cycle/rebuild.ts";
import { sweep } from "../src/cycle/sweep.ts";
import { MemoryWorld, settings } from "./stand-ins/memory-world.ts";
import { admitted, only, step, until } from "./stand-ins/play.ts";

const hourMs = 3_600_000;

async function swept(world: MemoryWorld): Promise<string[]> {
  world.wakeUps.length = 0;
  await sweep(world.ports(), settings, world.nowMs);
  return world.wakeUps.map((one) => one.kind);
}

describe("the sweep", () => {
  it("wakes a repository that was never looked at, and again after the interval", async () => {
    const world = new MemoryWorld();
    expect(await swept(world)).toEqual(["cycle"]);
    await admitted(world);
    await step(world);
    world.nowMs += 24 * hourMs - 120_000;
    expect(await swept(world)).not.toContain("cycle");
    world.nowMs += 120_000;
    expect(await swept(world)).toContain("cycle");
  });

  it("wakes what is due and nothing else", async () => {
    const world = await admitted(new MemoryWorld());
    expect(await swept(world)).toEqual(["advance"]);
    const row = await until(world, "watching");
    world.nowMs = (row.wakeAtMs ?? 0) - 1;
    expect(await swept(world)).toEqual([]);
    world.nowMs += 1;
    expect(await swept(world)).toEqual(["advance"]);
  });

  it("starts no cycle while the app is off", async () => {
    const world = new MemoryWorld();
    world.flags = { ...world.flags, selfBuilding: false };
    expect(await swept(world)).toEqual([]);
  });
});

describe("rebuilding from pull requests", () => {
  const again = (world: MemoryWorld) => rebuild(world.forge.ref, world.ports(), settings, world.nowMs);

  it("gives back an open one as it was, once", async () => {
    const world = await admitted(new MemoryWorld());
    const before = await until(world, "proposed");
    world.store.rows.clear();
    expect(await again(world)).toBe(1);
    expect(await again(world)).toBe(0);
    const { opportunity, change, id, createdAtMs } = { change: null, ...before };
    expect(only(world)).toMatchObject({ stage: "proposed", opportunity, change, id, createdAtMs });
  });

  it("does not believe a body that somebody has edited, or another tenant's", async () => {
    const world = await admitted(new MemoryWorld());
    await until(world, "proposed");
    world.store.rows.clear();
    const [pull] = world.forge.pulls;
    if (!pull) throw new Error("There is a pull request.");
    const { body } = pull;
    pull.body = body.replace("self-building:marker ", "self-building:marker A");
    expect(await again(world)).toBe(0);
    pull.body = body;
    expect(await rebuild(world.forge.ref, world.ports(), { ...settings, tenant: "other" }, 0)).toBe(0);
  });

  it("remembers what a person closed", async () => {
    const world = await admitted(new MemoryWorld());
    await until(world, "proposed");
    world.forge.close(1, "ada");
    world.store.rows.clear();
    expect(await again(world)).toBe(1);
    expect(only(world)).toMatchObject({ stage: "ended", how: "declined", pullNumber: 1 });
  });
});
