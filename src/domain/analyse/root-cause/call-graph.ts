/** One observed or declared dependency: `caller` sends requests to `callee`. Edges may be wrong or missing. */
export interface Call {
  readonly caller: string;
  readonly callee: string;
}

/** Who calls whom, by caller. Self-calls and repeated calls are dropped. */
export type CallGraph = ReadonlyMap<string, ReadonlySet<string>>;

const NOBODY: ReadonlySet<string> = new Set();

/** Indexes calls by caller. */
export function callGraph(calls: readonly Call[]): CallGraph {
  const graph = new Map<string, Set<string>>();
  for (const { caller, callee } of calls) {
    if (caller === callee) continue;
    const callees = graph.get(caller);
    if (callees) callees.add(callee);
    else graph.set(caller, new Set([callee]));
  }
  return graph;
}

/** Services that `service` calls directly. */
export function calleesOf(graph: CallGraph, service: string): ReadonlySet<string> {
  return graph.get(service) ?? NOBODY;
}

/** Everything that `service` depends on through any number of calls, and itself. */
export function dependenciesOf(graph: CallGraph, service: string): Set<string> {
  const reached = new Set([service]);
  for (const current of reached) {
    for (const callee of calleesOf(graph, current)) reached.add(callee);
  }
  return reached;
}

/**
 * For every service the number of its cycle (strongly connected component): two services have the same number
 * exactly when each depends on the other, and what a service depends on has a lower one. Tarjan's algorithm (1972) with an explicit stack, O(services + calls).
 */
export function cycleNumbers(graph: CallGraph, services: Iterable<string>): Map<string, number> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const cycle = new Map<string, number>();
  const open: string[] = [];
  let cycles = 0;
  for (const root of services) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const { service, pending } = frame;
      const next = pending.next();
      if (!next.done) {
        const seen = index.get(next.value);
        if (seen === undefined) path.push(enter(next.value));
        else if (!cycle.has(next.value)) lower(service, seen);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(parent.service, low.get(service) ?? 0);
      if (low.get(service) === index.get(service)) close(service);
    }
  }
  return cycle;

  function enter(service: string) {
    low.set(service, index.size);
    index.set(service, index.size);
    open.push(service);
    return { service, pending: calleesOf(graph, service).values() };
  }

  function lower(service: string, value: number): void {
    low.set(service, Math.min(low.get(service) ?? value, value));
  }

  function close(root: string): void {
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      cycle.set(member, cycles);
      if (member === root) break;
    }
    cycles += 1;
  }
}

/**
 * How much of an effect can have reached `target` from each of its dependencies: the widest path from the target
 * down to it, where a path is as wide as its narrowest call. Services that cannot be reached are absent.
 */
export function widestPaths(
  graph: CallGraph,
  target: string,
  targetWidth: number,
  widthOf: (caller: string, callee: string) => number,
): Map<string, number> {
  const widest = new Map([[target, targetWidth]]);
  const open = new Map<string, string[]>();
  const byWidth = [...dependenciesOf(graph, target)]
    .flatMap((caller) => [...calleesOf(graph, caller)].map((callee) => ({ caller, callee })))
    .map((call) => ({ ...call, width: Math.min(targetWidth, widthOf(call.caller, call.callee)) }))
    .sort((a, b) => b.width - a.width);
  for (const { caller, callee, width } of byWidth) {
    const callees = open.get(caller);
    if (callees) callees.push(callee);
    else open.set(caller, [callee]);
    if (widest.has(caller)) flood(callee, width);
  }
  return widest;

  function flood(start: string, width: number): void {
    const queue = new Set([start]);
    for (const service of queue) {
      if (widest.has(service)) continue;
      widest.set(service, width);
      for (const callee of open.get(service) ?? []) queue.add(callee);
    }
  }
}
