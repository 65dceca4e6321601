import { type Admission, concurrencyCap } from "../../domain/admit/admit.ts";
import {
  faultsAtWork,
  type Improvement,
  isDueAgain,
  mayStartAgain,
  workingStages,
} from "../../domain/improvement/improvement.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import type { CycleRequest } from "../report/cycle-request.ts";

/**
 * Makes improvements of what was admitted or waits for a person, and wakes the admitted ones.
 * @returns the admissions as they came out: another worker may have filled the room in the meantime
 */
export async function keepAdmissions(
  request: CycleRequest,
  admissions: readonly Admission[],
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Admission[]> {
  const kept: Admission[] = [];
  for (const admission of admissions) kept.push(await keep(request, admission, ports, settings, nowMs));
  return kept;
}

async function keep(
  request: CycleRequest,
  admission: Admission,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Admission> {
  if (admission.kind === "skipped") return admission;
  const improvement = newImprovement(request, admission, settings, nowMs);
  if (admission.kind === "awaiting_approval") {
    await ports.store.insertImprovement(improvement);
    return admission;
  }
  if ((await begin(improvement, ports, settings)) === "full") {
    return { ...admission, kind: "skipped", reasons: [concurrencyCap(settings)] };
  }
  ports.instruments.add("impact_score_total", admission.opportunity.impact.score, "None");
  await ports.queue.wake({ kind: "advance", improvementId: improvement.id });
  return admission;
}

/** An improvement that waited for a person, or was given up before anybody saw it, starts with today's evidence. */
async function begin(
  improvement: Improvement,
  ports: Pick<Ports, "store">,
  settings: Settings,
): ReturnType<Ports["store"]["beginImprovement"]> {
  const known = await ports.store.improvement(improvement.id);
  if (known && !mayStartAgain(known) && !isDueAgain(known, improvement.createdAtMs)) return "exists";
  const room = {
    stages: workingStages,
    fewerFaultsThan: faultsAtWork,
    count: settings.maxConcurrentImprovements,
  };
  return ports.store.beginImprovement(improvement, room, known?.version ?? null);
}

function newImprovement(
  request: CycleRequest,
  admission: Admission,
  settings: Settings,
  nowMs: number,
): Improvement {
  const base = {
    id: admission.id,
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
