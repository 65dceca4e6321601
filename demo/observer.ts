import { setTimeout as sleep } from "node:timers/promises";
import type { PullIssue } from "@self-building-agent/local-github/entities.ts";
import type { LocalWorld } from "./local-world.ts";

const longestWaitMs = 300_000;

/**
 * Looks until `look` gives something, with a `pause` between two looks.
 * @throws Error naming what was waited for, when it takes longer than five minutes
 */
export async function until<T>(
  what: string,
  look: () => T | null | Promise<T | null>,
  pause: () => Promise<void> = () => sleep(100),
): Promise<T> {
  const giveUpAtMs = performance.now() + longestWaitMs;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() > giveUpAtMs)
      throw new Error(`Waited ${longestWaitMs / 1000} s for ${what}, in vain.`);
    await pause();
  }
}

/** The app's pull requests in the order they were opened. */
export function appPulls(world: LocalWorld): PullIssue[] {
  const { issues } = world.github.people.repository(world.repository);
  return [...issues.values()]
    .flatMap((issue) => (issue.pull && issue.user.type === "Bot" ? [{ ...issue, pull: issue.pull }] : []))
    .sort((a, b) => a.number - b.number);
}

/** The app's pull requests without the reverts. */
export function improvementPulls(world: LocalWorld): PullIssue[] {
  return appPulls(world).filter((pull) => !pull.pull.headRef.startsWith("self-building/revert-"));
}

/** How a pull request ended, by the label that the app put on it; null before. */
export function outcomeOf(pull: PullIssue): "kept" | "kept without proof" | "reverted" | null {
  if (pull.labels.has("self-building:reverted")) return "reverted";
  if (pull.labels.has("self-building:kept")) return "kept";
  return pull.labels.has("self-building:inconclusive") ? "kept without proof" : null;
}

/** What the gate's check run on a pull request's head says; null before there is one. */
export function gateOutput(world: LocalWorld, pull: PullIssue): { title: string; summary: string } | null {
  const runs = world.github.people.repository(world.repository).checkRuns;
  const run = [...runs.values()].findLast(
    (one) => one.name === "self-building/gate" && one.headSha === pull.pull.headSha,
  );
  return run ? { title: run.output.title ?? "", summary: run.output.summary ?? "" } : null;
}

/** Whether a pull request's gate waits for a person's approval only. */
export function waitsForApproval(world: LocalWorld, pull: PullIssue): boolean {
  const reasons = gateOutput(world, pull)?.summary.match(/\(`[a-z_]+`\)/g) ?? [];
  return reasons.length === 1 && reasons[0] === "(`untrusted_influence`)";
}

/** The impact score that a pull request's body shows. */
export function impactScore(pull: PullIssue): string {
  return /Impact score: ([\d.]+)/.exec(pull.body ?? "")?.[1] ?? "unknown";
}
