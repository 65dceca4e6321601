import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { Improvement, StageName, Trigger } from "../../src/domain/improvement/improvement.ts";
import type { CycleReport } from "../../src/domain/learn/ledger.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { MemoryWorld, policyText, settings } from "./memory-world.ts";

/** One cycle over the world's repository. */
export function cycle(
  world: MemoryWorld,
  trigger: Trigger = { kind: "schedule" },
  ports: Partial<Ports> = {},
): Promise<CycleReport> {
  const request = {
    kind: "cycle",
    cycleId: `cycle-${world.store.reports.length}`,
    repository: world.forge.ref,
    trigger,
    analysisWindowHours: null,
    maxImprovements: null,
  } as const;
  return runCycle(request, { ...world.ports(), ...ports }, settings, world.nowMs);
}

/** The world after a cycle that has admitted something. */
export async function admitted(world: MemoryWorld, trigger?: Trigger): Promise<MemoryWorld> {
  await cycle(world, trigger);
  only(world);
  return world;
}

/** The world's one improvement. */
export function only(world: MemoryWorld): Improvement {
  const [row] = world.store.rows.values();
  if (!row) throw new Error("No improvement was made.");
  return row;
}

/** The world after a cycle, with a function that takes `slowdown` times as long once its memory is changed. */
export async function started(slowdown: number): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.slowdown = slowdown;
  await cycle(world);
  return world;
}

/** Lets hours pass in minutes, CI always succeeding, and advances whatever is due. */
export async function playHours(world: MemoryWorld, hours: number): Promise<Improvement> {
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
  return only(world);
}

/** Advances the one improvement by one step, whether it is due or not, a minute later. */
export async function step(world: MemoryWorld, ports: Partial<Ports> = {}): Promise<Improvement> {
  world.nowMs = world.forge.nowMs = world.nowMs + 60_000;
  await advance(only(world).id, { ...world.ports(), ...ports }, settings, world.nowMs);
  return only(world);
}

/** Advances with CI always succeeding, at most for a day, until the one improvement is at a stage. */
export async function until(world: MemoryWorld, stage: StageName): Promise<Improvement> {
  for (let minute = 0; minute < 1440 && only(world).stage !== stage; minute++) {
    const ends = stage === "proposed" ? null : "success";
    for (const pull of world.forge.pulls)
      if (pull.state === "open") world.forge.reportCheck(pull.number, ends);
    await step(world);
  }
  if (only(world).stage !== stage) throw new Error(`It is ${only(world).stage}, not ${stage}.`);
  return only(world);
}

/** A change that makes production slower, advanced until the judge has said so. */
export async function regressed(): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.slowdown = 1.8;
  const watched = `${policyText}watch: { baselineHours: 24, durationSeconds: 1800 }\n`;
  world.forge.push("main", ".github/self-building.yml", watched);
  await admitted(world);
  await until(world, "regressed");
  return world;
}

/** What the world's last audit entry says: action, outcome and the code of its first reason. */
export function lastWord(world: MemoryWorld): string {
  const entry = world.store.entries.at(-1);
  return `${entry?.action} ${entry?.outcome} ${entry?.reasons[0]?.code}`;
}
