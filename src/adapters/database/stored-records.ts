import { z } from "zod";
import {
  type AuditEntry,
  type CycleReport,
  cycleOutcomes,
  type OutcomeRecord,
} from "../../domain/learn/ledger.ts";
import { storedOutcomeSchema } from "../../domain/learn/outcome.ts";
import { type Reason, reasonSchema } from "../../domain/shared/reason.ts";

const reasonsSchema: z.ZodType<readonly Reason[]> = z.array(reasonSchema);

/** One row of `audit_log`. */
export const auditSchema: z.ZodType<AuditEntry> = z.object({
  atMs: z.number(),
  tenant: z.string(),
  repository: z.string().nullable(),
  correlationId: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  outcome: z.string(),
  reasons: reasonsSchema,
});

/** One row of `outcomes`. */
export const outcomeSchema: z.ZodType<OutcomeRecord> = z.object({
  improvementId: z.string(),
  tenant: z.string(),
  repository: z.string(),
  remedyKind: z.string(),
  outcome: storedOutcomeSchema,
  because: z.literal("wrong").optional(),
  predictedProbability: z.number().nullable().default(null),
  predictedEffect: z.number().nullable(),
  measuredEffect: z.number().nullable(),
  atMs: z.number(),
});

/** One row of `cycles`. */
export const cycleSchema: z.ZodType<CycleReport> = z.object({
  id: z.string(),
  tenant: z.string(),
  repository: z.string(),
  actor: z.string(),
  startedAtMs: z.number(),
  finishedAtMs: z.number(),
  outcome: z.enum(cycleOutcomes),
  reasons: reasonsSchema,
  services: z.array(
    z.object({
      name: z.string(),
      complete: z.boolean(),
      findings: z.array(z.object({ kind: z.string(), sentence: z.string() })),
      reasons: reasonsSchema,
    }),
  ),
  opportunities: z.array(
    z.object({
      fingerprint: z.string(),
      service: z.string(),
      title: z.string(),
      score: z.number(),
      decision: z.enum(["admitted", "awaiting_approval", "skipped"]),
      reasons: reasonsSchema,
    }),
  ),
});

/**
 * A value as it may be saved: texts are {@link storable}, and it is what its schema says.
 * @throws Error that names `what` and the first place that is wrong
 */
export function toStored<T>(schema: z.ZodType<T>, value: T, what: string): T {
  return check(schema, storable(value), what, "It was not saved.");
}

/**
 * What a row holds.
 * @throws Error that names `what`, the first place that is wrong and what to do about it
 */
export function checkStored<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const advice =
    "The row was damaged or written by another version. Restore it from a backup, or delete it to have it rebuilt from its pull request.";
  return check(schema, data, what, advice);
}

/** A copy with U+FFFD where a text has what PostgreSQL refuses, so that an odd log line cannot stop an improvement. */
export function storable<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, cleanText));
}

function cleanText(_key: string, value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "\uFFFD").toWellFormed();
  // JSON would write null for it, which could pass for "unknown"; as text it fails the check that follows.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value;
}

function check<T>(schema: z.ZodType<T>, data: unknown, what: string, advice: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue ? `${issue.path.map(String).join(".") || "the row"}: ${issue.message}` : "unknown";
  throw new Error(`${what} is not valid (${at}). ${advice}`, { cause: parsed.error });
}
