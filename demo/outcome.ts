import type { LocalWorld } from "./local-world.ts";
import { appPulls } from "./observer.ts";

/** How one pull request of the story ended. */
export interface Outcome {
  readonly number: number;
  readonly title: string;
  readonly score: string;
  readonly outcome: string;
}

/** What has to be true at the end, and whether it is. */
export function expectations(
  world: LocalWorld,
  outcomes: readonly Outcome[],
): { text: string; met: boolean }[] {
  const ended = (word: string, outcome: string): boolean =>
    outcomes.some((one) => one.title.toLowerCase().includes(word) && one.outcome === outcome);
  const pulls = appPulls(world);
  const branches = new Set(pulls.map((pull) => pull.pull.headRef));
  return [
    { text: "the memory of checkout was raised and kept", met: ended("checkout", "kept") },
    { text: "the memory of thumbnails was lowered and reverted", met: ended("thumbnails", "reverted") },
    { text: "the error in orders was fixed and kept", met: ended("orders", "kept") },
    { text: "there are three pull requests and one revert", met: pulls.length === 4 },
    { text: "nothing was opened twice", met: branches.size === pulls.length },
    {
      text: "every request fits GitHub's OpenAPI description",
      met: world.github.invalidRequests.length === 0 && world.github.unknownRoutes.length === 0,
    },
  ];
}

/** The outcomes as a table of plain text. */
export function summaryTable(outcomes: readonly Outcome[]): string {
  const rows = [
    ["pull request", "impact", "outcome", "change"],
    ...outcomes.map((one) => [`#${one.number}`, one.score, one.outcome, one.title]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      `         ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
    )
    .join("\n");
}
