import { advance } from "../../src/cycle/advance.ts";
import { runCycle } from "../../src/cycle/run-cycle.ts";
import type { Improvement, StageName, Trigger } from "../../src/domain/improvement/improvement.ts";
import type { CycleReport } from "../../src/domain/learn/ledger.ts";
import type { Ports } from "../../src/ports/ports.ts";
import { type MemoryWorld, settings } from "./memory-world.ts";

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
