import type { Admission } from "../../domain/admit/admit.ts";
import type { CycleReport } from "../../domain/learn/ledger.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import type { ServiceDiscovery } from "../discover/discover-services.ts";
import { describe, logCorrections, logDecisions, saveReport } from "../report/cycle-report.ts";
import type { CycleRequest } from "../report/cycle-request.ts";
import { keepAdmissions } from "./start-improvements.ts";

/** What was found and decided in one cycle. */
export interface Decided {
  readonly discoveries: readonly ServiceDiscovery[];
  readonly admissions: readonly Admission[];
}

/** Writes a cycle's decisions down and acts on them, which a dry run does not. */
export async function carryOut(
  request: CycleRequest,
  report: CycleReport,
  { discoveries, admissions }: Decided,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<CycleReport> {
  const filled = { ...report, ...describe(discoveries, admissions) };
  // Logged before they are acted on: a crash in between has them logged twice, and never not at all.
  await logDecisions(request, filled, admissions, ports);
  if (request.dryRun) return filled;
  const kept = await keepAdmissions(request, admissions, ports, settings, nowMs);
  const corrected = kept.filter((one, index) => one !== admissions[index]);
  if (corrected.length > 0) await logCorrections(filled, corrected, ports);
  return saveReport(request, { ...filled, ...describe(discoveries, kept) }, ports);
}
