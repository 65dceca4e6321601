import type { Admission } from "../../domain/admit/admit.ts";
import { actorOf } from "../../domain/improvement/actor.ts";
import type { AuditEntry, CycleReport } from "../../domain/learn/ledger.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import type { ServiceDiscovery } from "../discover/discover-services.ts";
import type { CycleRequest } from "./cycle-request.ts";

/** A report before anything was read. */
export function emptyReport(request: CycleRequest, settings: Settings, nowMs: number): CycleReport {
  return {
    id: request.cycleId,
    tenant: settings.tenant,
    repository: fullName(request.repository),
    actor: actorOf(request.trigger),
    startedAtMs: nowMs,
    finishedAtMs: nowMs,
    outcome: "completed",
    reasons: [],
    services: [],
    opportunities: [],
  };
}

/** A cycle that may not run, and why. */
export function refuse(report: CycleReport, reasons: readonly Reason[]): CycleReport {
  return { ...report, outcome: "refused", reasons };
}

const nothingSeen = reason(
  "nothing_seen",
  "No metric has a point and no log has a line, of any service. Check AWS_REGION, the credentials, and the names of functions and log groups.",
);

/** What was found and what was decided about it. */
export function describe(
  discoveries: readonly ServiceDiscovery[],
  admissions: readonly Admission[],
): Pick<CycleReport, "services" | "opportunities"> & Partial<Pick<CycleReport, "outcome" | "reasons">> {
  const isBlind = discoveries.length > 0 && discoveries.every(({ blind }) => blind);
  return {
    ...(isBlind ? { outcome: "blind", reasons: [nothingSeen] } : {}),
    services: discoveries.map(({ name, complete, findings, reasons }) => ({
      name,
      complete,
      reasons,
      findings: findings.map(({ kind, sentence }) => ({ kind, sentence })),
    })),
    opportunities: admissions.map(({ kind, opportunity, reasons }) => ({
      fingerprint: opportunity.fingerprint,
      service: opportunity.service,
      title: opportunity.title,
      score: opportunity.impact.score,
      decision: kind,
      reasons,
    })),
  };
}

/** Writes a cycle down that ends without having looked for anything. */
export async function finishRefused(
  request: CycleRequest,
  refused: CycleReport,
  ports: Pick<Ports, "store">,
): Promise<CycleReport> {
  await logDecisions(request, refused, [], ports);
  return saveReport(request, refused, ports);
}

/** Writes a cycle's decisions into the audit log, unless it is a dry run. */
export async function logDecisions(
  request: CycleRequest,
  report: CycleReport,
  admissions: readonly Admission[],
  ports: Pick<Ports, "store">,
): Promise<void> {
  if (request.dryRun) return;
  await ports.store.appendAudit([
    entryOf(report, {
      subject: report.id,
      action: "cycle",
      outcome: report.outcome,
      reasons: report.reasons,
    }),
    ...admissions.map((one) => admissionEntry(report, one)),
  ]);
}

/** Writes down what became of admissions that came out differently from how they were decided. */
export async function logCorrections(
  report: CycleReport,
  corrected: readonly Admission[],
  ports: Pick<Ports, "store">,
): Promise<void> {
  await ports.store.appendAudit(corrected.map((one) => admissionEntry(report, one)));
}

function admissionEntry(report: CycleReport, { kind, id, reasons }: Admission): AuditEntry {
  return entryOf(report, { subject: id, action: "admit", outcome: kind, reasons });
}

function entryOf(
  { startedAtMs, tenant, repository, id, actor }: CycleReport,
  what: Pick<AuditEntry, "subject" | "action" | "outcome" | "reasons">,
): AuditEntry {
  return { atMs: startedAtMs, tenant, repository, correlationId: id, actor, ...what };
}

/** Saves the report, which is what says that the cycle has ended, unless it is a dry run. */
export async function saveReport(
  request: CycleRequest,
  report: CycleReport,
  ports: Pick<Ports, "store">,
): Promise<CycleReport> {
  if (!request.dryRun) await ports.store.saveCycle(report);
  return report;
}
