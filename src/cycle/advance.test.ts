import { describe, expect, it, test } from "vitest";
import { improvementsAtEveryStage } from "../../test/improvement.ts";
import { MemoryWorld, settings } from "../../test/stand-ins/memory-world.ts";
import {
  admitted,
  lastWord,
  only,
  playHours,
  regressed,
  started,
  step,
  until,
} from "../../test/stand-ins/play.ts";
import { PassingFailure, PermanentFailure } from "../domain/shared/failure.ts";
import { reason } from "../domain/shared/reason.ts";
import type { Ports } from "../ports/ports.ts";
import { advance } from "./advance.ts";

test("a change that does no harm is merged, watched and kept, and the ledger knows", async () => {
  const world = await started(1);
  const row = await playHours(world, 4);
  expect(row).toMatchObject({ stage: "ended", how: "kept" });
  expect(world.forge.merges).toMatchObject([{ number: 1, by: "app[bot]" }]);
  expect(world.forge.pulls[0]?.labels).toContain("self-building:kept");
  expect(world.forge.comments.get("1:outcome")).toMatch(/Kept/);
  expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "kept", predictedEffect: -0.5 }]);
  expect(world.forge.commits.get(world.forge.tip("main"))?.files["template.yaml"]).toContain(
    "MemorySize: 512 # megabytes",
  );
});

test("a change that slows production down is reverted by a pull request of its own", async () => {
  const world = await started(1.8);
  const row = await playHours(world, 4);
  expect(row).toMatchObject({ stage: "ended", how: "reverted", merged: { revertPull: { number: 2 } } });
  expect(world.forge.merges).toHaveLength(2);
  expect(world.changedAtMs()).toBeNull();
  expect(world.forge.comments.get("1:outcome")).toMatch(/Reverted\*\* by #2/);
  expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "reverted" }]);
});

const failing = (error: Error): Partial<Ports> => ({
  workspace: {
    checkout: () => Promise.reject(error),
    revert: () => Promise.reject(error),
  },
});

describe("a fault", () => {
  const forbidden = new PermanentFailure(reason("github_forbidden", "Contents: write is missing."));

  it("is tried again later and later, and forgotten after a success", async () => {
    const world = await admitted(new MemoryWorld());
    const waits: number[] = [];
    for (let fault = 0; fault < 3; fault++) {
      const row = await step(world, failing(new Error("The disk is full.")));
      waits.push((row.wakeAtMs ?? 0) - world.nowMs);
    }
    expect(waits).toEqual([5000, 10_000, 20_000]);
    expect(only(world)).toMatchObject({ stage: "found", faults: 3 });
    expect(await step(world)).toMatchObject({ stage: "drafted", faults: 0 });
  });

  it.each(["found", "drafted"] as const)("that can never succeed ends what is %s", async (stage) => {
    const world = await admitted(new MemoryWorld());
    await until(world, stage);
    const ruled = new PermanentFailure(reason("github_rule_violation", "Repository rule violations found."));
    expect(await step(world, failing(ruled))).toMatchObject({
      how: "unusable",
      reasons: [{ code: "github_rule_violation" }],
    });
  });

  it.each(["found", "drafted"] as const)(
    "that may pass is tried again for a day before it ends what is %s",
    async (stage) => {
      const world = await admitted(new MemoryWorld());
      await until(world, stage);
      const startMs = world.nowMs;
      expect(await step(world, failing(forbidden))).toMatchObject({ stage, faults: 1 });
      expect(lastWord(world)).toBe(`${stage} fault github_forbidden`);
      while (only(world).stage === stage) {
        world.nowMs = Math.max(world.nowMs, only(world).wakeAtMs ?? 0);
        await step(world, failing(forbidden));
      }
      expect(only(world)).toMatchObject({ how: "unusable", reasons: [{ code: "github_forbidden" }] });
      const days = (world.nowMs - startMs) / 86_400_000;
      expect(days).toBeGreaterThan(0.9);
      expect(days).toBeLessThan(1.5);
    },
  );

  it("that can never succeed does not end what was merged: somebody has to keep watching", async () => {
    const world = await regressed();
    expect(await step(world, failing(forbidden))).toMatchObject({ stage: "regressed", faults: 1 });
    expect(lastWord(world)).toBe("regressed fault github_forbidden");
  });
});

describe("a row that failed", () => {
  const overloaded = new Error("429");

  async function failed(error: Error = overloaded) {
    const world = await admitted(new MemoryWorld());
    await step(world, failing(error));
    const look = (when: "at_once" | "after_backoff") =>
      advance(only(world).id, world.ports(), settings, world.nowMs, { when });
    return { world, look };
  }

  it("is left alone by events until its time has come, however many they are", async () => {
    const { world, look } = await failed();
    for (let event = 0; event < 80; event++) await look("after_backoff");
    expect(only(world)).toMatchObject({ stage: "found", faults: 1 });
    world.nowMs = only(world).wakeAtMs ?? 0;
    await look("after_backoff");
    expect(only(world)).toMatchObject({ stage: "drafted", faults: 0 });
  });

  it("is looked at when a person did something", async () => {
    const { world, look } = await failed();
    await look("at_once");
    expect(only(world).stage).toBe("drafted");
  });

  it.each([
    ["longer than its backoff", 60_000, 60_000],
    ["shorter than its backoff", 1_000, 5_000],
    ["for a time that cannot be meant", 1e12, 7_200_000],
  ])("waits as long as the other side asks: %s", async (_case, askedMs, waitsMs) => {
    const { world } = await failed(new PassingFailure("429", askedMs));
    expect(only(world).wakeAtMs).toBe(world.nowMs + waitsMs);
  });
});

describe("a step", () => {
  it("that can be followed at once by the next wakes it, and no other", async () => {
    const world = await admitted(new MemoryWorld());
    world.wakeUps.length = 0;
    const { id } = await step(world);
    expect(only(world).stage).toBe("drafted");
    expect(world.wakeUps).toEqual([{ kind: "advance", improvementId: id }]);
    await step(world);
    world.wakeUps.length = 0;
    expect((await step(world)).wakeAtMs).toBeGreaterThan(world.nowMs);
    expect(world.wakeUps).toEqual([]);
  });

  it("is saved together with its line in the audit log", async () => {
    const world = await admitted(new MemoryWorld());
    const row = await step(world);
    expect(world.store.entries.at(-1)).toMatchObject({
      ...{ atMs: world.nowMs, subject: row.id, action: "draft", outcome: "drafted" },
      reasons: [{ code: "drafted" }],
    });
  });

  it("that another worker was faster with leaves no line, and wakes nothing", async () => {
    const world = await admitted(new MemoryWorld());
    const lines = world.store.entries.length;
    world.wakeUps.length = 0;
    const store: Ports["store"] = Object.assign(Object.create(world.store), {
      improvement: async (id: string) => ({ ...(await world.store.improvement(id)), version: 99 }),
    });
    expect(await advance(only(world).id, { ...world.ports(), store }, settings, world.nowMs)).toBeNull();
    expect([world.store.entries.length, world.wakeUps]).toEqual([lines, []]);
  });

  it("of the gate that says the same again is no new decision, and another one is", async () => {
    const world = await admitted(new MemoryWorld());
    await until(world, "proposed");
    for (let look = 0; look < 3; look++) await step(world);
    const gate = () => world.store.entries.filter(({ action }) => action === "gate");
    expect(gate()).toMatchObject([{ outcome: "wait", reasons: [{ code: "check_missing" }] }]);
    world.forge.reportCheck(1, "failure");
    await step(world);
    expect(gate()).toMatchObject([
      { outcome: "wait" },
      { outcome: "block", reasons: [{ code: "check_failed" }] },
    ]);
  });

  it("that a kill switch holds is tried again after a while under its own name, and is no fault", async () => {
    const world = await admitted(new MemoryWorld());
    await until(world, "proposed");
    world.forge.push("main", "other.txt", "x");
    world.forge.reportCheck(1, "success");
    const { workspace } = world.ports();
    const checkout: Ports["workspace"]["checkout"] = (ref, sha, use) => {
      world.flags = { ...world.flags, selfBuilding: false };
      return workspace.checkout(ref, sha, use);
    };
    expect(await step(world, { workspace: { ...workspace, checkout } })).toMatchObject({
      ...{ stage: "proposed", faults: 0, wakeAtMs: world.nowMs + 60_000 },
    });
    expect(lastWord(world)).toBe("gate wait self_building_off");
  });

  it("of another tenant's row is none of this one's business", async () => {
    const world = await admitted(new MemoryWorld());
    const other = { ...settings, tenant: "other" };
    expect(await advance(only(world).id, world.ports(), other, world.nowMs)).toBeNull();
    expect(only(world).stage).toBe("found");
  });

  it("is not taken by what is over, or waits for a person", async () => {
    for (const row of improvementsAtEveryStage()) {
      if (row.stage !== "ended" && row.stage !== "awaiting_approval") continue;
      const world = new MemoryWorld();
      await world.store.insertImprovement(row);
      expect(await advance(row.id, world.ports(), settings, world.nowMs)).toEqual(row);
      expect([only(world), world.store.entries]).toEqual([row, []]);
    }
  });
});
