import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { machineLine } from "../machine.ts";
import { markdownTable } from "../markdown.ts";
import { planMerges } from "./merges.ts";
import { calmWorld, watchOf } from "./production.ts";
import { rules } from "./rules.ts";
import { byKind, byPast, percent, score } from "./score.ts";

const worlds = 8;
/** Every merge has seven days before it. */
const mergeDays = { fromDay: 7, toDay: 14 };
const options = new Command()
  .option("--seed <seed>", "another seed gives other worlds and merges", Number, 1)
  .option("--json <file>", "write every decision to a file")
  .parse()
  .opts<{ seed: number; json?: string }>();

const startedMs = performance.now();
const merges = planMerges(options.seed, worlds, mergeDays);
const seeds = [...new Set(merges.map(({ worldSeed }) => worldSeed))];
const watches = seeds.flatMap((seed) => {
  const calm = calmWorld(seed, mergeDays.toDay);
  return merges.filter(({ worldSeed }) => worldSeed === seed).map((merge) => watchOf(merge, calm));
});
const results = rules.map((rule) => ({
  rule,
  decisions: watches.map((watch) => ({ watch, outcome: rule.decide(watch) })),
}));

const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
console.log(`${watches.length} merges, seed ${options.seed}, in ${seconds} s; ${machineLine()}\n`);
console.log(
  markdownTable(
    ["rule", "metrics", "precision", "recall", "harmless reverted", "inconclusive", "median time to revert"],
    results.map(({ rule, decisions }) => {
      const { precision, recall, harmlessReverted, inconclusive, medianMinutes } = score(decisions);
      const time = medianMinutes === null ? "-" : `${medianMinutes} min`;
      const counts = [String(harmlessReverted), String(inconclusive)];
      return [rule.name, rule.metrics, percent(precision), percent(recall), ...counts, time];
    }),
  ),
);
const compared = results.filter(({ rule }) => rule.metrics === "all three");
const names = ["ours", "fixed", "Argo", "Flagger", "Kayenta"];
console.log(`\nReverted, by what the merge did (rules over all three metrics):\n`);
console.log(markdownTable(["merge", "harmful", "merges", ...names], byKind(compared)));
console.log(`\nPrecision / recall, by what the seven days before hold:\n`);
console.log(markdownTable(["seven days before", ...names], byPast(compared)));

if (options.json) {
  const lines = results.flatMap(({ rule, decisions }) =>
    decisions.map(({ watch: { merge, effectiveAtMs }, outcome }) => ({
      rule: rule.name,
      metrics: rule.metrics,
      merge: merge.kind.name,
      harmful: merge.kind.harmful,
      functionName: merge.functionName,
      worldSeed: merge.worldSeed,
      effectiveAtMs,
      ...outcome,
    })),
  );
  writeFileSync(options.json, `${JSON.stringify(lines, null, 1)}\n`);
}
