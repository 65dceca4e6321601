import { mean } from "../../shared/statistics.ts";
import { type CallGraph, calleesOf, cycleNumbers, dependenciesOf, widestPaths } from "./call-graph.ts";
import type { Excess } from "./excess.ts";

/**
 * How far one explanation by the call graph is doubted. Above 0 so that a wrong or missing edge cannot hide a
 * service, small so that the graph decides where it can: a caller whose callee explains it keeps a tenth of the
 * callee's score, and a service from which no changed path leads to the target keeps a tenth of its own.
 */
const GRAPH_DOUBT = 0.1;

/**
 * The target is asked about because it looks bad, so that it does is no evidence that it is the cause; that one of
 * its dependencies changed at the same time is. Its own part, which holds all that was measured wrongly, counts half.
 */
const PICKED_WEIGHT = 0.5;

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

/** What share of a callee's excess arrives at its caller, 0 to 1. */
export type PassThrough = (caller: string, callee: string) => number;

const EVERYTHING: PassThrough = () => 1;

/**
 * Splits the target's excess over the services. Excess adds up along calls: what a callee takes longer (or fails
 * more often), summed over its requests, its callers wait for (or see failing). So a service's own part is its
 * excess less that of its callees, and no more of it reaches the target than passes every call in between.
 * Two models count half each: calls pass everything on, and calls pass on what they did in normal times.
 *
 * The additive model is that of DoWhy's "elevated latencies in a microservice architecture" (Blöbaum et al. 2022);
 * ranking by the part that a node's parents do not explain is CIRCA's (Li et al., KDD 2022), and asking for a
 * path of anomalous services is the PetShop baseline's (Hardt et al. 2023).
 */
export function attribute(
  graph: CallGraph,
  target: string,
  excessOf: ReadonlyMap<string, Excess>,
  learned: PassThrough,
): Attribution[] {
  const total = excessOf.get(target)?.amount ?? 0;
  if (!(total > 0)) return [];
  const connected = dependenciesOf(graph, target);
  const models = [EVERYTHING, learned].map((passing) => ({
    parts: ownParts(graph, excessOf, passing),
    reaching: widestPaths(
      graph,
      target,
      total,
      (caller, callee) => passing(caller, callee) * (excessOf.get(callee)?.amount ?? total),
    ),
  }));
  return [...excessOf].map(([service, excess]) => {
    const shares = models.map(({ parts, reaching }) => {
      const answers = Math.min(total, parts.get(service)?.answers ?? 0);
      const arriving = Math.min(answers, reaching.get(service) ?? 0);
      return ((1 - GRAPH_DOUBT) * arriving + GRAPH_DOUBT * answers) / total;
    });
    const ownAmount = mean(models.map(({ parts }) => parts.get(service)?.own ?? 0));
    const weight = service === target ? PICKED_WEIGHT * excess.weight : excess.weight;
    const score = weight * mean(shares);
    return { service, excess, ownAmount, score, connected: connected.has(service) };
  });
}

/** `own`: excess beyond what callees explain. `answers`: that, and the doubted tenth of what they explain. */
function ownParts(graph: CallGraph, excessOf: ReadonlyMap<string, Excess>, passing: PassThrough) {
  const cycle = cycleNumbers(graph, excessOf.keys());
  const calleesFirst = [...excessOf].sort(([a], [b]) => (cycle.get(a) ?? 0) - (cycle.get(b) ?? 0));
  const parts = new Map<string, { own: number; answers: number }>();
  for (const [service, { amount }] of calleesFirst) {
    let explained = 0;
    let doubted = 0;
    for (const callee of calleesOf(graph, service)) {
      const below = excessOf.get(callee);
      if (below?.kind !== "changed" || cycle.get(callee) === cycle.get(service)) continue;
      const passed = passing(service, callee) * below.weight;
      explained = Math.max(explained, passed * below.amount);
      doubted = Math.max(doubted, GRAPH_DOUBT * passed * (parts.get(callee)?.answers ?? 0));
    }
    const own = Math.max(0, amount - explained);
    parts.set(service, { own, answers: Math.min(amount, own + doubted) });
  }
  return parts;
}
