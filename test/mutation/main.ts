import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { type Target, targets } from "./targets.ts";

/** What share of a target's mutants its tests have to notice, in percent. */
const threshold = 80;

const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: { survivors: { type: "boolean" }, force: { type: "boolean" } },
});
const unknown = names.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no target ${unknown.join(", ")}; there are ${targets.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(2);
}

const wanted = targets.filter(({ name }) => names.length === 0 || names.includes(name));
const rows: Row[] = [];
for (const target of wanted) rows.push(await mutate(target));
console.log(table(rows));
if (rows.some(({ score }) => score < threshold)) {
  console.error(`Below ${threshold} %. With --survivors every mutant that nothing noticed is printed.`);
  process.exitCode = 1;
}

interface Row {
  readonly name: string;
  readonly mutants: number;
  readonly noticed: number;
  /** Percent of the mutants. */
  readonly score: number;
}

async function mutate({ name, mutate, tests }: Target): Promise<Row> {
  process.env.MUTATION_TESTS = tests.join(" ");
  const results = await new Stryker({
    mutate: [...mutate, "!**/*.test.ts"],
    plugins: [fileURLToPath(import.meta.resolve("@stryker-mutator/vitest-runner"))],
    testRunner: "vitest",
    vitest: { configFile: "test/mutation/vitest.config.ts", related: false },
    // Stryker rewrites tsconfig files by an interface that TypeScript 7 has not; there is none of this name.
    tsconfigFile: "none.json",
    coverageAnalysis: "perTest",
    concurrency: 2,
    incremental: true,
    incrementalFile: `.stryker/${name}.json`,
    // What a test imports may have changed as well, which the incremental file does not know.
    force: values.force ?? false,
    ignorePatterns: ["bench", "demo/services", "docs", "dist", ".self-building"],
    reporters: [values.survivors ? "clear-text" : "dots"],
    clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: false },
  }).runMutationTest();
  const noticed = results.filter(({ status }) => status === "Killed" || status === "Timeout").length;
  const missed = results.filter(({ status }) => status === "Survived" || status === "NoCoverage").length;
  const crashed = results.filter(({ status }) => status === "RuntimeError").length;
  // A mutant whose run breaks off is neither noticed nor missed; many of them make a score of the rest alone.
  if (crashed > 0) console.error(`${name}: ${crashed} runs crashed and are not counted.`);
  const mutants = noticed + missed;
  return { name, mutants, noticed, score: mutants === 0 ? 100 : (100 * noticed) / mutants };
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ name, mutants, noticed, score }) =>
    [
      name.padEnd(14),
      String(mutants).padStart(7),
      String(noticed).padStart(7),
      `${score.toFixed(1)} %`.padStart(8),
    ].join("  "),
  );
  return ["target          mutants  noticed     score", ...lines].join("\n");
}
