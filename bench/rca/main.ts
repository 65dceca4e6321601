import { parseArgs } from "node:util";
import { evaluate, recallAt, specificity } from "./evaluate.ts";
import { readScenarios } from "./petshop.ts";
import { plantFaults, WORLDS } from "./planted.ts";
import { report, reportPlanted } from "./report.ts";

const USAGE = "usage: npm run -s bench:rca -- --data DIR --split train|test [--json] [--planted TRIALS]";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    split: { type: "string", default: "train" },
    json: { type: "boolean", default: false },
    planted: { type: "string" },
  },
});
if (values.split !== "train" && values.split !== "test") throw new Error(USAGE);

const scenarios = values.data === undefined ? [] : await readScenarios(values.data);
const evaluation = evaluate(scenarios, values.split);
if (evaluation.issues.length === 0) {
  console.log(
    `skipped: no ${values.split} issues under ${values.data ?? "(no --data)"}; bench/rca/README.md says where to get them`,
  );
} else if (values.planted !== undefined) {
  const count = Number(values.planted);
  console.log(reportPlanted(WORLDS.flatMap((world) => plantFaults(scenarios, world, count))));
} else if (values.json) {
  const { issues, normal } = evaluation;
  console.log(
    JSON.stringify({
      issues: issues.map(({ answer }) => answer),
      normal: normal.map(({ answer }) => answer),
      overall: { top1: recallAt(1, issues), top3: recallAt(3, issues), specificity: specificity(normal) },
    }),
  );
} else {
  console.log(report(evaluation));
}
