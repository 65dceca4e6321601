import { findFindings } from "../analyse/find-findings.ts";
import type { Finding } from "../analyse/finding.ts";
import { latencyEvidence, type Observation, volumeOf } from "../analyse/observation.ts";
import type { OutcomeRecord } from "../learn/ledger.ts";
import { detectAll } from "../recipes/detect.ts";
import type { Reason } from "../shared/reason.ts";
import { findOpportunities } from "./find-opportunities.ts";
import type { Opportunity } from "./opportunity.ts";

/** What one service's telemetry says, and what could be done. */
export interface Discovery {
  readonly findings: readonly Finding[];
  readonly opportunities: readonly Opportunity[];
  readonly reasons: readonly Reason[];
}

/**
 * Turns an observation into findings and opportunities.
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
  const recipes = detectAll(observation, template);
  const findings = findFindings(observation);
  const { counts, sum } = volumeOf(observation);
  const hours = (observation.window.toMs - observation.window.fromMs) / 3_600_000;
  const opportunities = findOpportunities(
    observation.service,
    { findings, byRecipes: recipes.found, unsolved: recipes.unsolved },
    { repository, outcomes, volume: { counts, perHour: sum / hours } },
  ).map((opportunity) => withContext(opportunity, observation, hint));
  return {
    findings: [...recipes.found.map(({ finding }) => finding), ...recipes.unsolved, ...findings],
    opportunities,
    reasons: [...observation.reasons, ...recipes.reasons],
  };
}

/** Every pull request shows how long the service takes; a person's issue goes along as data. */
function withContext(opportunity: Opportunity, observation: Observation, hint: string | null): Opportunity {
  const evidence = [...opportunity.evidence, ...latencyEvidence(observation)];
  if (hint !== null && opportunity.remedy.kind === "fix-error") {
    evidence.push({ provenance: "untrusted", label: "Issue it was asked from", value: hint });
  }
  return { ...opportunity, evidence };
}
