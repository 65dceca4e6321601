import { type Evaluation, recallAt, specificity } from "./evaluate.ts";
import { type Trial, WORLDS } from "./planted.ts";

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

/** Planted faults for people: a line for each world, and how often the first was right at each confidence. */
export function reportPlanted(trials: readonly Trial[]): string {
  const lines = WORLDS.map((world) => {
    const some = trials.filter((trial) => trial.world === world);
    const within = (k: number) => some.filter(({ rank }) => rank !== null && rank <= k).length;
    const cells = [some.filter(({ detected }) => detected).length, within(1), within(3)];
    return world.padEnd(22) + cells.map((count) => (count / some.length).toFixed(2).padStart(10)).join("");
  });
  const bands = [0, 0.2, 0.4, 0.6, 0.8].map((from) => {
    const some = trials.filter(({ detected, confidence }) => detected && bandOf(confidence) === from);
    const right = some.filter(({ rank }) => rank === 1).length / some.length;
    return (
      `${from.toFixed(1)} to ${(from + 0.2).toFixed(1)}`.padEnd(22) +
      [right.toFixed(2), `${some.length}`].map((cell) => cell.padStart(10)).join("")
    );
  });
  const titles = [
    `${"world".padEnd(22)}  detected     top-1     top-3`,
    `${"confidence".padEnd(22)}     right    trials`,
  ];
  return [titles[0], ...lines, "", titles[1], ...bands].join("\n");
}

function bandOf(confidence: number): number {
  return Math.min(4, Math.floor(confidence * 5)) / 5;
}
