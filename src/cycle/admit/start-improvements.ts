import type { Admission } from "../../domain/admit/admit.ts";
import { type Improvement, improvementId, mayStartAgain } from "../../domain/improvement/improvement.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import type { CycleRequest } from "../report/cycle-request.ts";

/** Makes improvements of what was admitted or waits for a person, and wakes the admitted ones. */
export async function keepAdmissions(
  request: CycleRequest,
  admissions: readonly Admission[],
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  for (const admission of admissions) {
    if (admission.kind === "skipped") continue;
    const improvement = newImprovement(request, admission, settings, nowMs);
    if (!(await ports.store.insertImprovement(improvement)) && admission.kind === "admitted") {
      await startAgain(improvement, ports);
    }
    if (admission.kind === "admitted") {
      ports.instruments.add("impact_score_total", admission.opportunity.impact.score, "None");
      await ports.queue.wake({ kind: "advance", improvementId: improvement.id });
    }
  }
}

/** An improvement that waited for a person, or was given up before anybody saw it, starts with today's evidence. */
async function startAgain(improvement: Improvement, ports: Pick<Ports, "store">): Promise<void> {
  const known = await ports.store.improvement(improvement.id);
  if (!known || !mayStartAgain(known)) return;
  await ports.store.saveImprovement({ ...improvement, version: known.version });
}

function newImprovement(
  request: CycleRequest,
  admission: Exclude<Admission, { kind: "skipped" }>,
  settings: Settings,
  nowMs: number,
): Improvement {
  const base = {
    id: improvementId(request.repository, admission.opportunity.fingerprint),
    version: 0,
    tenant: settings.tenant,
    repository: request.repository,
    opportunity: admission.opportunity,
    trigger: request.trigger,
    correlationId: request.cycleId,
    createdAtMs: nowMs,
    faults: 0,
  };
  return admission.kind === "admitted"
    ? { ...base, stage: "found", wakeAtMs: nowMs }
    : { ...base, stage: "awaiting_approval", wakeAtMs: null, reasons: admission.reasons };
}
