import { describe, expect, it } from "vitest";
import { foundImprovement } from "../../test/improvement.ts";
import { MemoryWorld, settings } from "../../test/stand-ins/memory-world.ts";
import { admitted, cycle, step, until } from "../../test/stand-ins/play.ts";
import { reason } from "../domain/shared/reason.ts";
import type { Settings } from "../domain/shared/settings.ts";
import { advance } from "./advance.ts";
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

  it.each<[string, (world: RestingWorld) => unknown]>([
    ["a check that passed", (world) => world.forge.reportCheck(1, "success")],
    ["a review", (world) => world.forge.review(1, "mia", "APPROVED")],
    ["a label", (world) => world.forge.addLabels(world.forge.ref, 1, ["hold"])],
    ["a closing", (world) => world.forge.close(1, "mia")],
    ["a merge", (world) => world.forge.mergeAsPerson(1)],
    ["a push to the default branch", (world) => world.forge.push("main", "a.txt", "a")],
    ["a switch of the organisation's", (world) => world.forge.organisation("enabled: false")],
    ["a switch of the environment's", (world) => world.turnOff()],
    ["a day", (world) => world.pass(24 * hourMs)],
  ])(
    "leaves a pull request alone that stands as it did, and notices %s without a webhook",
    async (_what, happen) => {
      const world = new RestingWorld();
      await admitted(world);
      await until(world, "proposed");
      await world.sweepAndWork();
      expect(await world.dueAndSwept()).toEqual([]);
      await happen(world);
      expect(await world.dueAndSwept()).toEqual(["advance"]);
    },
  );
});

/** A world whose time passes until its pull request is due again. */
class RestingWorld extends MemoryWorld {
  pass(ms: number): void {
    this.nowMs += ms;
  }

  turnOff(): void {
    this.flags = { ...this.flags, autonomousImprovements: !this.flags.autonomousImprovements };
  }

  async dueAndSwept(): Promise<string[]> {
    const [row] = this.store.rows.values();
    this.nowMs = Math.max(this.nowMs, row?.wakeAtMs ?? 0);
    return swept(this, { cycleIntervalHours: 0 });
  }

  /** Sweeps, and does what was woken. */
  async sweepAndWork(): Promise<void> {
    await this.dueAndSwept();
    for (const wakeUp of this.wakeUps.splice(0)) {
      if (wakeUp.kind !== "advance") continue;
      await advance(wakeUp.improvementId, this.ports(), settings, this.nowMs, { seen: wakeUp.seen });
    }
  }
}
