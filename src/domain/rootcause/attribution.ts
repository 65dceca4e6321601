import { type CallGraph, calleesOf, cycleNumbers, dependenciesOf, widestPaths } from "./call-graph.ts";
import type { Excess } from "./excess.ts";

/**
 * How far the call graph is doubted: the share of a service's score that does not depend on its place in the graph.
 * Above 0 so that a wrong or missing edge cannot hide a service; small so that the graph decides where it can.
 */
const GRAPH_DOUBT = 0.1;

/** How much of the target's excess one service answers for. */
export interface Attribution {
  readonly service: string;
  readonly excess: Excess;
  /** 0 to 1: believed share of the target's excess that comes from this service itself. */
  readonly score: number;
  /** Excess that the service's own callees do not explain. */
  readonly ownAmount: number;
  /** Whether the target depends on it by the graph. */
  readonly connected: boolean;
}

/**
 * Splits the target's excess over the services. Excess adds up along calls: what a callee takes longer (or fails
 * more often), summed over its requests, its callers wait for (or see failing). So a service's own part is its
 * excess less that of its callees, and no more of it reaches the target than passes every service in between.
 * The additive model is that of DoWhy's "elevated latencies in a microservice architecture" (Blöbaum et al. 2022);
 * ranking by the part that a node's parents do not explain is CIRCA's (Li et al., KDD 2022), and asking for a
 * path of anomalous services is the PetShop baseline's (Hardt et al. 2023).
 */
export function attribute(
  graph: CallGraph,
  target: string,
  excessOf: ReadonlyMap<string, Excess>,
): Attribution[] {
  const total = excessOf.get(target)?.amount ?? 0;
  if (!(total > 0)) return [];
  const connected = dependenciesOf(graph, target);
  const cycle = cycleNumbers(graph, excessOf.keys());
  const reaching = widestPaths(graph, target, (service) => excessOf.get(service)?.amount ?? total);
  return [...excessOf].map(([service, excess]) => {
    const ownAmount = Math.max(0, excess.amount - explainedByCallees(service));
    const arriving = Math.min(ownAmount, reaching.get(service) ?? 0);
    const whatever = connected.has(service) ? excess.amount : ownAmount;
    const share = ((1 - GRAPH_DOUBT) * arriving + GRAPH_DOUBT * Math.min(whatever, total)) / total;
    const score = excess.weight * Math.min(1, share);
    return { service, excess, ownAmount, score, connected: connected.has(service) };
  });

  function explainedByCallees(service: string): number {
    let explained = 0;
    for (const callee of calleesOf(graph, service)) {
      const excess = excessOf.get(callee);
      if (!excess?.hasHistory || cycle.get(callee) === cycle.get(service)) continue;
      explained += excess.weight * excess.amount;
    }
    return explained;
  }
}
