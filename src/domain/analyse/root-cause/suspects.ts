import type { Statistic } from "../../shared/series.ts";
import { type Attribution, attribute, type PassThrough } from "./attribution.ts";
import { type CallGraph, calleesOf } from "./call-graph.ts";
import { bestLevel, type Excess, measureExcess, measureSilence, requestsDuring } from "./excess.ts";
import type { Observations } from "./observations.ts";
import { type Load, passThrough } from "./pass-through.ts";
import type { Violation } from "./violation.ts";

/** One metric to split over the services. */
interface MetricQuestion {
  readonly target: { readonly service: string; readonly metric: string; readonly statistic: Statistic };
  readonly metric: string;
  readonly volumeMetric: string;
  readonly graph: CallGraph;
  readonly observations: Observations;
  readonly violation: Violation;
}

/** Measures every service's excess of one metric while the target was bad, and splits the target's over them. */
export function attributeMetric(question: MetricQuestion): Attribution[] {
  const excessOf = excesses(question);
  return attribute(question.graph, question.target.service, excessOf, passThroughs(question, excessOf));
}

function excesses(question: MetricQuestion): Map<string, Excess> {
  const { target, metric, volumeMetric, observations, violation } = question;
  const { split, weight } = violation;
  const targetRequests = requestsDuring(observations, target.service, volumeMetric, split);
  const ofTarget = observations.signal(target.service, metric, target.statistic);
  const best = ofTarget ? bestLevel(ofTarget) : 0;
  const found = new Map<string, Excess>();
  for (const service of observations.services) {
    const signal = observations.signal(service, metric, target.statistic);
    if (!signal || signal.direction === "neutral") continue;
    const own = requestsDuring(observations, service, volumeMetric, split);
    const requests = targetRequests === null ? 1 : (own ?? targetRequests);
    const excess = measureExcess(signal, split, requests, best);
    if (!excess) continue;
    const isViolation = service === target.service && metric === target.metric;
    found.set(service, isViolation ? { ...excess, weight } : excess);
  }
  return new Map([...silences(question, found), ...found]);
}

/** Services that went silent while a caller of theirs did not: a service below a silent one is just not called. */
function silences(
  { target, metric, graph, observations, violation }: MetricQuestion,
  found: ReadonlyMap<string, Excess>,
): Map<string, Excess> {
  const amount = found.get(target.service)?.amount ?? 0;
  const silent = new Map<string, Excess>();
  for (const caller of found.keys()) {
    for (const callee of calleesOf(graph, caller)) {
      const signal = observations.signal(callee, metric, target.statistic);
      const excess = signal && !found.has(callee) ? measureSilence(signal, violation.split, amount) : null;
      if (excess) silent.set(callee, excess);
    }
  }
  return silent;
}

function passThroughs(
  { observations, volumeMetric }: MetricQuestion,
  excessOf: ReadonlyMap<string, Excess>,
): PassThrough {
  return memoized((caller, callee) => {
    const above = loadOf(caller);
    const below = loadOf(callee);
    return above && below ? passThrough(above, below) : 1;
  });

  function loadOf(service: string): Load | null {
    const signal = excessOf.get(service)?.signal;
    const requests = observations.signal(service, volumeMetric)?.normal ?? null;
    return signal ? { signal, requests } : null;
  }
}

function memoized(compute: PassThrough): PassThrough {
  const known = new Map<string, Map<string, number>>();
  return (caller, callee) => {
    const ofCaller = known.get(caller) ?? new Map<string, number>();
    const value = ofCaller.get(callee) ?? compute(caller, callee);
    known.set(caller, ofCaller.set(callee, value));
    return value;
  };
}
