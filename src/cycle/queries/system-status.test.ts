import { describe, expect, it } from "vitest";
import { foundImprovement, improvementsAtEveryStage } from "../../../test/improvement.ts";
import { MemoryWorld, settings } from "../../../test/stand-ins/memory-world.ts";
import { cycle } from "../../../test/stand-ins/play.ts";
import type { OutcomeRecord } from "../../domain/learn/ledger.ts";
import type { Ports } from "../../ports/ports.ts";
import { systemStatus } from "./system-status.ts";

const statusOf = (world: MemoryWorld, ports: Partial<Ports> = {}) =>
  systemStatus({ ...world.ports(), ...ports }, settings, world.nowMs);

function outcome(improvementId: string, fields: Partial<OutcomeRecord>): OutcomeRecord {
  return {
    ...{ improvementId, tenant: "default", repository: "acme/other", remedyKind: "lambda-memory" },
    ...{ outcome: "kept", predictedProbability: 0.7, predictedEffect: null, measuredEffect: null, atMs: 0 },
    ...fields,
  };
}

describe("the status", () => {
  it("counts what stands where and how it ended, and names what is being retried", async () => {
    const world = new MemoryWorld();
    for (const row of improvementsAtEveryStage()) await world.store.insertImprovement(row);
    await world.store.insertImprovement(foundImprovement({ faults: 1 }));
    expect(await statusOf(world)).toMatchObject({
      tenant: "default",
      atMs: world.nowMs,
      improvementsByStage: {
        ...{ found: 2, awaiting_approval: 1, drafted: 1, proposed: 1, merged: 1, watching: 1 },
        ...{ regressed: 3, ended: 4 },
      },
      endedImprovements: { kept: 1, reverted: 1, declined: 1, unusable: 1 },
      faulty: [{ id: foundImprovement().id, stage: "found", faults: 1 }],
    });
  });

  it("lists what has waited for longer than it should, for whom, and what would end it", async () => {
    const world = new MemoryWorld();
    const hourMs = 3_600_000;
    const wait = { seenMs: world.nowMs, told: 0 };
    const waits = [
      { ...wait, code: "approvals_missing", sinceMs: world.nowMs - 25 * hourMs },
      { ...wait, code: "check_missing", sinceMs: world.nowMs - hourMs },
      { ...wait, code: "merge_conflict", sinceMs: world.nowMs - 40 * hourMs, seenMs: world.nowMs - hourMs },
    ];
    await world.store.insertImprovement({ ...foundImprovement(), waits });
    expect((await statusOf(world)).stalled).toEqual([
      {
        id: foundImprovement().id,
        stage: "found",
        code: "approvals_missing",
        sinceMs: world.nowMs - 25 * hourMs,
        waitsFor: "people",
        endsWith: expect.stringMatching(/./),
      },
    ]);
  });

  it("says what was learnt of each kind, over all repositories", async () => {
    const world = new MemoryWorld();
    await world.store.recordOutcome(outcome("a", {}));
    await world.store.recordOutcome(outcome("b", { outcome: "reverted" }));
    await world.store.recordOutcome(outcome("c", { remedyKind: "component" }));
    const { lessons, calibration } = await statusOf(world);
    expect(lessons).toMatchObject([
      { remedyKind: "component", trials: 1 },
      { remedyKind: "lambda-memory", trials: 2 },
    ]);
    expect(calibration.map(({ remedyKind }) => remedyKind)).toEqual(
      expect.arrayContaining(["component", "lambda-memory"]),
    );
  });

  it("tells of the last cycle, and of no other tenant", async () => {
    const world = new MemoryWorld();
    await cycle(world);
    world.nowMs += 60_000;
    const last = await cycle(world);
    await world.store.insertImprovement({
      ...foundImprovement({ tenant: "other", faults: 2 }),
      id: "foreign",
    });
    await world.store.recordOutcome(outcome("foreign", { tenant: "other", remedyKind: "component" }));
    await world.store.saveCycle({ ...last, id: "foreign", tenant: "other", startedAtMs: world.nowMs + 1 });
    expect(await statusOf(world)).toMatchObject({
      improvementsByStage: { found: 1 },
      faulty: [],
      lessons: [],
      lastCycle: {
        id: "cycle-1",
        repository: "acme/shop",
        startedAtMs: world.nowMs,
        outcome: "completed",
      },
    });
  });

  it("calls a model available when there is one that writes fixes", async () => {
    const world = new MemoryWorld();
    expect((await statusOf(world)).modelAvailable).toBe(false);
    const { generator, telemetry } = world.ports();
    const model = { generator: { ...generator, handles: (kind: string) => kind === "fix-error" } };
    const open = { telemetry: { ...telemetry, circuit: () => "open" as const } };
    world.flags = { ...world.flags, improvementRollback: false };
    expect(await statusOf(world, { ...model, ...open })).toMatchObject({
      modelAvailable: true,
      telemetryCircuit: "open",
      flags: { improvementRollback: false, selfBuilding: true },
    });
  });
});
