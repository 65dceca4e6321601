import { z } from "zod";
import { errorPatternSchema, findingSchema } from "../analyse/finding-schema.ts";
import { fromOlderRemedy, recipeRemedySchema } from "../recipes/recipe-remedy.ts";
import { evidenceSchema } from "../shared/evidence.ts";
import type { ComponentRequest, Opportunity, Remedy } from "./opportunity.ts";

/** A request for a component as it is stored. */
export const componentRequestSchema = z.object({
  componentType: z.string(),
  name: z.string(),
  description: z.string(),
  capabilities: z.array(z.string()),
  requester: z.string(),
}) satisfies z.ZodType<ComponentRequest>;

const remedySchema = z.preprocess(
  fromOlderRemedy,
  z.discriminatedUnion("kind", [
    recipeRemedySchema,
    z.object({ kind: z.literal("fix-error"), source: z.string(), finding: errorPatternSchema }),
    z.object({ kind: z.literal("component"), request: componentRequestSchema }),
    z.object({ kind: z.literal("report-only") }),
  ]),
) satisfies z.ZodType<Remedy>;

/** An opportunity as it is stored in a row and in a pull request's marker. */
export const opportunitySchema = z.object({
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
  service: z.string(),
  target: z.object({ changes: z.array(z.string()), watches: z.array(z.string()) }).optional(),
  title: z.string(),
  remedy: remedySchema,
  findings: z.array(findingSchema),
  evidence: z.array(evidenceSchema),
  impact: z.object({
    score: z.number(),
    factors: z.array(
      z.object({
        name: z.enum(["severity", "reach", "persistence", "probabilityOfSuccess", "riskAndCost"]),
        value: z.number(),
        because: z.string(),
      }),
    ),
  }),
  influencedByUntrusted: z.boolean().optional(),
}) satisfies z.ZodType<Opportunity>;
