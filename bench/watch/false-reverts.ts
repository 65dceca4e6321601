import { Command } from "commander";
import { judgePrepared, prepareJudge } from "../../src/domain/watch/judge/judge.ts";
import type { WatchPlan } from "../../src/domain/watch/verdict.ts";
import { generators, metricOf, periodSeconds, randomStream, sliceOf } from "./synthetic.ts";

const HORIZON = 12;
const options = new Command()
  .option("--days <days>", "length of the baseline", Number, 7)
  .option("--watches <count>", "watches per row", Number, 200)
  .option("--seed <seed>", "where the random numbers start", Number, 1)
  .parse()
  .opts<{ days: number; watches: number; seed: number }>();

type Outcome = { firstRevert: number; last: string };

/** One watch over the given natures at once, asked at every point; nothing changes unless `factor` is not 1. */
function watchOnce(natures: readonly string[], seed: number, factor: number): Outcome {
  const before = 288 * options.days;
  const runs = natures.map((nature, index) => {
    const value = generators[nature]?.(randomStream(seed * 1000 + index));
    if (value === undefined) throw new Error(`No generator is called ${nature}.`);
    return Array.from({ length: before + HORIZON }, (_, at) => value(at + 37 * seed));
  });
  const plan: WatchPlan = {
    metrics: natures.map((nature, index) => ({
      metric: metricOf(nature),
      role: index === 0 ? "primary" : "guardrail",
      settlingSeconds: 0,
    })),
    durationSeconds: HORIZON * periodSeconds,
    degradationThreshold: 0.1,
  };
  const slices = (from: number, to: number, times: number) =>
    runs.map((run, index) =>
      sliceOf(
        metricOf(natures[index] ?? ""),
        run.map((value) => value * times),
        from,
        to,
      ),
    );
  const prepared = prepareJudge(slices(0, before, 1), plan);
  const context = { effectiveAtMs: before * periodSeconds * 1000, controls: [] };
  let last = "wait";
  for (let count = 1; count <= HORIZON + 3; count += 1) {
    const post = slices(before, before + Math.min(count, HORIZON), factor);
    last = judgePrepared(prepared, post, context, context.effectiveAtMs + count * periodSeconds * 1000).kind;
    if (last === "revert") return { firstRevert: count, last };
  }
  return { firstRevert: 0, last };
}

function row(name: string, natures: readonly string[]): void {
  const seeds = Array.from({ length: options.watches }, (_, index) => options.seed + index);
  const share = (outcomes: readonly Outcome[], kind: string) =>
    `${((100 * outcomes.filter(({ last }) => last === kind).length) / outcomes.length).toFixed(1)} %`;
  const unchanged = seeds.map((seed) => watchOnce(natures, seed, 1));
  const worse = seeds.map((seed) => watchOnce(natures, seed, 1.5));
  const cells = [
    share(unchanged, "revert"),
    share(unchanged, "keep"),
    share(unchanged, "inconclusive"),
    share(worse, "revert"),
  ];
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}

const natures = Object.keys(generators);
console.log(
  `Baseline ${options.days} days, ${options.watches} watches a row, a look at each of ${HORIZON} points.\n`,
);
console.log("| metric | false reverts | kept | inconclusive | reverted at +50 % |\n|---|---|---|---|---|");
for (const nature of natures) row(nature, [nature]);
row("all twelve at once", natures);
