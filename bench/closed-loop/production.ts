import { randomStream } from "../../demo/production/random.ts";
import { createWorld, type World } from "../../demo/production/world.ts";
import { policySchema } from "../../src/domain/policy/policy.ts";
import type { Series } from "../../src/domain/shared/series.ts";
import type { WatchPlan } from "../../src/domain/watch/verdict.ts";
import { watchPlanFor } from "../../src/domain/watch/watch-plan.ts";
import { settings } from "../../test/stand-ins/memory-world.ts";
import { filesWith, fleet, usualSettings } from "./fleet.ts";
import type { Merge } from "./merges.ts";

/** What production says of one merge. `post` and `controls` hold the whole watch; rules look at prefixes. */
export interface Watch {
  readonly merge: Merge;
  readonly effectiveAtMs: number;
  /** Whether the seven days before hold an incident. */
  readonly hasPastIncident: boolean;
  /** Duration, Errors and Throttles of the changed function over the seven days before. */
  readonly baseline: readonly Series[];
  readonly post: readonly Series[];
  /** The standard metrics of the functions that the merge did not touch, as the cycle reads them. */
  readonly controls: readonly { readonly baseline: Series; readonly post: Series }[];
}

export const periodSeconds = 300;
export const horizonPoints = 12;
const periodMs = periodSeconds * 1000;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Monday 2026-01-05 00:00 UTC. */
const startMs = Date.UTC(2026, 0, 5);
const pastIncident = span(2.4, 40);
const policy = policySchema.parse({
  version: 1,
  services: fleet.map(({ functionName }) => ({ name: functionName, functionName, resource: functionName })),
});

/** What the product would watch of a function, and how. */
export function watchPlan(functionName: string): WatchPlan {
  const monitoringDurationSeconds = horizonPoints * periodSeconds;
  return watchPlanFor({ service: functionName, remedy: { kind: "report-only" } }, policy, {
    ...settings,
    monitoringDurationSeconds,
  });
}

/** Production as it is without any merge: history that merges of one world share. */
interface CalmWorld {
  readonly seed: number;
  readonly series: ReadonlyMap<string, readonly Series[]>;
}

/** The first days of a world, with an incident and a gap among them, as every past has. */
export function calmWorld(seed: number, days: number): CalmWorld {
  const world = newWorld(seed);
  world.addIncident({ ...pastIncident, slowdown: 2, failing: 0.05 });
  world.addGap({ functionName: null, ...span(4.6, 55) });
  const toMs = startMs + days * dayMs;
  return {
    seed,
    series: new Map(
      fleet.map(({ functionName }) => [functionName, read(world, functionName, startMs, toMs)]),
    ),
  };
}

/** What is seen of a merge in a world, from seven days before to an hour after. */
export function watchOf(merge: Merge, calm: CalmWorld): Watch {
  const effectiveAtMs = startMs + merge.offsetMs;
  const fromMs = Math.ceil(effectiveAtMs / periodMs) * periodMs;
  const toMs = fromMs + horizonPoints * periodMs;
  const world = mergedWorld(merge, calm.seed, effectiveAtMs, toMs);
  const before = (functionName: string): Series[] =>
    (calm.series.get(functionName) ?? []).map((series) => cut(series, fromMs - 7 * dayMs, effectiveAtMs));
  const controls = fleet
    .filter(({ functionName }) => functionName !== merge.functionName)
    .flatMap(({ functionName }) => {
      const after = read(world, functionName, fromMs, toMs);
      return before(functionName).flatMap((baseline, metric) => {
        const post = after[metric];
        return post ? [{ baseline, post }] : [];
      });
    });
  const post = read(world, merge.functionName, fromMs, toMs);
  const hasPastIncident = fromMs - 7 * dayMs < pastIncident.toMs;
  return { merge, effectiveAtMs, hasPastIncident, baseline: before(merge.functionName), post, controls };
}

/** The part of a series in [fromMs, toMs); the last period is whole. */
export function cut(series: Series, fromMs: number, toMs: number): Series {
  const points = series.points.filter(({ atMs }) => atMs >= fromMs && atMs + periodMs <= toMs);
  return { ...series, fromMs, toMs, points };
}

function newWorld(seed: number): World {
  const world = createWorld({ seed, workloads: fleet });
  deploy(world, startMs, filesWith("", usualSettings));
  return world;
}

/** The same requests as in the calm world meet what the merge has put into production. */
function mergedWorld({ kind, functionName }: Merge, seed: number, atMs: number, toMs: number): World {
  const world = newWorld(seed);
  const random = randomStream(seed, "merge", atMs);
  const whole = kind.share === undefined;
  for (let fromMs = atMs; fromMs < toMs; fromMs += periodMs) {
    const isChanged = whole || random.uniform() < (kind.share ?? 1);
    deploy(world, fromMs, filesWith(functionName, isChanged ? kind.settings : usualSettings));
    if (whole) break;
  }
  if (kind.incident) world.addIncident({ fromMs: atMs + 10 * minuteMs, toMs, ...kind.incident });
  if (kind.gap) {
    const fromMs = atMs + 10 * minuteMs * (kind.gap.of === "all" ? 0 : 1);
    world.addGap({
      functionName: kind.gap.of === "all" ? null : functionName,
      fromMs: fromMs - (kind.gap.of === "all" ? periodMs : 0),
      toMs: fromMs + kind.gap.minutes * minuteMs,
    });
  }
  return world;
}

function deploy(world: World, atMs: number, files: ReadonlyMap<string, string>): void {
  const outcome = world.deploy({ atMs, files });
  if (outcome.kind === "failed") throw new Error(`The fleet's template is broken: ${outcome.problem}`);
}

function span(day: number, minutes: number): { fromMs: number; toMs: number } {
  const fromMs = startMs + day * dayMs;
  return { fromMs, toMs: fromMs + minutes * minuteMs };
}

function read(world: World, functionName: string, fromMs: number, toMs: number): Series[] {
  return watchPlan(functionName).metrics.map(({ metric }) => {
    const name = { namespace: metric.namespace, name: metric.name, dimensions: metric.dimensions };
    const request = { statistic: metric.statistic, periodSeconds, fromMs, toMs };
    return { metric, periodSeconds, fromMs, toMs, points: world.values(name, request), complete: true };
  });
}
