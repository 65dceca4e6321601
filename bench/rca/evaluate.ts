import { type RootCauseResult, rankRootCauses } from "../../src/domain/analyse/root-cause/root-cause.ts";
import { type Scenario, seriesOf, type Table, type Target, targetsOf } from "./petshop.ts";

/** One answer as the contract prints it. */
interface RankedNode {
  readonly node: string;
  readonly metric: string;
  readonly score: number;
}

interface IssueAnswer {
  readonly scenario: string;
  readonly issue: string;
  readonly target: { readonly node: string; readonly metric: string };
  readonly ranking: readonly RankedNode[];
}

interface NormalAnswer {
  readonly scenario: string;
  readonly target: { readonly node: string; readonly metric: string };
  readonly ranking: readonly RankedNode[];
}

/** An answer with what only the human report shows. */
interface Judged<Answer> {
  readonly answer: Answer;
  readonly result: RootCauseResult;
  readonly milliseconds: number;
}

export interface Evaluation {
  readonly issues: readonly (Judged<IssueAnswer> & {
    readonly truth: string;
    readonly rank: number | null;
  })[];
  readonly normal: readonly Judged<NormalAnswer>[];
}

/** Asks about every issue of the split, and about every normal window for every target of its scenario. */
export function evaluate(scenarios: readonly Scenario[], split: string): Evaluation {
  return {
    issues: scenarios.flatMap((scenario) => askIssues(scenario, split)),
    normal: scenarios.flatMap(askNormal),
  };
}

/** Share of issues whose true node is among the first k; an empty ranking is a miss. NaN for no issues. */
export function recallAt(k: number, issues: Evaluation["issues"]): number {
  return issues.filter(({ rank }) => rank !== null && rank <= k).length / issues.length;
}

/** Share of normal windows with an empty ranking. NaN for no windows. */
export function specificity(normal: Evaluation["normal"]): number {
  return normal.filter(({ answer }) => answer.ranking.length === 0).length / normal.length;
}

/** Rows at which normal times are cut: from half to three before the end, in steps of a tenth. */
export function splitPoints(rows: number): number[] {
  const step = Math.max(1, Math.floor(rows * 0.1));
  const points: number[] = [];
  for (let row = Math.floor(rows / 2); row < rows - 3; row += step) points.push(row);
  return points;
}

function askIssues(scenario: Scenario, split: string): Evaluation["issues"] {
  return (scenario.issues.get(split) ?? []).map(({ name, target, rootCause, metrics }) => {
    const whole = { table: scenario.normal, from: 0, to: scenario.normal.timesMs.length };
    const asked = { table: metrics, from: 0, to: metrics.timesMs.length };
    const { result, milliseconds } = ask(scenario, target, whole, asked);
    const ranking = rankingOf(result);
    const found = ranking.findIndex(
      ({ node, metric }) =>
        node === rootCause.node && (rootCause.metric === null || rootCause.metric === metric),
    );
    const { node, metric } = target;
    const answer = { scenario: scenario.name, issue: name, target: { node, metric }, ranking };
    return { answer, result, milliseconds, truth: rootCause.node, rank: found < 0 ? null : found + 1 };
  });
}

function askNormal(scenario: Scenario): Evaluation["normal"] {
  const table = scenario.normal;
  const rows = table.timesMs.length;
  return targetsOf(scenario).flatMap((target) =>
    splitPoints(rows).map((cut) => {
      const before = { table, from: 0, to: cut };
      const { result, milliseconds } = ask(scenario, target, before, { table, from: cut, to: rows });
      const { node, metric } = target;
      const answer = { scenario: scenario.name, target: { node, metric }, ranking: rankingOf(result) };
      return { answer, result, milliseconds };
    }),
  );
}

interface Rows {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
}

function ask(scenario: Scenario, target: Target, normal: Rows, violation: Rows) {
  const question = {
    calls: scenario.calls,
    target: { service: target.node, metric: target.metric, statistic: target.agg },
    normal: seriesOf(normal.table, normal.from, normal.to),
    violation: seriesOf(violation.table, violation.from, violation.to),
    volumeMetric: "requests",
  };
  const startedAt = performance.now();
  const result = rankRootCauses(question);
  return { result, milliseconds: performance.now() - startedAt };
}

function rankingOf(result: RootCauseResult): RankedNode[] {
  if (result.kind !== "ranked") return [];
  return result.ranking.map(({ service, metric, score }) => ({ node: service, metric, score }));
}
