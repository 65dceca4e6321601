import { type Reason, reason } from "../reason.ts";
import type { Statistic } from "../series.ts";
import { type Attribution, attribute, type PassThrough } from "./attribution.ts";
import { type Call, callGraph } from "./call-graph.ts";
import { bestLevel, type Excess, measureExcess, oriented, requestsDuring } from "./excess.ts";
import { type Observations, observe, type ServiceSeries, type Signal } from "./observations.ts";
import { type Load, passThrough } from "./pass-through.ts";
import { compareWithPlacebos, longestPlacebo, type Violation } from "./violation.ts";

/** Share of ordinary windows that may be called violated. */
const FALSE_ALARM_RATE = 0.05;
/** A service that answers for less of the target's change is not worth a person's look. */
const LEAST_SCORE = 0.01;
/** A cause seen only in another metric than the violated one (slow, so the caller gives up) counts half. */
const OTHER_METRIC_WEIGHT = 0.5;

/** What to explain: this metric of this service, by this statistic, is said to be violated. */
export interface RootCauseTarget {
  readonly service: string;
  /** `metric.name` of its series. */
  readonly metric: string;
  readonly statistic: Statistic;
}

/** Everything the ranking may look at. */
export interface RootCauseQuestion {
  readonly calls: readonly Call[];
  readonly target: RootCauseTarget;
  /** Series of all services over ordinary times, at the target's period. */
  readonly normal: readonly ServiceSeries[];
  /** The same over the window that is asked about; some ordinary periods before the onset make it sharper. */
  readonly violation: readonly ServiceSeries[];
  /** `metric.name` under which services count their requests; without it every service counts as called once. */
  readonly volumeMetric: string;
}

/** One service that may have caused the violation, with why. */
export interface RootCauseCandidate {
  readonly service: string;
  /** The metric by which it shows. */
  readonly metric: string;
  /** 0 to 1: believed share of the target's change that comes from this service itself. */
  readonly score: number;
  readonly reason: Reason;
}

/** Most likely cause first. An empty answer always says why. */
export type RootCauseResult =
  | {
      readonly kind: "ranked";
      readonly ranking: readonly RootCauseCandidate[];
      /** 0 to 1: how sure it is that the first one is the cause. */
      readonly confidence: number;
      /** Chance that an ordinary window of the target looks as bad. */
      readonly pValue: number;
    }
  | { readonly kind: "nothing_wrong"; readonly pValue: number; readonly reasons: readonly Reason[] }
  | { readonly kind: "not_enough_data"; readonly reasons: readonly Reason[] };

/**
 * Ranks the services that may have caused the target's violation: first decides whether there is one (against
 * placebo windows of the target's own normal times), then splits the target's excess over the services by the call
 * graph. Pure and total: whatever the data (NaN, cycles, unknown services, no edges, nothing) it returns a value.
 */
export function rankRootCauses(question: RootCauseQuestion): RootCauseResult {
  const { target } = question;
  const observations = observe(question.normal, question.violation, target);
  const signal = observations.signal(target.service, target.metric, target.statistic);
  if (!signal) {
    const text = `There is no series for ${named(target)}; name one that exists.`;
    return { kind: "not_enough_data", reasons: [reason("target_not_measured", text)] };
  }
  const missing = missingData(observations, signal, target);
  if (missing) return { kind: "not_enough_data", reasons: [missing] };
  const values = oriented(signal);
  const violation = compareWithPlacebos(values.normal, values.window);
  if (violation.pValue > FALSE_ALARM_RATE) return nothingWrong(target, violation);
  const ranking = candidates(question, observations, violation);
  return { kind: "ranked", ranking, confidence: confidenceIn(ranking, violation), pValue: violation.pValue };
}

function missingData(observations: Observations, signal: Signal, target: RootCauseTarget): Reason | null {
  const what = named(target);
  if (signal.direction === "neutral") {
    const text = `${what} has no bad direction; say whether lower or higher is better.`;
    return reason("target_without_direction", text);
  }
  if (observations.windowRows === 0) {
    return reason("no_violation_data", `${what} has no value in the window that is asked about.`);
  }
  if (longestPlacebo(observations.normalRows) < Math.min(2, observations.windowRows)) {
    const text = `${what} has ${observations.normalRows} normal values, too few to tell what is ordinary; give 40.`;
    return reason("normal_too_short", text);
  }
  return null;
}

function named({ service, metric, statistic }: RootCauseTarget): string {
  return `${metric} ${statistic} of ${service}`;
}

function nothingWrong(target: RootCauseTarget, { pValue }: Violation): RootCauseResult {
  const oneIn = `${Math.round(100 * pValue)} of 100`;
  const text = `${oneIn} ordinary windows of ${target.service}'s ${target.metric} look as bad as this one.`;
  return { kind: "nothing_wrong", pValue, reasons: [reason("target_within_normal", text)] };
}

function candidates(
  question: RootCauseQuestion,
  observations: Observations,
  violation: Violation,
): RootCauseCandidate[] {
  const graph = callGraph(question.calls);
  const best = new Map<string, RootCauseCandidate>();
  for (const metric of observations.judgedMetrics) {
    const primary = metric === question.target.metric;
    const excessOf = excesses(question, observations, metric, violation);
    const targetWeight = excessOf.get(question.target.service)?.weight ?? 0;
    const trust = primary ? 1 : OTHER_METRIC_WEIGHT * targetWeight;
    const passing = passThroughs(question, observations, excessOf);
    for (const attribution of attribute(graph, question.target.service, excessOf, passing)) {
      const score = trust * attribution.score;
      const known = best.get(attribution.service)?.score ?? 0;
      const keep = score >= LEAST_SCORE || (primary && attribution.service === question.target.service);
      if (keep && score > known) best.set(attribution.service, candidate(attribution, metric, score));
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score || (a.service < b.service ? -1 : 1));
}

function passThroughs(
  { volumeMetric }: RootCauseQuestion,
  observations: Observations,
  excessOf: ReadonlyMap<string, Excess>,
): PassThrough {
  const loadOf = (service: string): Load | null => {
    const signal = excessOf.get(service)?.signal;
    const requests = observations.signal(service, volumeMetric)?.normal ?? null;
    return signal ? { signal, requests } : null;
  };
  return memoized((caller, callee) => {
    const above = loadOf(caller);
    const below = loadOf(callee);
    return above && below ? passThrough(above, below) : 1;
  });
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

function excesses(
  { target, volumeMetric }: RootCauseQuestion,
  observations: Observations,
  metric: string,
  { split, weight }: Violation,
): Map<string, Excess> {
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
    const isTarget = service === target.service && metric === target.metric;
    found.set(service, isTarget ? { ...excess, weight } : excess);
  }
  return found;
}

function candidate({ service, excess, ownAmount, connected }: Attribution, metric: string, score: number) {
  const own = excess.amount > 0 ? ownAmount / excess.amount : 0;
  const unit = excess.signal.unit === "None" ? "" : ` ${excess.signal.unit}`;
  const moved = `${metric} ${excess.signal.statistic} went from ${rounded(excess.from)} to ${rounded(excess.to)}${unit}`;
  const unusual = excess.hasHistory ? `p ${rounded(excess.pValue)}` : "never measured in normal times";
  const share = `its callees do not explain ${Math.round(100 * own)} % of that`;
  const reach = connected ? "" : "; by the call graph the target does not depend on it";
  const code = excess.hasHistory ? "changed_beyond_callees" : "new_dependency";
  const text = `${moved} (${unusual}); ${share}; it answers for ${Math.round(100 * score)} % of the target's change${reach}.`;
  return { service, metric, score, reason: reason(code, text) };
}

function confidenceIn(ranking: readonly RootCauseCandidate[], violation: Violation): number {
  const [first, second] = ranking;
  if (!first) return 0;
  return violation.weight * (first.score / (first.score + (second?.score ?? 0)));
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
