import { z } from "zod";

const tenantId = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .describe("Whose records; must be the tenant of this server. Default: that tenant.");
const repositoryName = z
  .string()
  .max(140)
  .optional()
  .describe("owner/name of one repository that the app is installed on. Default: all of them.");
const reasons = z
  .array(z.object({ code: z.string(), text: z.string() }))
  .describe("Why something was not done; `code` is stable.");
const time = z.string().describe("ISO 8601, UTC.");

export const triggerInput = z.strictObject({
  analysis_window_hours: z.int().min(1).max(168).default(24).describe("How far back to look."),
  max_improvements: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe("How many improvements may be admitted. Default: what the server is configured for."),
  repository: repositoryName,
  tenant_id: tenantId,
});
export const triggerOutput = z.object({
  status: z.enum(["queued", "refused"]),
  cycles: z.array(z.object({ cycle_id: z.string(), repository: z.string(), status: z.literal("queued") })),
  reasons,
});

const shortText = z.string().trim().min(1).max(100);
export const componentInput = z.strictObject({
  component_type: shortText.describe("What kind of thing, e.g. service, adapter, test."),
  requirements: z.strictObject({
    name: shortText,
    description: z.string().trim().min(1).max(4_000),
    capabilities: z.array(z.string().trim().min(1).max(200)).min(1).max(50),
  }),
  repository: repositoryName.describe(
    "owner/name; needed when the app is installed on several repositories.",
  ),
  tenant_id: tenantId,
});
export const componentOutput = z.object({
  status: z.enum(["queued", "refused"]),
  cycle_id: z.string().nullable().describe("Names this request in the audit log and in get_system_status."),
  repository: z.string().nullable(),
  reasons,
});

export const statusInput = z.strictObject({ tenant_id: tenantId });
export const statusOutput = z.object({
  tenant_id: z.string(),
  at: time,
  flags: z.object({
    self_building: z.boolean(),
    cloudwatch_streaming: z.boolean(),
    autonomous_improvements: z.boolean(),
    component_generation: z.boolean(),
    improvement_rollback: z.boolean(),
  }),
  telemetry_circuit: z.enum(["closed", "open", "half_open"]).describe("open: telemetry is a local copy."),
  model_available: z.boolean().describe("false: only recipes propose changes."),
  improvements_by_stage: z.record(z.string(), z.int()),
  faulty: z
    .array(z.object({ improvement_id: z.string(), stage: z.string(), faults: z.int() }))
    .describe("Improvements whose latest steps failed and are tried again."),
  last_cycle: z
    .object({
      cycle_id: z.string(),
      repository: z.string(),
      outcome: z.enum(["completed", "refused", "failed"]),
      started_at: time,
    })
    .nullable(),
  lessons: z.array(
    z.object({ remedy_kind: z.string(), probability_of_success: z.number(), trials: z.number() }),
  ),
});

export const insightsInput = z.strictObject({
  time_range_hours: z.int().min(1).max(168).default(24).describe("How far back to look."),
  repository: repositoryName,
  service_name: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("A service as a policy file names it. Default: all."),
  tenant_id: tenantId,
});
export const insightsOutput = z.object({
  time_range_hours: z.int(),
  repositories: z.array(
    z.object({
      repository: z.string(),
      from: time,
      to: time,
      reasons,
      services: z.array(
        z.object({
          name: z.string(),
          complete: z
            .boolean()
            .describe("false: telemetry was missing or partial; no findings is not healthy."),
          findings: z.array(z.object({ kind: z.string(), sentence: z.string(), severity: z.number() })),
          opportunities: z.array(z.object({ title: z.string(), score: z.number(), remedy: z.string() })),
          reasons,
        }),
      ),
    }),
  ),
  reasons,
});
