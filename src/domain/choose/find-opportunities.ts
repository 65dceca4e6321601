import {
  type ErrorPatternFinding,
  type Finding,
  isErrorPattern,
  isSeriesFinding,
  type SeriesFinding,
} from "../analyse/finding.ts";
import type { OutcomeRecord } from "../learn/ledger.ts";
import { type Lesson, learnFrom } from "../learn/lesson.ts";
import type { RecipeFinding } from "../recipes/detect.ts";
import type { Factor } from "../recipes/recipe.ts";
import type { Evidence } from "../shared/evidence.ts";
import { metricKey } from "../shared/series.ts";
import type { ServiceDeclaration } from "../sources/service.ts";
import { type ImpactFactor, scoreImpact } from "./impact.ts";
import { type Opportunity, type Remedy, remedyName } from "./opportunity.ts";
import { problem, targetOf } from "./target.ts";

/** What the score needs to know besides the finding. */
export interface ScoringContext {
  readonly repository: string;
  readonly outcomes: readonly OutcomeRecord[];
  /** How much the service is used; `counts` says what is counted, null where nothing is. */
  readonly volume: { readonly counts: string | null; readonly perHour: number };
}

/** What was found in one service: by its telemetry alone, and by recipes that know what to do. */
export interface Found {
  readonly findings: readonly (SeriesFinding | ErrorPatternFinding)[];
  readonly byRecipes: readonly RecipeFinding[];
  /** What recipes saw and have no remedy for; default: nothing. */
  readonly unsolved?: readonly Finding[];
}

/** A finding and what could be done about it, before it has a score. */
type Candidate = Omit<RecipeFinding, "remedy"> & { readonly remedy: Remedy };

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
  found: Found,
  context: ScoringContext,
): Opportunity[] {
  const withoutRecipe = found.findings
    .filter((finding) => !isSeriesFinding(finding) || (worrying.has(finding.kind) && finding.severity > 0))
    .map((finding) => candidateOf(service, finding));
  const unsolved = (found.unsolved ?? []).map((finding) => reportOf(service, finding, finding.kind));
  return [...found.byRecipes, ...withoutRecipe, ...unsolved]
    .map((candidate) => toOpportunity(service, candidate, context))
    .sort((a, b) => b.impact.score - a.impact.score || a.fingerprint.localeCompare(b.fingerprint));
}

function candidateOf(service: ServiceDeclaration, finding: SeriesFinding | ErrorPatternFinding): Candidate {
  if (isErrorPattern(finding) && finding.frames.some((frame) => frame.inApp)) {
    return {
      finding,
      remedy: { kind: "fix-error", source: service.source, finding },
      identity: [service.source, finding.patternId],
      title: `Fix a recurring error in ${service.name}`,
      risk: { value: 0.5, because: "A language model writes the code." },
      reach: null,
      // Whatever a model writes is held back for that by itself.
      doubt: null,
    };
  }
  const what = isSeriesFinding(finding) ? metricKey(finding.metric) : finding.patternId;
  return reportOf(service, finding, what);
}

function reportOf(service: ServiceDeclaration, finding: Finding, what: string): Candidate {
  return {
    finding,
    remedy: { kind: "report-only" },
    // Nothing is opened for it, so it is the service's own whatever else reads the same telemetry.
    identity: [service.name, finding.kind, what],
    title: `${service.name}: ${finding.kind.replaceAll("_", " ")}`,
    risk: { value: 1, because: "There is no known remedy; a person has to find one." },
    reach: null,
    doubt: null,
  };
}

function toOpportunity(
  service: ServiceDeclaration,
  candidate: Candidate,
  context: ScoringContext,
): Opportunity {
  const { finding, remedy, identity, title } = candidate;
  const name = remedyName(remedy);
  const lesson = learnFrom(context.outcomes, name, context.repository);
  return {
    fingerprint: problem(name, identity),
    service: service.name,
    target: targetOf(service),
    title,
    remedy,
    findings: [finding],
    evidence: candidate.doubt === null ? finding.evidence : [...finding.evidence, doubtful(candidate.doubt)],
    ...(candidate.doubt === null ? {} : { influencedByUntrusted: true }),
    impact: scoreImpact(factorsOf(candidate, lesson, context)),
  };
}

/** So that people see why it waits for them. */
function doubtful(doubt: string): Evidence {
  return { provenance: "measured", label: "What speaks against the logs", value: doubt };
}

/** Fingerprint of a requested component: one per type and name. */
export function componentFingerprint(componentType: string, name: string): string {
  return problem("component", [componentType, name]);
}

function factorsOf(
  { finding, remedy, risk, reach }: Candidate,
  lesson: Lesson,
  context: ScoringContext,
): ImpactFactor[] {
  return [
    { name: "severity", value: finding.severity, because: finding.sentence },
    { name: "reach", ...(reach ?? reachOf(context)) },
    { name: "persistence", value: finding.persistence, because: "Share of the window in which it held." },
    {
      name: "probabilityOfSuccess",
      value: lesson.probabilityOfSuccess,
      because: `${lesson.trialsHere} outcomes of this kind here and ${lesson.trialsEverywhere} in all, on top of the prior for ${remedyName(remedy)}.`,
    },
    { name: "riskAndCost", ...risk },
  ];
}

function reachOf({ volume }: ScoringContext): Factor {
  const perHour = Number.isFinite(volume.perHour) ? Math.max(0, volume.perHour) : 0;
  return {
    value: Math.log10(1 + perHour) / 4,
    because:
      volume.counts === null
        ? "No metric says how much it is used."
        : `${Math.round(perHour)} ${volume.counts} an hour (1 is 10,000 an hour).`,
  };
}
