import { z } from "zod";
import { type Finding, isErrorPattern } from "../analyse/finding.ts";
import type { Change } from "../change/change.ts";
import type { Opportunity } from "../choose/opportunity.ts";
import { opportunitySchema } from "../choose/opportunity-schema.ts";
import type { Trigger } from "./improvement.ts";
import { changeSchema, triggerSchema } from "./improvement-schema.ts";

/** What a pull request's body keeps for the app: enough to rebuild the improvement from nothing. */
export interface Marker {
  readonly fingerprint: string;
  readonly tenant: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Missing in markers of 0.1.0. */
  readonly repositoryId?: number | undefined;
  readonly branch: string;
  readonly baseSha: string;
  /** The app's own commit: a head that is another one is somebody else's work. */
  readonly headSha: string;
  readonly refreshes: number;
  readonly trigger: Trigger;
  readonly correlationId: string;
  readonly createdAtMs: number;
  readonly opportunity: Opportunity;
  readonly change: Change;
}

const markerSchema = z.object({
  v: z.literal(1),
  fingerprint: z.string(),
  tenant: z.string(),
  repository: z.string(),
  repositoryId: z.int().optional(),
  branch: z.string(),
  baseSha: z.string(),
  headSha: z.string(),
  refreshes: z.int(),
  trigger: triggerSchema,
  correlationId: z.string(),
  createdAtMs: z.number(),
  opportunity: opportunitySchema,
  change: changeSchema,
});

/** A sealed text is base64 in parts; nothing of that alphabet can end the comment it is hidden in. */
const pattern = /<!-- self-building:marker ([A-Za-z0-9+/_.=:]+) -->/g;

/**
 * The marker as text to be sealed, which anybody can read. Series are left out: they are read from telemetry again; and
 * lines of the logs: they are not everybody's.
 */
export function printMarker(marker: Marker): string {
  const opportunity = withoutExamples(withoutSeries(marker.opportunity));
  return JSON.stringify({ v: 1, ...marker, opportunity });
}

function withoutExamples(opportunity: Opportunity): Opportunity {
  const { findings, remedy } = opportunity;
  const strip = <T extends Finding>(finding: T): T =>
    isErrorPattern(finding) ? { ...finding, examples: [] } : finding;
  return {
    ...opportunity,
    findings: findings.map(strip),
    remedy: remedy.kind === "fix-error" ? { ...remedy, finding: strip(remedy.finding) } : remedy,
  };
}

/** Reads {@link printMarker}'s text; null when it is none (or of a version this one does not know). */
export function parseMarker(text: string): Marker | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = markerSchema.safeParse(value);
  if (!parsed.success) return null;
  const { v: _version, ...marker } = parsed.data;
  return marker;
}

/** The HTML comment that hides a sealed marker in a body. */
export function markerComment(sealed: string): string {
  return `<!-- self-building:marker ${sealed} -->`;
}

/**
 * The sealed marker in a body, or null. Whether to believe it is the sealer's word. The last one counts: the app
 * puts it at the end, and quoted log lines above it could contain anything.
 */
export function findSealedMarker(body: string): string | null {
  return [...body.matchAll(pattern)].at(-1)?.[1] ?? null;
}

/** Charts come from telemetry again, so neither rows nor markers need to carry the points twice. */
export function withoutSeries(opportunity: Opportunity): Opportunity {
  const strip = <T extends Opportunity["evidence"]>(evidence: T) =>
    evidence.map(({ series: _series, ...rest }) => rest);
  return {
    ...opportunity,
    evidence: strip(opportunity.evidence),
    findings: opportunity.findings.map((finding) => ({ ...finding, evidence: strip(finding.evidence) })),
  };
}
