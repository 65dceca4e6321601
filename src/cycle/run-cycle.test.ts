import { expect, test } from "vitest";
import { MemoryWorld, settings, startMs } from "../../test/stand-ins/memory-world.ts";
import { playHours, started } from "../../test/stand-ins/play.ts";
import { reason } from "../domain/shared/reason.ts";
import { advance } from "./advance.ts";
import { runCycle } from "./run-cycle.ts";

const request = {
  kind: "cycle",
  cycleId: "cycle-1",
  repository: { owner: "acme", name: "shop" },
  trigger: { kind: "schedule" },
  analysisWindowHours: null,
  maxImprovements: null,
} as const;

test("what was reverted is not proposed again", async () => {
  const world = await started(1.8);
  await playHours(world, 4);
  const again = await runCycle({ ...request, cycleId: "cycle-2" }, world.ports(), settings, world.nowMs);
  expect(again.opportunities).toMatchObject([{ decision: "skipped", reasons: [{ code: "tombstoned" }] }]);
});

test("with an empty database the same is known from the pull requests", async () => {
  const world = await started(1.8);
  await playHours(world, 4);
  world.store.rows.clear();
  const again = await runCycle({ ...request, cycleId: "cycle-2" }, world.ports(), settings, world.nowMs);
  expect(again.opportunities).toMatchObject([{ decision: "skipped", reasons: [{ code: "tombstoned" }] }]);
  expect(world.forge.pulls).toHaveLength(2);
});

test("without autonomy a cycle reports and opens nothing, and a person's request opens it", async () => {
  const world = new MemoryWorld();
  world.flags = { ...world.flags, autonomousImprovements: false };
  const report = await runCycle(request, world.ports(), settings, startMs);
  expect(report.opportunities).toMatchObject([{ decision: "awaiting_approval" }]);
  expect((await playHours(world, 1)).stage).toBe("awaiting_approval");
  expect(world.forge.pulls).toHaveLength(0);
  const person = { kind: "person", login: "ada", issueNumber: null } as const;
  await runCycle({ ...request, cycleId: "cycle-2", trigger: person }, world.ports(), settings, world.nowMs);
  await playHours(world, 1);
  expect(world.forge.pulls).toHaveLength(1);
});

test("a dry run decides and opens nothing", async () => {
  const world = new MemoryWorld();
  const report = await runCycle({ ...request, dryRun: true }, world.ports(), settings, startMs);
  expect(report.opportunities).toMatchObject([{ decision: "admitted" }]);
  expect(world.store.rows.size).toBe(0);
  expect(world.wakeUps).toEqual([]);
});

test("what was given up before anybody saw it starts again when a person asks, and only then", async () => {
  const world = new MemoryWorld();
  const ports = world.ports();
  const objection = reason("secret_found", "It would publish a secret.");
  await runCycle(request, ports, settings, startMs);
  const [found] = world.store.rows.values();
  await advance(
    found?.id ?? "",
    { ...ports, inspector: { inspect: async () => [objection] } },
    settings,
    startMs,
  );
  expect([...world.store.rows.values()]).toMatchObject([{ how: "unusable", pullNumber: null }]);
  await runCycle({ ...request, cycleId: "cycle-2" }, ports, settings, startMs);
  expect([...world.store.rows.values()]).toMatchObject([{ how: "unusable" }]);
  const person = { kind: "person", login: "ada", issueNumber: null } as const;
  await runCycle({ ...request, cycleId: "cycle-3", trigger: person }, ports, settings, startMs);
  expect([...world.store.rows.values()]).toMatchObject([{ stage: "found", correlationId: "cycle-3" }]);
});
