import { type Improvement, isEnded } from "../improvement/improvement.ts";
import type { CycleReport } from "../learn/ledger.ts";
import { plain, reasonList } from "./format.ts";

/** What the help tells of a command; `name` is empty for `/improve` itself. */
export interface CommandEntry {
  readonly name: string;
  readonly help: string;
  readonly needs: "write" | "admin";
}

/** What people write to give a command. */
export function commandLine({ name }: Pick<CommandEntry, "name">): string {
  return name === "" ? "/improve" : `/improve ${name}`;
}

/** What `/improve help` says. */
export function commandHelp(commands: readonly CommandEntry[]): string {
  const lines = commands.map((command) => {
    const need = command.needs === "admin" ? " (needs admin access)" : "";
    return `- \`${commandLine(command)}\`: ${command.help}${need}`;
  });
  return `Commands, as the first line of a comment, for people with write access:\n\n${lines.join("\n")}`;
}

/** The answer to what is no command. It repeats nothing of what was written. */
export function unknownCommandReply(meant: CommandEntry | null, commands: readonly CommandEntry[]): string {
  const guess = meant ? ` Did you mean \`${commandLine(meant)}\`?` : "";
  return `That is not a command I know.${guess}\n\n${commandHelp(commands)}`;
}

/** What a cycle that a person asked for came to. */
export function cycleReply(report: CycleReport): string {
  if (report.outcome === "blind") {
    return `I could see nothing of production, so I say nothing of it:\n\n${reasonList(report.reasons)}`;
  }
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
