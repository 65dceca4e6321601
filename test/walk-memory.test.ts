import { expect, test } from "vitest";
import { advance } from "../src/cycle/advance.ts";
import { runCycle } from "../src/cycle/run-cycle.ts";
import type { Improvement } from "../src/domain/improvement/improvement.ts";
import { MemoryWorld, settings, startMs } from "./stand-ins/memory-world.ts";

const request = {
  kind: "cycle",
  cycleId: "cycle-1",
  repository: { owner: "acme", name: "shop" },
  trigger: { kind: "schedule" },
  analysisWindowHours: null,
  maxImprovements: null,
} as const;

/** Lets time pass in minutes, CI always succeeding, until nothing is due any more. */
async function play(world: MemoryWorld, hours: number): Promise<Improvement> {
  const ports = world.ports();
  for (let minute = 0; minute < hours * 60; minute++) {
    world.nowMs = world.forge.nowMs = world.nowMs + 60_000;
    for (const pull of world.forge.pulls)
      if (pull.state === "open") world.forge.reportCheck(pull.number, "success");
    for (const row of world.store.rows.values()) {
      if (row.wakeAtMs !== null && row.wakeAtMs <= world.nowMs)
        await advance(row.id, ports, settings, world.nowMs);
    }
  }
  const [row] = world.store.rows.values();
  if (!row) throw new Error("No improvement was made.");
  return row;
}

async function started(slowdown: number): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.slowdown = slowdown;
  await runCycle(request, world.ports(), settings, startMs);
  return world;
}

test("a change that does no harm is merged, watched and kept, and the ledger knows", async () => {
  const world = await started(1);
  const row = await play(world, 4);
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
  const row = await play(world, 4);
  expect(row).toMatchObject({ stage: "ended", how: "reverted", merged: { revertPull: { number: 2 } } });
  expect(world.forge.merges).toHaveLength(2);
  expect(world.changedAtMs()).toBeNull();
  expect(world.forge.comments.get("1:outcome")).toMatch(/Reverted\*\* by #2/);
  expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "reverted" }]);
});

test("what was reverted is not proposed again", async () => {
  const world = await started(1.8);
  await play(world, 4);
  const again = await runCycle({ ...request, cycleId: "cycle-2" }, world.ports(), settings, world.nowMs);
  expect(again.opportunities).toMatchObject([{ decision: "skipped", reasons: [{ code: "tombstoned" }] }]);
});

test("with an empty database the same is known from the pull requests", async () => {
  const world = await started(1.8);
  await play(world, 4);
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
  expect((await play(world, 1)).stage).toBe("awaiting_approval");
  expect(world.forge.pulls).toHaveLength(0);
  const person = { kind: "person", login: "ada", issueNumber: null } as const;
  await runCycle({ ...request, cycleId: "cycle-2", trigger: person }, world.ports(), settings, world.nowMs);
  await play(world, 1);
  expect(world.forge.pulls).toHaveLength(1);
});

test("a dry run decides and opens nothing", async () => {
  const world = new MemoryWorld();
  const report = await runCycle({ ...request, dryRun: true }, world.ports(), settings, startMs);
  expect(report.opportunities).toMatchObject([{ decision: "admitted" }]);
  expect(world.store.rows.size).toBe(0);
  expect(world.wakeUps).toEqual([]);
});

test("a baseline that CloudWatch gives in part is asked for again before it is frozen", async () => {
  const world = await started(1);
  const readSeries = world.ports().telemetry.readSeries;
  const ports = world.ports();
  let isWhole = false;
  const partial = {
    ...ports,
    telemetry: {
      ...ports.telemetry,
      readSeries: async (request: Parameters<typeof readSeries>[0]) =>
        (await readSeries(request)).map((series) => ({ ...series, complete: isWhole })),
    },
  };
  const [row] = world.store.rows.values();
  const step = async () => advance(row?.id ?? "", partial, settings, world.nowMs);
  await step();
  await step();
  world.forge.reportCheck(1, "success");
  expect((await step())?.stage).toBe("proposed");
  expect(world.forge.merges).toHaveLength(1);
  expect(world.store.entries.at(-1)?.reasons).toMatchObject([{ code: "baseline_incomplete" }]);
  isWhole = true;
  expect((await step())?.stage).toBe("merged");
});

test("what was given up before anybody saw it starts again when a person asks, and only then", async () => {
  const world = new MemoryWorld();
  const ports = world.ports();
  const objection = { code: "secret", text: "It would publish a secret." };
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
