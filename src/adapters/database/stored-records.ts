import { z } from "zod";
import type { CycleReport, OutcomeRecord } from "../../domain/learn/ledger.ts";
import { storedOutcomeSchema } from "../../domain/learn/outcome.ts";
import { type Reason, reasonSchema } from "../../domain/shared/reason.ts";

/** Reasons as they are stored. */
export const reasonsSchema: z.ZodType<readonly Reason[]> = z.array(reasonSchema);

/** One row of `outcomes`. */
export const outcomeSchema: z.ZodType<OutcomeRecord> = z.object({
  improvementId: z.string(),
  tenant: z.string(),
  repository: z.string(),
  remedyKind: z.string(),
  outcome: storedOutcomeSchema,
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
  outcome: z.enum(["completed", "refused", "failed"]),
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
