import { z } from "zod";
import type { Change } from "../change/change.ts";
import { opportunitySchema } from "../choose/opportunity-schema.ts";
import { noReasons } from "../learn/no.ts";
import { outcomes } from "../learn/outcome.ts";
import { reasonSchema } from "../shared/reason.ts";
import { repositoryRefSchema } from "../shared/repository.ts";
import { metricSchema, seriesSchema } from "../shared/series.ts";
import { soundEffect } from "../watch/effect.ts";
import type { Improvement, Trigger } from "./improvement.ts";
import { fromOlderVersion } from "./older-rows.ts";

const reasonsSchema = z.array(reasonSchema);
const intervalSchema = z.tuple([z.number(), z.number()]);

/** Who or what asked, as it is stored. */
export const triggerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("schedule") }),
  z.object({ kind: z.literal("event"), source: z.string() }),
  z.object({ kind: z.literal("agent"), requester: z.string() }),
  z.object({ kind: z.literal("person"), login: z.string(), issueNumber: z.number().nullable() }),
  z.object({ kind: z.literal("operator") }),
]) satisfies z.ZodType<Trigger>;

/** A change as it is stored in a row and in a pull request's marker. */
export const changeSchema = z.object({
  edits: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("replace"), path: z.string(), oldText: z.string(), newText: z.string() }),
      z.object({ kind: z.literal("create"), path: z.string(), content: z.string() }),
    ]),
  ),
  summary: z.string(),
  rationale: z.string(),
  prediction: z
    .object({
      metric: metricSchema,
      expectedRelativeEffect: z.number(),
      interval: intervalSchema,
      costFactor: z.number().optional(),
    })
    .nullable(),
  influencedByUntrusted: z.boolean(),
  generator: z.object({
    kind: z.enum(["recipe", "model"]),
    name: z.string(),
    isolation: z.enum(["bubblewrap", "permissions"]).optional(),
  }),
}) satisfies z.ZodType<Change>;

const decisionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("merge"), sha: z.string(), reasons: reasonsSchema }),
  z.object({ kind: z.literal("wait"), reasons: reasonsSchema }),
  z.object({ kind: z.literal("block"), reasons: reasonsSchema }),
]);

const pullSchema = z.object({
  branch: z.string(),
  baseSha: z.string(),
  headSha: z.string(),
  number: z.number(),
  openedAtMs: z.number(),
  refreshes: z.number(),
  refreshedAtMs: z.array(z.number()).optional(),
  mendedAtMs: z.array(z.number()).optional(),
  lastDecision: decisionSchema.nullable(),
  refusedMerge: z.object({ key: z.string(), atMs: z.number() }).optional(),
  reopened: z.boolean().optional(),
  closing: reasonsSchema.optional(),
  checkAsked: z.boolean().optional(),
  seen: z.object({ digest: z.string(), atMs: z.number() }).optional(),
});

const roleSchema = z.enum(["primary", "guardrail"]);

const mergeSchema = z.object({
  sha: z.string(),
  mergedAtMs: z.number(),
  headSha: z.string().optional(),
  into: z.string().optional(),
  others: z.array(z.string()).optional(),
  environment: z.string().optional(),
  baseline: z.array(seriesSchema),
  // Version 0.1 read them from the policy at each look.
  controls: z.array(metricSchema).default([]),
  watchPlan: z.object({
    metrics: z.array(
      z.object({ metric: metricSchema, role: roleSchema, settlingSeconds: z.number().optional() }),
    ),
    durationSeconds: z.number(),
    degradationThreshold: z.number(),
  }),
});

const comparisonsSchema = z.array(
  z
    .object({
      metric: metricSchema,
      role: roleSchema,
      baseline: z.number().nullable(),
      observed: z.number().nullable(),
      relativeEffect: z.number().nullable(),
      interval: intervalSchema.nullable(),
      outcome: z.enum(["better", "same", "worse", "unknown"]),
      reasons: reasonsSchema,
    })
    // Version 0.1 wrote down intervals that contradict their effect.
    .transform((one) => ({ ...one, ...soundEffect(one, one) })),
);

const base = {
  id: z.string(),
  version: z.int(),
  tenant: z.string(),
  repository: repositoryRefSchema,
  opportunity: opportunitySchema,
  trigger: triggerSchema,
  correlationId: z.string(),
  createdAtMs: z.number(),
  wakeAtMs: z.number().nullable(),
  faults: z.int(),
  waits: z
    .array(z.object({ code: z.string(), sinceMs: z.number(), seenMs: z.number(), told: z.number() }))
    .optional(),
  leftBranches: z.array(z.object({ branch: z.string(), headSha: z.string(), fromMs: z.number() })).optional(),
};

const merged = { change: changeSchema, pull: pullSchema, merge: mergeSchema };

const presentSchema = z.discriminatedUnion("stage", [
  z.object({ ...base, stage: z.literal("found") }),
  z.object({ ...base, stage: z.literal("awaiting_approval"), reasons: reasonsSchema }),
  z.object({ ...base, stage: z.literal("drafted"), change: changeSchema, baseSha: z.string() }),
  z.object({ ...base, stage: z.literal("proposed"), change: changeSchema, pull: pullSchema }),
  z.object({ ...base, ...merged, stage: z.literal("merged") }),
  z.object({ ...base, ...merged, stage: z.literal("watching"), effectiveAtMs: z.number() }),
  z.object({
    ...base,
    ...merged,
    stage: z.literal("regressed"),
    effectiveAtMs: z.number(),
    comparisons: comparisonsSchema,
    reasons: reasonsSchema,
    revert: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("needed") }),
      z.object({ kind: z.literal("proposed"), pull: pullSchema }),
      z.object({
        kind: z.literal("conflict"),
        issueNumber: z.number().nullable(),
        paths: z.array(z.string()),
      }),
    ]),
  }),
  z.object({
    ...base,
    stage: z.literal("ended"),
    how: z.enum(outcomes),
    reasons: reasonsSchema,
    pullNumber: z.number().nullable(),
    merged: z
      .object({ ...merged, comparisons: comparisonsSchema, revertPull: pullSchema.nullable() })
      .nullable(),
    closedAtMs: z.number(),
    no: z.object({ why: z.enum(noReasons), by: z.string(), atMs: z.number() }).optional(),
  }),
]) satisfies z.ZodType<Improvement>;

/**
 * A row of the store: every stage with exactly the facts that exist at that point. The three last stages of version
 * 0.1 (`kept`, `reverted`, `abandoned`) are read as `ended`.
 */
export const improvementSchema = z.preprocess(fromOlderVersion, presentSchema);
