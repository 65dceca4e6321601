import {
  type CallGraph,
  calleesOf,
  callGraph,
  dependenciesOf,
} from "../../src/domain/analyse/root-cause/call-graph.ts";
import { rankRootCauses } from "../../src/domain/analyse/root-cause/root-cause.ts";
import { type Scenario, seriesOf, type Table, type Target, targetsOf } from "./petshop.ts";
import { type Random, randomSource } from "./random.ts";

/** Ways in which a planted fault can differ from the model that the ranking assumes. */
export const WORLDS = [
  "additive",
  "callees suffer too",
  "uneven on the way",
  "a caller hides it",
  "went silent",
] as const;
export type World = (typeof WORLDS)[number];

/** What became of one planted fault. */
export interface Trial {
  readonly world: World;
  /** null: not in the ranking. */
  readonly rank: number | null;
  readonly detected: boolean;
  readonly confidence: number;
}

const WINDOW_ROWS = 5;
/** Services that are called less often carry no effect that the target could show. */
const LEAST_REQUESTS = 30;
/** Standard deviation of the logarithm by which every latency has drifted since the baseline. */
const DRIFT = 0.15;
/** Excess of the target in units of its upper quartile's distance from the median (latency), or in half per cents. */
const SIZES = [3, 5, 10, 20];
/** First bad row and how many follow. */
const ONSETS = [1, 2, 2];
const LENGTHS = [2, 2, 3, 4];

/**
 * Plants faults in windows of normal times: a random dependency of a target gets worse for some rows, and so does
 * every service on a path up to the target, as far as the world lets them. Same seed, same trials.
 */
export function plantFaults(scenarios: readonly Scenario[], world: World, count: number): Trial[] {
  const random = randomSource(42);
  const settings = scenarios.flatMap((scenario) =>
    targetsOf(scenario).map((target) => ({ scenario, target })),
  );
  const trials: Trial[] = [];
  for (let attempt = 0; trials.length < count && attempt < 20 * count; attempt += 1) {
    const setting = random.pick(settings);
    const trial = setting && plantOne(setting.scenario, setting.target, world, random);
    if (trial) trials.push(trial);
  }
  return trials;
}

function plantOne(scenario: Scenario, target: Target, world: World, random: Random): Trial | null {
  const rows = scenario.normal.timesMs.length;
  const cut = Math.floor(rows / 2) + Math.floor(random.uniform() * (rows / 2 - WINDOW_ROWS));
  const window = driftedWindow(scenario.normal, cut, random);
  const graph = callGraph(scenario.calls);
  const path = pathToCandidate(graph, target, window, random);
  const root = path?.at(-1);
  if (!path || root === undefined) return null;
  const onset = random.pick(ONSETS) ?? 0;
  const end = Math.min(WINDOW_ROWS, onset + (random.pick(LENGTHS) ?? 1));
  const planter = { window, metric: target.metric, onset, end, random };
  const size = excessOf(scenario.normal.columns, target, cut, random) * requestsOf(window, target.node);
  plantAlong(planter, path.toReversed(), size, world);
  if (world === "callees suffer too") {
    for (const callee of calleesOf(graph, root)) worsen(planter, callee, 0.7 * random.uniform() * size);
  }
  if (world === "went silent") silence(planter, root);
  const result = rankRootCauses({
    calls: scenario.calls,
    target: { service: target.node, metric: target.metric, statistic: target.agg },
    normal: seriesOf(scenario.normal, 0, cut),
    violation: seriesOf(window),
    volumeMetric: "requests",
  });
  if (result.kind !== "ranked") return { world, rank: null, detected: false, confidence: 0 };
  const index = result.ranking.findIndex(({ service }) => service === root);
  return { world, rank: index < 0 ? null : index + 1, detected: true, confidence: result.confidence };
}

interface Planter {
  readonly window: Table;
  readonly metric: string;
  readonly onset: number;
  readonly end: number;
  readonly random: Random;
}

function driftedWindow(normal: Table, cut: number, random: Random): Table {
  return {
    timesMs: normal.timesMs.slice(cut, cut + WINDOW_ROWS),
    columns: normal.columns.map((column) => {
      const drift = column.metric === "latency" ? Math.exp(DRIFT * random.gauss()) : 1;
      return { ...column, values: column.values.slice(cut, cut + WINDOW_ROWS).map((value) => value * drift) };
    }),
  };
}

/** A random path from the target down to a service that is measured and called often enough; null for none. */
function pathToCandidate(graph: CallGraph, target: Target, window: Table, random: Random): string[] | null {
  const measured = [...dependenciesOf(graph, target.node)].filter((service) => {
    const values = columnOf(window, service, target.metric)?.values;
    return values?.every(Number.isFinite) && requestsOf(window, service) >= LEAST_REQUESTS;
  });
  const root = random.pick(measured);
  const path = [target.node];
  for (let last = path[0]; last !== undefined && last !== root; last = path.at(-1)) {
    const onward = [...calleesOf(graph, last)].filter(
      (callee) => !path.includes(callee) && root !== undefined && dependenciesOf(graph, callee).has(root),
    );
    const next = random.pick(onward);
    if (next === undefined) return null;
    path.push(next);
  }
  return path;
}

function excessOf(columns: Table["columns"], target: Target, cut: number, random: Random): number {
  const size = random.pick(SIZES) ?? 1;
  if (target.metric === "availability") return size / 2;
  const column = columns.find(
    ({ node, metric, statistic }) =>
      node === target.node && metric === target.metric && statistic === target.agg,
  );
  const sorted = (column?.values.slice(0, cut) ?? []).filter(Number.isFinite).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
  return 1.5 * size * (at(0.75) - at(0.5));
}

function plantAlong(planter: Planter, upwards: readonly string[], size: number, world: World): void {
  const { random } = planter;
  const hidden = world === "a caller hides it" ? random.pick(upwards.slice(1, -1)) : undefined;
  let amount = size;
  for (const service of upwards) {
    if (service !== hidden) worsen(planter, service, amount);
    amount *= world === "uneven on the way" ? Math.exp(0.7 * random.gauss()) : 0.6 + 0.5 * random.uniform();
  }
}

function worsen({ window, metric, onset, end, random }: Planter, service: string, amount: number): void {
  const values = columnOf(window, service, metric)?.values;
  const requests = requestsOf(window, service);
  if (!values || !(requests > 0)) return;
  for (let row = onset; row < end; row += 1) {
    const change = (amount / requests) * Math.exp(0.3 * random.gauss());
    const value = values[row] ?? Number.NaN;
    values[row] = metric === "availability" ? Math.max(0, value - change) : value + change;
  }
}

function silence({ window, onset, end }: Planter, service: string): void {
  for (const { node, metric, values } of window.columns) {
    if (node === service) values.fill(metric === "requests" ? 0 : Number.NaN, onset, end);
  }
}

function columnOf(table: Table, service: string, name: string) {
  return table.columns.find(({ node, metric, statistic }) => {
    return node === service && metric === name && (statistic === "Average" || statistic === "Sum");
  });
}

function requestsOf(table: Table, service: string): number {
  const values = columnOf(table, service, "requests")?.values ?? [];
  return values.reduce((sum, value) => sum + value, 0) / WINDOW_ROWS;
}
