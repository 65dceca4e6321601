import { randomUUID } from "node:crypto";
import { killSwitchCodes } from "../../domain/gate/kill-switches.ts";
import type { CycleReport } from "../../domain/learn/ledger.ts";
import { oneLine } from "../../domain/messages/format.ts";
import type { RepositoryRef } from "../../domain/shared/repository.ts";
import { exitCodes } from "./exit-codes.ts";
import type { CommandLineWorld, OneRound } from "./world.ts";

const deliberate: ReadonlySet<string> = new Set([...killSwitchCodes, "repository_archived"]);

interface CycleOptions {
  readonly repository?: RepositoryRef;
  readonly windowHours?: number;
  readonly dryRun: boolean;
  /** Reads no telemetry for something new; only what is open goes on. */
  readonly advanceOnly: boolean;
  readonly json: boolean;
}

/** `self-building cycle`: one cycle for each repository, then whatever is due. */
export async function cycleCommand(options: CycleOptions, world: CommandLineWorld): Promise<number> {
  const round = await world.open();
  try {
    const chosen = options.repository ?? world.defaultRepository();
    const repositories = chosen ? [chosen] : await round.repositories();
    if (repositories.length === 0) {
      world.writeError(
        "There is no repository to look at. Set APP_ID and PRIVATE_KEY and install the app, or in GitHub Actions " +
          "GITHUB_TOKEN and SELF_BUILDING_SEAL_KEY; then name one by --repository owner/name.\n",
      );
      return exitCodes.failed;
    }
    if (options.advanceOnly) for (const repository of repositories) await round.rebuild(repository);
    const reports = options.advanceOnly ? [] : await runAll(repositories, options, round);
    const errors = options.dryRun ? [] : await round.advanceDue();
    if (options.json) world.write(`${JSON.stringify({ dryRun: options.dryRun, cycles: reports })}\n`);
    else for (const report of reports) world.write(describeCycle(report, options.dryRun));
    for (const error of errors)
      world.writeError(`${error instanceof Error ? error.message : String(error)}\n`);
    return exitCodeOf(reports, errors);
  } finally {
    await round.close();
  }
}

async function runAll(
  repositories: readonly RepositoryRef[],
  options: CycleOptions,
  round: OneRound,
): Promise<CycleReport[]> {
  const reports: CycleReport[] = [];
  for (const repository of repositories) {
    const report = await round.runCycle({
      kind: "cycle",
      cycleId: randomUUID(),
      repository,
      trigger: { kind: "operator" },
      analysisWindowHours: options.windowHours ?? null,
      maxImprovements: null,
      dryRun: options.dryRun,
    });
    reports.push(report);
  }
  return reports;
}

/** Only what somebody has switched off may end without work and without an alarm. */
function exitCodeOf(reports: readonly CycleReport[], errors: readonly unknown[]): number {
  if (errors.length > 0 || reports.some(hasFailed)) return exitCodes.failed;
  if (reports.some((report) => report.outcome === "blind")) return exitCodes.blind;
  const isAllRefused = reports.length > 0 && reports.every((report) => report.outcome === "refused");
  return isAllRefused ? exitCodes.refused : exitCodes.done;
}

function hasFailed({ outcome, reasons, services }: CycleReport): boolean {
  switch (outcome) {
    case "failed":
      return true;
    case "refused":
      return !reasons.some(({ code }) => deliberate.has(code));
    case "blind":
      return false;
    case "completed":
      // Nothing whole was read of anything: the credentials, the region or the names are wrong.
      return services.length > 0 && services.every((one) => !one.complete && one.findings.length === 0);
  }
}

/** A cycle's report for people. */
export function describeCycle(report: CycleReport, dryRun: boolean): string {
  const lines = [`${report.repository}: ${report.outcome}${dryRun ? " (dry run, nothing was opened)" : ""}`];
  for (const { text } of report.reasons) lines.push(`  ${oneLine(text)}`);
  for (const service of report.services) {
    lines.push(`  ${oneLine(service.name)}${service.complete ? "" : " (telemetry incomplete)"}`);
    for (const finding of service.findings) lines.push(`    ${oneLine(finding.sentence)}`);
    for (const { text } of service.reasons) lines.push(`    ${oneLine(text)}`);
  }
  for (const one of report.opportunities) {
    const decision =
      dryRun && one.decision === "admitted" ? "would be opened" : one.decision.replace("_", " ");
    lines.push(`  [${one.score.toFixed(1)}] ${oneLine(`${one.service}: ${one.title}`)}: ${decision}`);
    for (const { text } of one.reasons) lines.push(`      ${oneLine(text)}`);
  }
  return `${lines.join("\n")}\n`;
}
