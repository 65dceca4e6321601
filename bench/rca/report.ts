import { type Evaluation, recallAt, specificity } from "./evaluate.ts";

/** The evaluation for people: a table by scenario and metric, each issue's first three, and the time it takes. */
export function report({ issues, normal }: Evaluation): string {
  const groups = new Set([...issues, ...normal].map(({ answer }) => groupOf(answer)));
  const rows = [...groups].sort().map((group) => row(group, (answer) => groupOf(answer) === group));
  const table = [TITLE, ...rows, row("all", () => true)];
  return [...table, "", ...issues.map(issueLine), "", timeLine([...issues, ...normal])].join("\n");

  function row(name: string, belongs: (answer: Answer) => boolean): string {
    const someIssues = issues.filter(({ answer }) => belongs(answer));
    const someNormal = normal.filter(({ answer }) => belongs(answer));
    const cells = [recallAt(1, someIssues), recallAt(3, someIssues), specificity(someNormal)];
    const counts = `${String(someIssues.length).padStart(8)}${String(someNormal.length).padStart(9)}`;
    return name.padEnd(28) + cells.map((cell) => cell.toFixed(2).padStart(8)).join("") + counts;
  }
}

type Answer = Evaluation["normal"][number]["answer"];

const TITLE = `${"scenario/metric".padEnd(28)}   top-1   top-3   spec.  issues  windows`;

function groupOf({ scenario, target }: Answer): string {
  return `${scenario}/${target.metric}`;
}

function issueLine({ answer, result, rank }: Evaluation["issues"][number]): string {
  const first = answer.ranking.slice(0, 3).map(({ node, score }) => `${node} ${score.toFixed(2)}`);
  const said =
    result.kind === "ranked" ? `${first.join(" | ")} (sure ${result.confidence.toFixed(2)})` : result.kind;
  return `${answer.scenario}/${answer.issue} ${answer.target.metric}: rank ${rank ?? "none"}: ${said}`;
}

function timeLine(asked: readonly { readonly milliseconds: number }[]): string {
  const sorted = asked.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? Number.NaN;
  return `time per question: median ${median.toFixed(1)} ms, slowest ${(sorted.at(-1) ?? Number.NaN).toFixed(1)} ms`;
}
