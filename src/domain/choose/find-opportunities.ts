import type { ErrorPatternFinding, Finding, SeriesFinding } from "../analyse/finding.ts";
import { recommendedMegabytes, recommendedTimeoutSeconds } from "../analyse/lambda-sizing.ts";
import type { OutcomeRecord } from "../learn/ledger.ts";
import { type Lesson, learnFrom } from "../learn/lesson.ts";
import type { ServiceDeclaration } from "../policy/policy.ts";
import { stableHash } from "../shared/hash.ts";
import { metricKey } from "../shared/series.ts";
import { type ImpactFactor, scoreImpact } from "./impact.ts";
import type { Opportunity, Remedy } from "./opportunity.ts";

/** What the score needs to know besides the finding. */
export interface ScoringContext {
  readonly repository: string;
  readonly outcomes: readonly OutcomeRecord[];
  readonly invocationsPerHour: number;
}

/** Kinds of series findings that say something is wrong; the rest describe a series. */
const worrying: ReadonlySet<Finding["kind"]> = new Set([
  "anomaly",
  "level_shift",
  "variance_change",
  "trend",
  "missing_data",
]);

/**
 * Joins findings to what could be done about them, with a score each, best first.
 * Findings without a known remedy become `report-only` opportunities: they are told, nothing is opened.
 */
export function findOpportunities(
  service: ServiceDeclaration,
  findings: readonly Finding[],
  context: ScoringContext,
): Opportunity[] {
  return findings
    .filter((finding) => !isSeriesFinding(finding) || (worrying.has(finding.kind) && finding.severity > 0))
    .map((finding) => toOpportunity(service, finding, context))
    .sort((a, b) => b.impact.score - a.impact.score || a.fingerprint.localeCompare(b.fingerprint));
}

function toOpportunity(service: ServiceDeclaration, finding: Finding, context: ScoringContext): Opportunity {
  const remedy = remedyFor(service, finding);
  const lesson = learnFrom(context.outcomes, remedy.kind, context.repository);
  return {
    fingerprint: fingerprintOf(service.name, remedy, finding),
    service: service.name,
    title: titleOf(service.name, remedy, finding),
    remedy,
    findings: [finding],
    evidence: finding.evidence,
    impact: scoreImpact(factorsOf(finding, remedy, lesson, context)),
  };
}

function remedyFor(service: ServiceDeclaration, finding: Finding): Remedy {
  const place = { template: service.template, resource: service.resource };
  switch (finding.kind) {
    case "memory_overprovisioned":
    case "memory_underprovisioned":
      return {
        kind: "lambda-memory",
        ...place,
        fromMegabytes: finding.configuredMegabytes,
        toMegabytes: recommendedMegabytes(finding),
      };
    case "timeout_too_short":
    case "timeout_too_long":
      return {
        kind: "lambda-timeout",
        ...place,
        fromSeconds: finding.configuredSeconds,
        toSeconds: recommendedTimeoutSeconds({ ...finding, slowestMs: finding.slowestSeconds * 1000 }),
      };
    case "error_pattern":
      return finding.frames.some((frame) => frame.inApp)
        ? { kind: "fix-error", source: service.source, finding }
        : { kind: "report-only" };
    default:
      return { kind: "report-only" };
  }
}

/**
 * The same problem in the same place gets the same fingerprint in every cycle, whatever the numbers of the day.
 * The configured value belongs to the place: after a change the next step is a new problem, after its revert
 * it is the old one again.
 */
function fingerprintOf(service: string, remedy: Remedy, finding: Finding): string {
  switch (remedy.kind) {
    case "lambda-memory":
      return stableHash(
        ["lambda-memory", service, remedy.template, remedy.resource, remedy.fromMegabytes].join("\n"),
      );
    case "lambda-timeout":
      return stableHash(
        ["lambda-timeout", service, remedy.template, remedy.resource, remedy.fromSeconds].join("\n"),
      );
    case "fix-error":
      return stableHash(["fix-error", service, remedy.finding.patternId].join("\n"));
    case "component":
      return componentFingerprint(remedy.request.componentType, remedy.request.name);
    case "report-only": {
      const what = isSeriesFinding(finding) ? metricKey(finding.metric) : patternOf(finding);
      return stableHash(["report-only", service, finding.kind, what].join("\n"));
    }
  }
}

/** Fingerprint of a requested component: one per type and name. */
export function componentFingerprint(componentType: string, name: string): string {
  return stableHash(["component", componentType, name].join("\n"));
}

function titleOf(service: string, remedy: Remedy, finding: Finding): string {
  switch (remedy.kind) {
    case "lambda-memory":
      return `Set the memory of ${service} from ${remedy.fromMegabytes} MB to ${remedy.toMegabytes} MB`;
    case "lambda-timeout":
      return `Set the timeout of ${service} from ${remedy.fromSeconds} s to ${remedy.toSeconds} s`;
    case "fix-error":
      return `Fix a recurring error in ${service}`;
    case "component":
      return `Add ${remedy.request.componentType} ${remedy.request.name}`;
    case "report-only":
      return `${service}: ${finding.kind.replaceAll("_", " ")}`;
  }
}

function factorsOf(
  finding: Finding,
  remedy: Remedy,
  lesson: Lesson,
  context: ScoringContext,
): ImpactFactor[] {
  const perHour = Number.isFinite(context.invocationsPerHour) ? Math.max(0, context.invocationsPerHour) : 0;
  return [
    { name: "severity", value: finding.severity, because: finding.sentence },
    {
      name: "reach",
      value: Math.log10(1 + perHour) / 4,
      because: `${Math.round(perHour)} invocations an hour (1 is 10,000 an hour).`,
    },
    { name: "persistence", value: finding.persistence, because: "Share of the window in which it held." },
    {
      name: "probabilityOfSuccess",
      value: lesson.probabilityOfSuccess,
      because: `${lesson.trialsHere} outcomes of this kind here and ${lesson.trialsEverywhere} in all, on top of the prior for ${remedy.kind}.`,
    },
    { name: "riskAndCost", ...riskOf(remedy) },
  ];
}

function riskOf(remedy: Remedy): { value: number; because: string } {
  switch (remedy.kind) {
    case "lambda-timeout":
      return { value: 0.1, because: "One number in a template; no code changes." };
    case "lambda-memory":
      return remedy.toMegabytes < remedy.fromMegabytes
        ? {
            value: 0.3,
            because: "Less memory also means less CPU, which the evidence cannot rule out as the limit.",
          }
        : { value: 0.2, because: "More memory costs more for each millisecond." };
    case "fix-error":
    case "component":
      return { value: 0.5, because: "A language model writes the code." };
    case "report-only":
      return { value: 1, because: "There is no known remedy; a person has to find one." };
  }
}

function isSeriesFinding(finding: Finding): finding is SeriesFinding {
  return "metric" in finding;
}

function patternOf(finding: Exclude<Finding, SeriesFinding>): string {
  return finding.kind === "error_pattern" ? (finding satisfies ErrorPatternFinding).patternId : "";
}
