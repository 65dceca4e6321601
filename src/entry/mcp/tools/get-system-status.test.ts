import { expect, test, vi } from "vitest";
import { foundImprovement } from "../../../../test/improvement.ts";
import { MemoryWorld } from "../../../../test/stand-ins/memory-world.ts";
import { cycle, until } from "../../../../test/stand-ins/play.ts";
import { toolContext } from "../../../../test/tool-context.ts";
import { ToolRefusal } from "../tool.ts";
import { getSystemStatus as tool } from "./get-system-status.ts";

test("it says where everything stands", async () => {
  const world = new MemoryWorld();
  world.flags = { ...world.flags, improvementRollback: false };
  await cycle(world);
  await until(world, "ended");
  await world.store.insertImprovement(foundImprovement({ faults: 2 }));
  const answer = await tool.call({}, toolContext(world));
  expect(tool.output.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    tenant_id: "default",
    at: new Date(world.nowMs).toISOString(),
    flags: { self_building: true, improvement_rollback: false },
    telemetry_circuit: "closed",
    model_available: false,
    improvements_by_stage: { ended: 1, found: 1 },
    ended_improvements: { kept: 1 },
    faulty: [{ improvement_id: foundImprovement().id, stage: "found", faults: 2 }],
    last_cycle: {
      cycle_id: "cycle-0",
      repository: "acme/shop",
      outcome: "completed",
      started_at: "2026-01-05T00:00:00.000Z",
    },
    lessons: [{ remedy_kind: "lambda-memory", probability_of_success: expect.any(Number) }],
  });
});

test("before anything has happened there is nothing to say, and nothing is made up", async () => {
  const answer = await tool.call({}, toolContext(new MemoryWorld()));
  expect(answer).toMatchObject({ improvements_by_stage: {}, faulty: [], last_cycle: null, lessons: [] });
});

test("whoever polls within a second gets the same answer, and the database one question", async () => {
  vi.useFakeTimers();
  try {
    const world = new MemoryWorld();
    const context = toolContext(world);
    const first = await tool.call({}, context);
    await world.store.insertImprovement(foundImprovement());
    vi.advanceTimersByTime(999);
    expect(await tool.call({ tenant_id: "default" }, context)).toEqual(first);
    vi.advanceTimersByTime(1);
    expect(await tool.call({}, context)).toMatchObject({ improvements_by_stage: { found: 1 } });
  } finally {
    vi.useRealTimers();
  }
});

test("another tenant's status is refused", async () => {
  const asked = tool.call({ tenant_id: "other" }, toolContext(new MemoryWorld()));
  await expect(asked).rejects.toThrow(ToolRefusal);
});
