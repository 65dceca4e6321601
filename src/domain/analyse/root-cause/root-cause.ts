import { type Reason, reason } from "../../shared/reason.ts";
import type { Statistic } from "../../shared/series.ts";
import type { Attribution } from "./attribution.ts";
import { type Call, callGraph } from "./call-graph.ts";
import { oriented } from "./excess.ts";
import { type Observations, observe, type ServiceSeries, type Signal } from "./observations.ts";
import { evidenceWeight, fisherPValue } from "./p-values.ts";
import { attributeMetric } from "./suspects.ts";
import { compareWithPlacebos, longestPlacebo, type Violation } from "./violation.ts";

/** Share of ordinary windows that may be called violated. */
const FALSE_ALARM_RATE = 0.05;
/** A service that answers for less of the target's change is not worth a person's look. */
const LEAST_SCORE = 0.01;
/** From this share on a service answers for most of the target's change. */
const MOST = 0.5;
/** A cause seen only in another metric than the violated one (slow, so the caller gives up) counts half. */
const OTHER_METRIC_WEIGHT = 0.5;

/** What to explain: this metric of this service, by this statistic, is said to be violated. */
interface RootCauseTarget {
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
interface RootCauseCandidate {
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
  const { normal, window } = oriented(signal);
  const violation = compareWithPlacebos(normal, window);
  if (violation.weight === 0) return nothingWrong(target, violation.pValue);
  const byMetric = attributeAll(question, observations, violation);
  const pValue = corroborated(violation.pValue, byMetric.get(target.metric) ?? [], target.service);
  if (pValue > FALSE_ALARM_RATE) return nothingWrong(target, pValue);
  const ranking = candidates(byMetric, target);
  return { kind: "ranked", ranking, confidence: confidenceIn(ranking, pValue), pValue };
}

function attributeAll(
  question: RootCauseQuestion,
  observations: Observations,
  violation: Violation,
): Map<string, Attribution[]> {
  const graph = callGraph(question.calls);
  const metrics = [...observations.judgedMetrics];
  return new Map(
    metrics.map((metric) => [
      metric,
      attributeMetric({ ...question, metric, graph, observations, violation }),
    ]),
  );
}

/**
 * The target's p-value or, when a dependency that would answer for most of the change has itself changed, the two
 * together: both being chance is less likely than either. The dependency's is corrected for the number looked at.
 */
function corroborated(pValue: number, attributions: readonly Attribution[], target: string): number {
  const below = attributions.filter(({ service, connected }) => connected && service !== target);
  const causes = below.filter(({ score }) => score >= MOST);
  const best = Math.min(1, ...causes.map(({ excess }) => excess.pValue * below.length));
  return Math.min(pValue, fisherPValue(pValue, best));
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

function nothingWrong(target: RootCauseTarget, pValue: number): RootCauseResult {
  const oneIn = `${Math.round(100 * pValue)} of 100`;
  const text = `${oneIn} ordinary windows of ${target.service}'s ${target.metric} look as bad as this one.`;
  return { kind: "nothing_wrong", pValue, reasons: [reason("target_within_normal", text)] };
}

function candidates(
  byMetric: ReadonlyMap<string, readonly Attribution[]>,
  target: RootCauseTarget,
): RootCauseCandidate[] {
  const best = new Map<string, RootCauseCandidate>();
  for (const [metric, attributions] of byMetric) {
    const primary = metric === target.metric;
    const ofTarget = attributions.find(({ service }) => service === target.service);
    const trust = primary ? 1 : OTHER_METRIC_WEIGHT * (ofTarget?.excess.weight ?? 0);
    for (const attribution of attributions) {
      const score = trust * attribution.score;
      const known = best.get(attribution.service)?.score ?? 0;
      const keep = score >= LEAST_SCORE || (primary && attribution.service === target.service);
      if (keep && score > known) best.set(attribution.service, candidate(attribution, metric, score));
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score || (a.service < b.service ? -1 : 1));
}

function candidate(attribution: Attribution, metric: string, score: number): RootCauseCandidate {
  const { service, excess, ownAmount, connected } = attribution;
  const { signal, from, to, pValue } = excess;
  const unit = signal.unit === "None" ? "" : ` ${signal.unit}`;
  const what = `${metric} ${signal.statistic}`;
  const moved = `${what} went from ${rounded(from)} to ${rounded(to)}${unit}`;
  const own = excess.amount > 0 ? Math.round((100 * ownAmount) / excess.amount) : 0;
  const text = {
    changed: `${moved} (p ${rounded(pValue)}), ${own} % of that beyond what its callees explain`,
    new: `${moved}, and it was hardly ever called in normal times`,
    silent: `${what} stopped having values (p ${rounded(pValue)}) although it is still depended on`,
  }[excess.kind];
  const share = `believed share of the target's change ${Math.round(100 * score)} %`;
  const reach = connected ? "" : "; by the call graph the target does not depend on it";
  return { service, metric, score, reason: reason(CODES[excess.kind], `${text}; ${share}${reach}.`) };
}

const CODES = { changed: "changed_beyond_callees", new: "new_dependency", silent: "went_silent" } as const;

function confidenceIn(ranking: readonly RootCauseCandidate[], pValue: number): number {
  const [first, second] = ranking;
  if (!first) return 0;
  return evidenceWeight(pValue) * (first.score / (first.score + (second?.score ?? 0)));
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
