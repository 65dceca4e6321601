import { describe, expect, it } from "vitest";
import { foundImprovement } from "../../test/improvement.ts";
import { MemoryWorld, settings } from "../../test/stand-ins/memory-world.ts";
import { admitted, cycle, step, until } from "../../test/stand-ins/play.ts";
import { reason } from "../domain/shared/reason.ts";
import type { Settings } from "../domain/shared/settings.ts";
import { sweep } from "./sweep.ts";

const hourMs = 3_600_000;

/** What is woken. */
async function swept(world: MemoryWorld, overrides: Partial<Settings> = {}): Promise<string[]> {
  world.wakeUps.length = 0;
  await sweep(world.ports(), { ...settings, ...overrides }, world.nowMs);
  return world.wakeUps.map(({ kind }) => kind);
}

describe("the sweep", () => {
  it("wakes a repository that was never looked at, and again after the interval", async () => {
    const world = new MemoryWorld();
    expect(await swept(world)).toEqual(["cycle"]);
    expect(world.wakeUps).toMatchObject([{ repository: world.forge.ref, trigger: { kind: "schedule" } }]);
    await admitted(world);
    await step(world);
    world.nowMs += 24 * hourMs - 120_000;
    expect(await swept(world)).not.toContain("cycle");
    world.nowMs += 120_000;
    expect(await swept(world)).toContain("cycle");
  });

  it("counts the installations that fail, and looks after the others", async () => {
    const world = new MemoryWorld();
    world.forge.failing = [{ account: "bad", reason: reason("installation_suspended", "Suspended.") }];
    expect(await swept(world)).toEqual(["cycle"]);
    expect(world.counted).toEqual([["installations_failed", 1]]);
  });

  it("does not take another repository's cycle for this one's", async () => {
    const world = new MemoryWorld();
    await cycle(world);
    const [report] = world.store.reports.values();
    if (!report) throw new Error("A cycle has a report.");
    world.store.reports.length = 0;
    await world.store.saveCycle({ ...report, repository: "acme/other" });
    await world.store.saveCycle({ ...report, id: "foreign", tenant: "other" });
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
    expect(await swept(world, { tenant: "other" })).toEqual(["cycle"]);
  });

  it("wakes a bounded number at a time; the rest is as due a minute later", async () => {
    const world = new MemoryWorld();
    for (let index = 0; index < 205; index++) {
      const fingerprint = index.toString(16).padStart(16, "0");
      await world.store.insertImprovement(foundImprovement({ fingerprint, wakeAtMs: 0 }));
    }
    expect((await swept(world)).filter((kind) => kind === "advance")).toHaveLength(200);
  });

  it("starts no cycle while the app is off, or where there is no schedule", async () => {
    const world = new MemoryWorld();
    expect(await swept(world, { cycleIntervalHours: 0 })).toEqual([]);
    world.flags = { ...world.flags, selfBuilding: false };
    expect(await swept(world)).toEqual([]);
  });

  it("asks GitHub nothing where there is no schedule", async () => {
    const world = new MemoryWorld();
    world.forge.listRepositories = async () => {
      throw new Error("Nobody needs to know.");
    };
    expect(await swept(world, { cycleIntervalHours: 0 })).toEqual([]);
  });
});
