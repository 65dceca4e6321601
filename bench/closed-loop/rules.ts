import { type Series, usablePoints } from "../../src/domain/shared/series.ts";
import { judgePrepared, prepareJudge } from "../../src/domain/watch/judge/judge.ts";
import type { Verdict } from "../../src/domain/watch/verdict.ts";
import { worseByMannWhitney } from "./mann-whitney.ts";
import { cut, horizonPoints, periodSeconds, type Watch, watchPlan } from "./production.ts";

/** How a rule's watch of a merge ended. `atPoint` counts five-minute points from 1. */
export type Outcome =
  | { readonly kind: "reverted"; readonly atPoint: number }
  | { readonly kind: "kept" | "inconclusive" };

/** A way to decide about a merge, asked again at every new point. */
export interface Rule {
  readonly name: string;
  readonly metrics: string;
  readonly decide: (watch: Watch) => Outcome;
}

const periodMs = periodSeconds * 1000;
const threshold = 0.1;
/** As long as the product keeps asking after the horizon, because telemetry arrives late. */
const latePoints = 3;

function ours(watch: Watch): Outcome {
  const prepared = prepareJudge(watch.baseline, watchPlan(watch.merge.functionName));
  const fromMs = watch.post[0]?.fromMs ?? watch.effectiveAtMs;
  let verdict: Verdict["kind"] = "wait";
  for (let atPoint = 1; atPoint <= horizonPoints + latePoints && verdict === "wait"; atPoint++) {
    const nowMs = fromMs + atPoint * periodMs;
    const seen = (series: Series): Series => cut(series, fromMs, nowMs);
    const controls = watch.controls.map(({ baseline, post }) => ({ baseline, post: seen(post) }));
    const context = { effectiveAtMs: watch.effectiveAtMs, controls };
    verdict = judgePrepared(prepared, watch.post.map(seen), context, nowMs).kind;
    if (verdict === "revert") return { kind: "reverted", atPoint };
  }
  return { kind: verdict === "keep" ? "kept" : "inconclusive" };
}

/** Points before and, up to now, after. The answer is whether the metric fails now. */
type Test = (baseline: readonly number[], post: readonly number[]) => boolean;

/** The mean since the merge is more than 10 % above the baseline's. */
const fixedThreshold: Test = (baseline, post) => mean(post) > (1 + threshold) * mean(baseline);

/** How many single points are more than 10 % above the baseline's mean. */
function failures(baseline: readonly number[], post: readonly number[]): number {
  const limit = (1 + threshold) * mean(baseline);
  return post.filter((value) => value > limit).length;
}

/** Argo Rollouts: a metric fails when more than `failureLimit` measurements have failed. */
const argo: Test = (baseline, post) => failures(baseline, post) > 3;
/** Flagger: rolls back when `threshold` checks have failed. */
const flagger: Test = (baseline, post) => failures(baseline, post) >= 5;

const neighbours: readonly { name: string; test: Test }[] = [
  { name: "Fixed threshold of 10 %, at every point", test: fixedThreshold },
  { name: "Argo Rollouts, failureLimit 3", test: argo },
  { name: "Flagger, threshold 5", test: flagger },
  { name: "Kayenta's Mann-Whitney against 7 days, at every point", test: worseByMannWhitney },
];

/** The judge, and each neighbour's rule over the same metrics (any may fail) and over duration alone. */
export const rules: readonly Rule[] = [
  { name: "Self-Building Agent", metrics: "all three", decide: ours },
  ...neighbours.flatMap(({ name, test }) => [
    { name, metrics: "all three", decide: (watch: Watch) => firstFailure(watch, test, watch.post.length) },
    { name, metrics: "duration", decide: (watch: Watch) => firstFailure(watch, test, 1) },
  ]),
];

/** The neighbours know no "inconclusive": without a failure the merge stays. */
export function firstFailure(
  { baseline, post }: Pick<Watch, "baseline" | "post">,
  test: Test,
  metrics: number,
): Outcome {
  for (let atPoint = 1; atPoint <= horizonPoints; atPoint++) {
    const fails = post.slice(0, metrics).some((series, index) => {
      const seen = values(cut(series, series.fromMs, series.fromMs + atPoint * periodMs));
      const before = values(baseline[index] ?? series);
      return seen.length > 0 && test(before, seen);
    });
    if (fails) return { kind: "reverted", atPoint };
  }
  return { kind: "kept" };
}

function values(series: Series): number[] {
  return usablePoints(series).map(({ value }) => value);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
