import type { Decision } from "../src/domain/gate/decide.ts";
import { type Reason, reason } from "../src/domain/shared/reason.ts";
import type { Forge, MergeOutcome } from "../src/ports/forge.ts";
import { MemoryWorld, policyText } from "./stand-ins/memory-world.ts";
import { admitted, only, step, until } from "./stand-ins/play.ts";

export type Check = Parameters<Forge["publishCheck"]>[1];

export const policyPath = ".github/self-building.yml";
/** The usual policy, but people merge. */
export const byPeople = policyText.replace("merge: { auto: true", "merge: { auto: false");
export const refusal = reason("not_mergeable", "A review by a code owner is required.");

/** A day of the past and half an hour of watching are enough here, and quick. */
const shortWatch = "watch: { baselineHours: 24, durationSeconds: 1800 }\n";

/** A world whose improvement is open as #1. */
export async function proposed(policy = policyText): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.forge.push("main", policyPath, `${policy}${shortWatch}`);
  await admitted(world);
  await until(world, "proposed");
  return world;
}

/** A world whose revert is open as #2. */
export async function reverting(policy = policyText): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.slowdown = 1.8;
  world.forge.push("main", policyPath, `${policy}${shortWatch}`);
  await admitted(world);
  await until(world, "regressed");
  await step(world);
  return world;
}

/** Every check that is written from now on, and what happens meanwhile. */
export function written(world: MemoryWorld, meanwhile: (check: Check) => void = () => {}): Check[] {
  const checks: Check[] = [];
  world.forge.publishCheck = async (_ref, check) => {
    checks.push(check);
    meanwhile(check);
  };
  return checks;
}

/** What the row says of the pull request that is open. */
export function lastDecision(world: MemoryWorld): Decision | null {
  const row = only(world);
  if (row.stage === "proposed") return row.pull.lastDecision;
  return row.stage === "regressed" && row.revert.kind === "proposed" ? row.revert.pull.lastDecision : null;
}

/** GitHub refuses every merge from now on. Returns what lets them happen again. */
export function refuseMerges(world: MemoryWorld, why: Reason = refusal): () => void {
  const { merge } = world.forge;
  world.forge.merge = async (): Promise<MergeOutcome> => ({ kind: "refused", reason: why });
  return () => {
    world.forge.merge = merge;
  };
}
