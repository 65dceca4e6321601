import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { evaluate, recallAt, specificity, splitPoints } from "./evaluate.ts";
import { parseCalls, parseTable, readScenarios } from "./petshop.ts";
import { plantFaults } from "./planted.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rca-"));
  const issue = join(folder, "small", "train", "issue_0");
  await mkdir(issue, { recursive: true });
  await mkdir(join(folder, "small", "noissue"));
  await writeFile(join(folder, "small", "graph.csv"), ",shop,table\nshop,0.0,1.0\ntable,0.0,0.0\n");
  await writeFile(join(folder, "small", "noissue", "metrics.csv"), table(0, 200, 0));
  await writeFile(join(issue, "metrics.csv"), table(200, 5, 3));
  const target = { node: "shop", metric: "latency", agg: "Average" };
  const answer = { target, root_cause: { node: "table", metric: null } };
  await writeFile(join(issue, "target.json"), JSON.stringify(answer));
});

afterAll(() => rm(folder, { recursive: true }));

test("a planted issue is found and normal windows stay empty", async () => {
  const { issues, normal } = evaluate(await readScenarios(folder), "train");
  expect(recallAt(1, issues)).toBe(1);
  expect(specificity(normal)).toBe(1);
  expect(normal).toHaveLength(5);
});

test("planted faults are reproducible", async () => {
  const scenarios = await readScenarios(folder);
  expect(plantFaults(scenarios, "additive", 5)).toEqual(plantFaults(scenarios, "additive", 5));
});

test("a folder that is not there has no scenarios", async () => {
  expect(await readScenarios(join(folder, "nowhere"))).toEqual([]);
});

test("normal times are cut from half to three rows before the end in steps of a tenth", () => {
  expect(splitPoints(589)).toEqual([294, 352, 410, 468, 526, 584]);
  expect(splitPoints(100)).toEqual([50, 60, 70, 80, 90]);
  expect(splitPoints(0)).toEqual([]);
});

test("an empty cell is a missing value, not zero", () => {
  const parsed = parseTable(
    "microservice,a\nmetric,latency\nstatistic,p90\nunix_timestamp,\n300.0,\n600.0,0.5\n",
  );
  expect(parsed.timesMs).toEqual([300_000, 600_000]);
  expect(parsed.columns[0]).toEqual({
    node: "a",
    metric: "latency",
    statistic: "p90",
    values: [Number.NaN, 0.5],
  });
});

test("a row of the adjacency table is the caller", () => {
  expect(parseCalls(",a,b\na,0.0,1.0\nb,0.0,0.0\n")).toEqual([{ caller: "a", callee: "b" }]);
});

/** Two services over `rows` periods; both get slower by `slow` from the third row on. */
function table(fromRow: number, rows: number, slow: number): string {
  const header = [
    "microservice,shop,table,shop,table",
    "metric,latency,latency,requests,requests",
    "statistic,Average,Average,Sum,Sum",
    "unix_timestamp,,,,",
  ];
  const body = Array.from({ length: rows }, (_, row) => {
    const wobble = ((fromRow + row) * 7919) % 101;
    const extra = row >= 2 ? slow : 0;
    return `${(fromRow + row) * 300}.0,${2 + wobble / 200 + extra},${1 + wobble / 200 + extra},50,50`;
  });
  return [...header, ...body, ""].join("\n");
}
