import { type Improvement, isEnded } from "../improvement/improvement.ts";
import type { CycleReport } from "../learn/ledger.ts";
import { plain, reasonList } from "./format.ts";

/** What `/improve help` says. */
export const commandHelp = `Commands, as the first line of a comment, for people with write access:

- \`/improve\`: look at production now and open what is worth it
- \`/improve status\`: what is on its way in this repository
- \`/improve help\`: this text`;

/** What a cycle that a person asked for came to. */
export function cycleReply(report: CycleReport): string {
  if (report.outcome !== "completed") return `Nothing was done:\n\n${reasonList(report.reasons)}`;
  const findings = report.services.flatMap((service) => service.findings);
  const rows = report.opportunities.map((one) => {
    const why = one.reasons.map((because) => plain(because.text)).join(" ");
    return `| ${plain(one.title)} | ${one.score} | ${decisionWords[one.decision]} | ${why} |`;
  });
  const gaps = report.services.flatMap((service) => service.reasons);
  return [
    `I looked at ${report.services.length} services and found ${findings.length} things.`,
    findings.map((finding) => `- ${plain(finding.sentence)}`).join("\n"),
    rows.length === 0
      ? "Nothing is worth a change."
      : ["| what | impact score | decision | because |", "|---|---|---|---|", ...rows].join("\n"),
    gaps.length === 0 ? "" : `What I could not see:\n\n${reasonList(gaps)}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const decisionWords: Readonly<Record<CycleReport["opportunities"][number]["decision"], string>> = {
  admitted: "opening a pull request",
  awaiting_approval: "waiting for a person",
  skipped: "skipped",
};

/** What `/improve status` says. */
export function statusReply(improvements: readonly Improvement[]): string {
  if (improvements.length === 0) return "Nothing is on its way, and nothing has been before.";
  const rows = improvements.map(
    (one) => `| ${plain(one.opportunity.title)} | ${pullOf(one)} | ${standing(one)} |`,
  );
  return ["| what | pull request | stage |", "|---|---|---|", ...rows].join("\n");
}

function standing(improvement: Improvement): string {
  return (isEnded(improvement) ? improvement.how : improvement.stage).replaceAll("_", " ");
}

function pullOf(improvement: Improvement): string {
  if ("pull" in improvement) return `#${improvement.pull.number}`;
  return improvement.stage === "ended" && improvement.pullNumber !== null ? `#${improvement.pullNumber}` : "";
}
