import { findErrorPatterns } from "../../domain/analyse/error-patterns.ts";
import type { Finding, SeriesFinding } from "../../domain/analyse/finding.ts";
import { findMemoryMismatch, findTimeoutMismatch } from "../../domain/analyse/lambda-sizing.ts";
import { findSeriesFindings } from "../../domain/analyse/metrics/find-series-findings.ts";
import {
  durationEvidence,
  invocationsIn,
  type Observation,
  usageOf,
} from "../../domain/analyse/observation.ts";
import { findOpportunities } from "../../domain/choose/find-opportunities.ts";
import type { Opportunity } from "../../domain/choose/opportunity.ts";
import type { OutcomeRecord } from "../../domain/learn/ledger.ts";
import { readFunctionSettings } from "../../domain/recipes/sam-template.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";

/** What one service's telemetry says, and what could be done. */
export interface Discovery {
  readonly findings: readonly Finding[];
  readonly opportunities: readonly Opportunity[];
  readonly reasons: readonly Reason[];
}

/**
 * Turns an observation into findings and opportunities. Pure: everything was read before.
 * @param template the service's template at the default branch; null when there is none
 * @param hint untrusted text of an issue that a person pointed at, shown to the model as data
 */
export function discover(
  observation: Observation,
  template: string | null,
  repository: string,
  outcomes: readonly OutcomeRecord[],
  hint: string | null,
): Discovery {
  const { service } = observation;
  const invocations = invocationsIn(observation);
  const configuration = configurationFindings(observation, template);
  const findings: Finding[] = [
    ...configuration.findings,
    ...findErrorPatterns(service.name, observation.errorLogs, invocations),
    ...seriesFindings(observation),
  ];
  const hours = (observation.window.toMs - observation.window.fromMs) / 3_600_000;
  const opportunities = findOpportunities(service, findings, {
    repository,
    outcomes,
    invocationsPerHour: hours > 0 ? invocations / hours : 0,
  }).map((opportunity) => withContext(opportunity, observation, hint));
  return { findings, opportunities, reasons: [...observation.reasons, ...configuration.reasons] };
}

/** What stands out in the metrics and still holds, or happened, in the window that is asked about. */
function seriesFindings(observation: Observation): SeriesFinding[] {
  const { service, window } = observation;
  return [observation.duration, observation.errors, ...observation.custom]
    .flatMap((series) => findSeriesFindings(series, { service: service.name }))
    .filter((finding) => finding.severity > 0 && finding.window.toMs > window.fromMs);
}

function configurationFindings(
  observation: Observation,
  template: string | null,
): { findings: Finding[]; reasons: Reason[] } {
  const { service } = observation;
  if (template === null) {
    const text = `${service.template} is not on the default branch, so memory and timeout of ${service.name} are unknown.`;
    return { findings: [], reasons: [reason("template_missing", text)] };
  }
  const settings = readFunctionSettings(template, service.resource);
  if (settings.kind === "not_found") return { findings: [], reasons: [settings.reason] };
  const usage = usageOf(observation, settings.value);
  const findings = [findMemoryMismatch(usage), findTimeoutMismatch(usage)].filter((one) => one !== null);
  return { findings, reasons: [] };
}

/** Every pull request shows how long the service takes; a person's issue goes along as data. */
function withContext(opportunity: Opportunity, observation: Observation, hint: string | null): Opportunity {
  const evidence = [...opportunity.evidence, durationEvidence(observation)];
  if (hint !== null && opportunity.remedy.kind === "fix-error") {
    evidence.push({ provenance: "untrusted", label: "Issue it was asked from", value: hint });
  }
  return { ...opportunity, evidence };
}
