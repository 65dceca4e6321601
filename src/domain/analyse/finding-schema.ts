import { z } from "zod";
import { evidenceSchema } from "../shared/evidence.ts";
import { metricSchema } from "../shared/series.ts";
import { type ErrorPatternFinding, type Finding, type SeriesFinding, seriesFindingKinds } from "./finding.ts";

const findingBase = {
  service: z.string(),
  sentence: z.string(),
  window: z.object({ fromMs: z.number(), toMs: z.number() }),
  severity: z.number(),
  persistence: z.number(),
  evidence: z.array(evidenceSchema),
};

/** An error pattern as it is stored. */
export const errorPatternSchema = z.object({
  ...findingBase,
  kind: z.literal("error_pattern"),
  patternId: z.string(),
  template: z.string(),
  count: z.number(),
  perHour: z.number(),
  examples: z.array(z.string()),
  frames: z.array(
    z.object({
      file: z.string(),
      line: z.number(),
      functionName: z.string(),
      inApp: z.boolean(),
      generated: z.literal(true).optional(),
    }),
  ),
  isNew: z.boolean(),
}) satisfies z.ZodType<ErrorPatternFinding>;

const seriesFindingSchema = z.object({
  ...findingBase,
  kind: z.enum(seriesFindingKinds),
  metric: metricSchema,
  baseline: z.number().nullable(),
  observed: z.number().nullable(),
  relativeEffect: z.number().nullable(),
  pValue: z.number(),
  limitReachedAtMs: z.number().optional(),
}) satisfies z.ZodType<SeriesFinding>;

const ownKinds: readonly string[] = [...seriesFindingKinds, "error_pattern"];

/** A recipe's finding as it is stored. Up to 0.1.0 its numbers stood beside it; they are in the remedy, too. */
const recipeFindingSchema = z.object({
  ...findingBase,
  kind: z.string().refine((kind) => !ownKinds.includes(kind), { error: "is a kind of another finding" }),
}) satisfies z.ZodType<Finding>;

/** A finding as it is stored. */
export const findingSchema = z.union([seriesFindingSchema, errorPatternSchema, recipeFindingSchema]);
