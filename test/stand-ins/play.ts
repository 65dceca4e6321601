import { advance } from "../../src/cycle/advance.ts";
import type { CycleRequest } from "../../src/cycle/report/cycle-request.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { Improvement, StageName, Trigger } from "../../src/domain/improvement/improvement.ts";
import type { CycleReport } from "../../src/domain/learn/ledger.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { MemoryWorld, policyText } from "./memory-world.ts";

const minuteMs = 60_000;

/** One cycle over the world's repository. */
export function cycle(
  world: MemoryWorld,
  trigger: Trigger = { kind: "schedule" },
  ports: Partial<Ports> = {},
  overrides: Partial<CycleRequest> = {},
): Promise<CycleReport> {
  const request = {
    kind: "cycle",
    cycleId: `cycle-${world.store.reports.length}`,
    repository: world.forge.ref,
    trigger,
    analysisWindowHours: null,
    maxImprovements: null,
    ...overrides,
  } as const;
  return runCycle(request, { ...world.ports(), ...ports }, world.settings, world.nowMs);
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

/** Lets hours pass, CI always succeeding, and advances whatever is due when it is due. */
export async function playHours(world: MemoryWorld, hours: number): Promise<Improvement> {
  const endMs = world.nowMs + hours * 3_600_000;
  while (world.nowMs < endMs) {
    const dueMs = Math.min(...[...world.store.rows.values()].map((row) => row.wakeAtMs ?? endMs), endMs);
    turnTo(world, Math.max(world.nowMs + minuteMs, dueMs));
    passCi(world, "success");
    for (const row of world.store.rows.values()) {
      if (row.wakeAtMs !== null && row.wakeAtMs <= world.nowMs)
        await advance(row.id, world.ports(), world.settings, world.nowMs);
    }
  }
  return only(world);
}

/** Advances the one improvement by one step, whether it is due or not, a minute later. */
export async function step(world: MemoryWorld, ports: Partial<Ports> = {}): Promise<Improvement> {
  turnTo(world, world.nowMs + minuteMs);
  await advance(only(world).id, { ...world.ports(), ...ports }, world.settings, world.nowMs);
  return only(world);
}

/** Advances whenever it is due, CI always succeeding, at most for a day, until the one improvement is at a stage. */
export async function until(world: MemoryWorld, stage: StageName): Promise<Improvement> {
  const endMs = world.nowMs + 24 * 60 * minuteMs;
  while (only(world).stage !== stage && world.nowMs < endMs) {
    passCi(world, stage === "proposed" ? null : "success");
    turnTo(world, Math.max(world.nowMs, (only(world).wakeAtMs ?? 0) - minuteMs));
    await step(world);
  }
  if (only(world).stage !== stage) throw new Error(`It is ${only(world).stage}, not ${stage}.`);
  return only(world);
}

/** CI reports on every open pull request. */
function passCi({ forge }: MemoryWorld, conclusion: string | null): void {
  for (const { number, state } of forge.pulls) {
    if (state === "open") forge.reportCheck(number, conclusion);
  }
}

/** Turns the world's clock. */
export function turnTo(world: MemoryWorld, nowMs: number): void {
  world.nowMs = world.forge.nowMs = nowMs;
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
