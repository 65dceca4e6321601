import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Call } from "../../src/domain/analyse/root-cause/call-graph.ts";
import type { ServiceSeries } from "../../src/domain/analyse/root-cause/observations.ts";
import { type Direction, statisticSchema } from "../../src/domain/shared/series.ts";

const PERIOD_SECONDS = 300;
const METRICS: Record<string, { unit: string; direction: Direction }> = {
  latency: { unit: "Seconds", direction: "lower_is_better" },
  availability: { unit: "Percent", direction: "higher_is_better" },
  requests: { unit: "Count", direction: "neutral" },
};

const targetFileSchema = z.object({
  target: z.object({ node: z.string(), metric: z.string(), agg: statisticSchema }),
  root_cause: z.object({ node: z.string(), metric: z.string().nullable() }),
});

/** What an issue asks, and (for scoring only) the answer. */
export type Target = z.infer<typeof targetFileSchema>["target"];
type RootCause = z.infer<typeof targetFileSchema>["root_cause"];

/** One column of a metrics table with the table's times; NaN where a cell is empty. */
export interface Table {
  readonly timesMs: readonly number[];
  readonly columns: readonly {
    readonly node: string;
    readonly metric: string;
    readonly statistic: string;
    readonly values: number[];
  }[];
}

interface Issue {
  readonly name: string;
  readonly target: Target;
  readonly rootCause: RootCause;
  readonly metrics: Table;
}

export interface Scenario {
  readonly name: string;
  readonly calls: readonly Call[];
  readonly normal: Table;
  /** Issues by the name of their split. */
  readonly issues: ReadonlyMap<string, readonly Issue[]>;
}

const SPLITS = ["train", "test"] as const;

/** Reads every scenario (a folder with graph.csv) under `folder`; none when the folder is not there. */
export async function readScenarios(folder: string): Promise<Scenario[]> {
  const scenarios: Scenario[] = [];
  for (const name of await foldersIn(folder)) {
    const graph = await readIfThere(join(folder, name, "graph.csv"));
    if (graph === null) continue;
    const issues = new Map<string, Issue[]>();
    for (const split of SPLITS) issues.set(split, await readIssues(join(folder, name, split)));
    const normal = parseTable(await readFile(join(folder, name, "noissue", "metrics.csv"), "utf8"));
    scenarios.push({ name, calls: parseCalls(graph), normal, issues });
  }
  return scenarios;
}

/** The rows [from, to) of a table as the domain's series. */
export function seriesOf(table: Table, from = 0, to = table.timesMs.length): ServiceSeries[] {
  const times = table.timesMs.slice(from, to);
  const fromMs = times[0] ?? 0;
  const toMs = (times.at(-1) ?? 0) + PERIOD_SECONDS * 1000;
  return table.columns.map(({ node, metric, statistic, values }) => ({
    service: node,
    series: {
      metric: {
        namespace: "PetShop",
        name: metric,
        dimensions: {},
        statistic: statisticSchema.parse(statistic),
        ...(METRICS[metric] ?? { unit: "None", direction: "neutral" }),
      },
      periodSeconds: PERIOD_SECONDS,
      ...{ fromMs, toMs, complete: true },
      points: times.map((atMs, row) => ({ atMs, value: values[from + row] ?? Number.NaN })),
    },
  }));
}

/** Every target that any split of the scenario asks about, once. */
export function targetsOf(scenario: Scenario): Target[] {
  const targets = new Map<string, Target>();
  for (const { target } of [...scenario.issues.values()].flat()) {
    targets.set(JSON.stringify([target.node, target.metric, target.agg]), target);
  }
  return [...targets.values()];
}

/** Parses a metrics table: three header rows (node, metric, statistic), an index row, then time and values. */
export function parseTable(text: string): Table {
  const rows = cellsOf(text);
  const [nodes = [], metrics = [], statistics = []] = rows;
  const body = rows.slice(3).filter(([time]) => Number.isFinite(numberOf(time)));
  return {
    timesMs: body.map(([time]) => numberOf(time) * 1000),
    columns: nodes.slice(1).map((node, index) => ({
      node,
      metric: metrics[index + 1] ?? "",
      statistic: statistics[index + 1] ?? "",
      values: body.map((cells) => numberOf(cells[index + 1])),
    })),
  };
}

/** Parses an adjacency table: a cell that is not zero says that the row's node calls the column's. */
export function parseCalls(text: string): Call[] {
  const [header = [], ...rows] = cellsOf(text);
  return rows.flatMap(([caller = "", ...cells]) =>
    cells.flatMap((cell, index) => (numberOf(cell) > 0 ? [{ caller, callee: header[index + 1] ?? "" }] : [])),
  );
}

async function readIssues(folder: string): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (const name of await foldersIn(folder)) {
    const file = join(folder, name, "target.json");
    const { target, root_cause } = targetFileSchema.parse(JSON.parse(await readFile(file, "utf8")));
    const metrics = parseTable(await readFile(join(folder, name, "metrics.csv"), "utf8"));
    issues.push({ name, target, rootCause: root_cause, metrics });
  }
  return issues;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(missingIs([]));
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return names.map(({ name }) => name).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

function readIfThere(file: string): Promise<string | null> {
  return readFile(file, "utf8").catch(missingIs(null));
}

function missingIs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
      return value;
    }
    throw error;
  };
}

function cellsOf(text: string): string[][] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  return lines.map((line) => line.split(","));
}

function numberOf(cell: string | undefined): number {
  return cell === undefined || cell === "" ? Number.NaN : Number(cell);
}
