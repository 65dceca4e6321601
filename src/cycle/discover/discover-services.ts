import { isBlind } from "../../domain/analyse/completeness.ts";
import { explainFindings } from "../../domain/analyse/explain.ts";
import type { Observation } from "../../domain/analyse/observation.ts";
import { type Discovery, discover as discoverHere } from "../../domain/choose/discover.ts";
import type { OutcomeRecord } from "../../domain/learn/ledger.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import type { Ports } from "../../ports/ports.ts";
import { timeoutIn } from "../reading/read-watch-plan.ts";
import { observe } from "./observe.ts";

/** A discovery with the service's name and whether its telemetry was whole. */
export interface ServiceDiscovery extends Discovery {
  readonly name: string;
  readonly complete: boolean;
  /** Nothing at all was read of it. */
  readonly blind: boolean;
}

/** Which services of which repository, as of which commit and when. */
export interface DiscoveryRequest {
  readonly repository: RepositoryRef;
  readonly policy: Policy;
  readonly headSha: string;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly periodSeconds: number;
  /** What may still change by then is left out. */
  readonly nowMs: number;
  readonly outcomes: readonly OutcomeRecord[];
  /** Untrusted text of the issue that it was asked from. */
  readonly hint: string | null;
}

/** The window of the last `hours` up to the newest whole period before `nowMs`. */
export function windowBefore(
  nowMs: number,
  hours: number,
  periodSeconds: number,
): { readonly fromMs: number; readonly toMs: number } {
  const periodMs = periodSeconds * 1000;
  const toMs = Math.floor(nowMs / periodMs) * periodMs;
  return { fromMs: toMs - hours * 3_600_000, toMs };
}

/** Reads every service of a repository and says what is found and what could be done. */
export async function discoverServices(
  request: DiscoveryRequest,
  ports: Pick<Ports, "forge" | "telemetry" | "analysis">,
): Promise<ServiceDiscovery[]> {
  const { repository, policy, headSha } = request;
  const templates = new Map<string, string | null>();
  const observations: Observation[] = [];
  for (const service of policy.services) {
    if (!templates.has(service.template)) {
      templates.set(service.template, await ports.forge.readFile(repository, service.template, headSha));
    }
    const timeoutSeconds = timeoutIn(templates.get(service.template) ?? null, service.resource);
    const young = { nowMs: request.nowMs, timeoutSeconds };
    observations.push(await observe(service, request.window, request.periodSeconds, ports, young));
  }
  const { discover } = ports.analysis ?? { discover: discoverHere };
  const discoveries: ServiceDiscovery[] = [];
  for (const observation of observations) {
    const { service, complete, reasons } = observation;
    if (isBlind(observation)) {
      const nothing = { findings: [], opportunities: [], reasons };
      discoveries.push({ ...nothing, name: service.name, complete: false, blind: true });
      continue;
    }
    const template = templates.get(service.template) ?? null;
    const found = await discover(observation, template, fullName(repository), request.outcomes, request.hint);
    const findings = explainFindings(found.findings, observation, observations);
    discoveries.push({ ...found, findings, name: service.name, complete, blind: false });
  }
  return discoveries;
}
