import { admit } from "../../domain/admit/admit.ts";
import { componentFingerprint } from "../../domain/choose/find-opportunities.ts";
import { scoreImpact } from "../../domain/choose/impact.ts";
import type { ComponentRequest, Opportunity } from "../../domain/choose/opportunity.ts";
import type { CycleReport } from "../../domain/learn/ledger.ts";
import { learnFrom } from "../../domain/learn/lesson.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { fullName } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import type { WakeUp } from "../../ports/queue.ts";
import { readinessOf } from "../reading/read-policy.ts";
import { readStanding } from "../reading/read-standing.ts";
import { switchesIn } from "../reading/read-switches.ts";
import { inItsOwnName } from "../reading/repository-name.ts";
import { emptyReport, finishRefused, refuse } from "../report/cycle-report.ts";
import type { CycleRequest } from "../report/cycle-request.ts";
import { readAdmissionFacts } from "./admission-facts.ts";
import { carryOut } from "./carry-out.ts";

/** Admits a component that an agent asked for, by the same rules as everything else. */
export async function requestComponent(
  wakeUp: Extract<WakeUp, { kind: "component" }>,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<CycleReport> {
  const asked = requestOf(wakeUp);
  const report = emptyReport(asked, settings, nowMs);
  if (!ports.switches.flags().selfBuilding) {
    const off = reason("self_building_off", "ENABLE_SELF_BUILDING is false.");
    return finishRefused(asked, refuse(report, [off]), ports);
  }
  const standing = await readStanding(wakeUp.repository, ports);
  const readiness = readinessOf(standing);
  if (readiness.kind === "not_ready") return finishRefused(asked, refuse(report, readiness.reasons), ports);
  const refusals = [...switchesIn(standing, ports), ...componentRefusals(ports)];
  if (refusals.length > 0) return finishRefused(asked, refuse(report, refusals), ports);

  const request = await inItsOwnName(asked, readiness.state.ref, ports, settings);
  const repository = fullName(request.repository);
  const opportunity = await componentOpportunity(wakeUp.request, repository, ports, settings);
  const admissions = admit([opportunity], {
    policy: readiness.policy,
    settings,
    flags: ports.switches.flags(),
    trigger: request.trigger,
    repository: request.repository,
    ...(await readAdmissionFacts(request.repository, ports, settings)),
    maxImprovements: 1,
    nowMs,
  });
  return carryOut(
    request,
    { ...report, repository },
    { discoveries: [], admissions },
    ports,
    settings,
    nowMs,
  );
}

function requestOf(wakeUp: Extract<WakeUp, { kind: "component" }>): CycleRequest {
  return {
    kind: "cycle",
    cycleId: wakeUp.cycleId,
    repository: wakeUp.repository,
    trigger: { kind: "agent", requester: wakeUp.request.requester },
    analysisWindowHours: null,
    maxImprovements: 1,
  };
}

function componentRefusals(ports: Pick<Ports, "generator" | "switches">): Reason[] {
  const reasons: Reason[] = [];
  if (!ports.switches.flags().componentGeneration) {
    reasons.push(reason("component_generation_off", "ENABLE_COMPONENT_GENERATION is false."));
  }
  if (!ports.generator.handles("component")) {
    const text =
      "Components need a language model and none is configured; set OPENAI_API_KEY or OPENAI_BASE_URL.";
    reasons.push(reason("no_generator", text));
  }
  return reasons;
}

async function componentOpportunity(
  request: ComponentRequest,
  repository: string,
  ports: Pick<Ports, "store">,
  settings: Settings,
): Promise<Opportunity> {
  const lesson = learnFrom(await ports.store.outcomes(settings.tenant), "component", repository);
  return {
    fingerprint: componentFingerprint(request.componentType, request.name),
    service: request.name,
    title: `Add ${request.componentType} ${request.name}`,
    remedy: { kind: "component", request },
    findings: [],
    evidence: [
      { provenance: "untrusted", label: `Asked for by ${request.requester}`, value: request.description },
      { provenance: "untrusted", label: "Capabilities", value: request.capabilities.join(", ") },
    ],
    impact: scoreImpact([
      { name: "severity", value: 0.5, because: "Somebody asked for it." },
      { name: "reach", value: 0.5, because: "Nothing was measured." },
      { name: "persistence", value: 1, because: "A request stands until it is answered." },
      {
        name: "probabilityOfSuccess",
        value: lesson.probabilityOfSuccess,
        because: `${lesson.trialsEverywhere} components so far.`,
      },
      { name: "riskAndCost", value: 0.5, because: "A language model writes the code." },
    ]),
  };
}
