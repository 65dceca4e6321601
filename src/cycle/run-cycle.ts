import { type Admission, type AdmissionContext, admit, identified } from "../domain/admit/admit.ts";
import type { Opportunity } from "../domain/choose/opportunity.ts";
import type { Improvement } from "../domain/improvement/improvement.ts";
import type { CycleReport } from "../domain/learn/ledger.ts";
import { reasonList } from "../domain/messages/format.ts";
import type { Policy } from "../domain/policy/policy.ts";
import { gateCheckName } from "../domain/shared/names.ts";
import { type Reason, reason } from "../domain/shared/reason.ts";
import { fullName } from "../domain/shared/repository.ts";
import type { Settings } from "../domain/shared/settings.ts";
import type { Ports } from "../ports/ports.ts";
import { readAdmissionFacts } from "./admit/admission-facts.ts";
import { carryOut } from "./admit/carry-out.ts";
import { discoverServices, type ServiceDiscovery, windowBefore } from "./discover/discover-services.ts";
import { unlessRefused } from "./notify/tell.ts";
import { readinessOf } from "./reading/read-policy.ts";
import { readStanding } from "./reading/read-standing.ts";
import { switchesIn } from "./reading/read-switches.ts";
import { inItsOwnName } from "./reading/repository-name.ts";
import { rebuild } from "./rebuild.ts";
import { emptyReport, finishRefused, refuse } from "./report/cycle-report.ts";
import type { CycleRequest } from "./report/cycle-request.ts";
import { attempt, guardedForge } from "./step/guarded-forge.ts";

/**
 * One cycle over one repository: read telemetry, find opportunities, admit the best. Admitted ones become
 * improvements and are woken; everything else is recorded with its reason.
 */
export async function runCycle(
  asked: CycleRequest,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<CycleReport> {
  const report = emptyReport(asked, settings, nowMs);
  if (!ports.switches.flags().selfBuilding) {
    const off = refuse(report, [reason("self_building_off", "ENABLE_SELF_BUILDING is false.")]);
    return finishRefused(asked, off, ports);
  }
  if (!asked.dryRun) ports.instruments.add("improvement_cycles_started", 1, "Count");
  const standing = await readStanding(asked.repository, ports);
  const readiness = readinessOf(standing);
  if (readiness.kind === "not_ready") {
    if (!asked.dryRun && readiness.malformedPolicy && readiness.headSha !== null) {
      const tell = tellMalformedPolicy(asked, readiness.headSha, readiness.reasons, ports);
      await attempt(tell);
    }
    return finishRefused(asked, refuse(report, readiness.reasons), ports);
  }
  const killSwitches = switchesIn(standing, ports);
  if (killSwitches.length > 0) return finishRefused(asked, refuse(report, killSwitches), ports);

  const request = await inItsOwnName(asked, readiness.state.ref, ports, settings);
  await rebuild(request.repository, ports, settings, nowMs);
  const discoveries = await discoverAll(
    request,
    readiness.policy,
    readiness.state.headSha,
    ports,
    settings,
    nowMs,
  );
  const admissions = await admitAll(request, readiness.policy, discoveries, ports, settings, nowMs);
  return carryOut(
    request,
    { ...report, repository: fullName(request.repository) },
    { discoveries, admissions },
    ports,
    settings,
    nowMs,
  );
}

async function discoverAll(
  request: CycleRequest,
  policy: Policy,
  headSha: string,
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<ServiceDiscovery[]> {
  const hours = request.analysisWindowHours ?? settings.analysisWindowHours;
  return discoverServices(
    {
      repository: request.repository,
      policy,
      headSha,
      window: windowBefore(nowMs, hours, settings.metricsPeriodSeconds),
      periodSeconds: settings.metricsPeriodSeconds,
      nowMs,
      outcomes: await ports.store.outcomes(settings.tenant),
      hint: request.hint ?? null,
    },
    ports,
  );
}

async function admitAll(
  request: CycleRequest,
  policy: Policy,
  discoveries: readonly ServiceDiscovery[],
  ports: Ports,
  settings: Settings,
  nowMs: number,
): Promise<Admission[]> {
  const facts = await readAdmissionFacts(request.repository, ports, settings);
  const found = discoveries.flatMap((one) => one.opportunities);
  const ranked = [...found, ...requestedComponents(request, facts.known)].sort(
    (a, b) => b.impact.score - a.impact.score,
  );
  const { doable, impossible } = withoutGenerator(ranked, ports);
  const { repository } = request;
  const admissions = admit(doable, {
    policy,
    settings,
    flags: ports.switches.flags(),
    trigger: request.trigger,
    repository,
    ...facts,
    maxImprovements: request.maxImprovements,
    nowMs,
  });
  return [...admissions, ...impossible.map((one) => noGenerator(one, { repository, ...facts }))];
}

/** Components that an agent asked for wait for a person; a person's `/improve` is that word. */
function requestedComponents(request: CycleRequest, known: readonly Improvement[]): Opportunity[] {
  if (request.trigger.kind !== "person") return [];
  return known
    .filter((one) => one.stage === "awaiting_approval" && one.opportunity.remedy.kind === "component")
    .map((one) => one.opportunity);
}

function withoutGenerator(
  opportunities: readonly Opportunity[],
  ports: Pick<Ports, "generator">,
): { doable: Opportunity[]; impossible: Opportunity[] } {
  const handled = (one: Opportunity): boolean =>
    one.remedy.kind === "report-only" || ports.generator.handles(one.remedy.kind);
  return {
    doable: opportunities.filter(handled),
    impossible: opportunities.filter((one) => !handled(one)),
  };
}

function noGenerator(
  opportunity: Opportunity,
  context: Pick<AdmissionContext, "known" | "repository">,
): Admission {
  const text = "This needs a language model and none is configured; set OPENAI_API_KEY or OPENAI_BASE_URL.";
  return { ...identified(opportunity, context), kind: "skipped", reasons: [reason("no_generator", text)] };
}

async function tellMalformedPolicy(
  request: CycleRequest,
  headSha: string,
  reasons: readonly Reason[],
  ports: Pick<Ports, "forge" | "switches">,
): Promise<void> {
  const check = {
    name: gateCheckName,
    headSha,
    conclusion: "failure",
    title: ".github/self-building.yml cannot be used",
    summary: `Nothing is done in this repository until it is mended:\n\n${reasonList(reasons)}`,
  } as const;
  // The report says it too, so a check that GitHub does not take stops nothing.
  await unlessRefused(guardedForge(ports, "answer").publishCheck(request.repository, check), 0);
}
