import { z } from "zod";
import type { Finding } from "../analyse/finding.ts";
import type { Evidence } from "../shared/evidence.ts";
import { metricSchema, type Series } from "../shared/series.ts";
import type { ComponentRequest, Opportunity } from "./opportunity.ts";

const windowSchema = z.object({ fromMs: z.number(), toMs: z.number() });

/** A series as it is stored. */
export const seriesSchema = z.object({
  metric: metricSchema,
  periodSeconds: z.number().positive(),
  fromMs: z.number(),
  toMs: z.number(),
  points: z.array(z.object({ atMs: z.number(), value: z.number() })),
  complete: z.boolean(),
}) satisfies z.ZodType<Series>;

/** A request for a component as it is stored. */
export const componentRequestSchema = z.object({
  componentType: z.string(),
  name: z.string(),
  description: z.string(),
  capabilities: z.array(z.string()),
  requester: z.string(),
}) satisfies z.ZodType<ComponentRequest>;

const evidenceSchema = z.object({
  provenance: z.enum(["measured", "config", "untrusted"]),
  label: z.string(),
  value: z.string(),
  window: windowSchema.optional(),
  series: seriesSchema.optional(),
}) satisfies z.ZodType<Evidence>;

const findingBase = {
  service: z.string(),
  sentence: z.string(),
  window: windowSchema,
  severity: z.number(),
  persistence: z.number(),
  evidence: z.array(evidenceSchema),
};

const errorPatternSchema = z.object({
  ...findingBase,
  kind: z.literal("error_pattern"),
  patternId: z.string(),
  template: z.string(),
  count: z.number(),
  perHour: z.number(),
  examples: z.array(z.string()),
  frames: z.array(
    z.object({ file: z.string(), line: z.number(), functionName: z.string(), inApp: z.boolean() }),
  ),
  isNew: z.boolean(),
});

const findingSchema = z.discriminatedUnion("kind", [
  z.object({
    ...findingBase,
    kind: z.enum([
      "anomaly",
      "level_shift",
      "variance_change",
      "seasonality",
      "trend",
      "flat_line",
      "missing_data",
    ]),
    metric: metricSchema,
    baseline: z.number().nullable(),
    observed: z.number().nullable(),
    relativeEffect: z.number().nullable(),
    pValue: z.number(),
    limitReachedAtMs: z.number().optional(),
  }),
  z.object({
    ...findingBase,
    kind: z.enum(["memory_overprovisioned", "memory_underprovisioned"]),
    configuredMegabytes: z.number(),
    maxUsedMegabytes: z.number(),
    averageDurationMs: z.number(),
    invocations: z.number(),
  }),
  z.object({
    ...findingBase,
    kind: z.enum(["timeout_too_short", "timeout_too_long"]),
    configuredSeconds: z.number(),
    slowestSeconds: z.number(),
    timeouts: z.number(),
    invocations: z.number(),
  }),
  errorPatternSchema,
]) satisfies z.ZodType<Finding>;

const place = { template: z.string(), resource: z.string() };

/** An opportunity as it is stored in a row and in a pull request's marker. */
export const opportunitySchema = z.object({
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
  service: z.string(),
  title: z.string(),
  remedy: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("lambda-memory"),
      ...place,
      fromMegabytes: z.number(),
      toMegabytes: z.number(),
    }),
    z.object({ kind: z.literal("lambda-timeout"), ...place, fromSeconds: z.number(), toSeconds: z.number() }),
    z.object({ kind: z.literal("fix-error"), source: z.string(), finding: errorPatternSchema }),
    z.object({
      kind: z.literal("component"),
      request: componentRequestSchema,
    }),
    z.object({ kind: z.literal("report-only") }),
  ]),
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
}) satisfies z.ZodType<Opportunity>;
