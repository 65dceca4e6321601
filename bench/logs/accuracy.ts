import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { TemplateMiner } from "../../src/domain/analyse/logs/template-miner.ts";
import { makeCorpora } from "./corpora.ts";
import { drainGroups } from "./drain.ts";
import { groupingAccuracy, wrongGroups } from "./grouping-accuracy.ts";

const options = new Command("bench:logs:accuracy")
  .description("Grouping accuracy on the development corpora, which are labelled by construction.")
  .option("--lines <count>", "lines a corpus", Number, 2_000)
  .option("--seed <number>", "seed of the random values", Number, 1)
  .option("--held-out", "the corpora that were not tuned on")
  .option("--errors", "show the largest wrong groups")
  .option("--export <file>", "also write the lines as input for bench:logs")
  .parse()
  .opts<{ lines: number; seed: number; heldOut?: boolean; errors?: boolean; export?: string }>();

const corpora = makeCorpora(options.heldOut ? "corpora-held-out" : "corpora", options.lines, options.seed);
let sum = 0;
let drainSum = 0;
for (const { name, lines, labels } of corpora) {
  const miner = new TemplateMiner();
  const slots = lines.map((line) => miner.add(line));
  const templates = miner.templates();
  const groups = slots.map((slot) => templates[slot]?.text ?? "");
  const accuracy = groupingAccuracy(groups, labels);
  const drain = groupingAccuracy(drainGroups(lines), labels);
  sum += accuracy;
  drainSum += drain;
  console.log(
    `${name.padEnd(20)} ${accuracy.toFixed(3)}  Drain ${drain.toFixed(3)}  ${new Set(groups).size} groups, ${new Set(labels).size} true`,
  );
  if (options.errors)
    for (const error of wrongGroups(groups, labels).slice(0, 12)) console.log(`    ${error}`);
}
const mean = (total: number) => (total / corpora.length).toFixed(3);
console.log(`mean                 ${mean(sum)}  Drain ${mean(drainSum)}`);
if (options.export) {
  writeFileSync(
    options.export,
    JSON.stringify(Object.fromEntries(corpora.map(({ name, lines }) => [name, lines]))),
  );
}
