import { z } from "zod";
import { systemStatus } from "../../../cycle/queries/system-status.ts";
import { cycleOutcomes } from "../../../domain/learn/ledger.ts";
import { cachedPer } from "../../cached-for.ts";
import { iso, time } from "../answers.ts";
import { tenantId } from "../inputs.ts";
import { defineTool, type ToolContext } from "../tool.ts";

/** Monitors poll it: within this time they share one look at the database. */
const freshMs = 1_000;
const statusNow = cachedPer(freshMs, ({ ports, settings, now }: ToolContext) =>
  systemStatus(ports, settings, now()),
);

export const getSystemStatus = defineTool({
  name: "get_system_status",
  title: "Get the system's status",
  description:
    "Says which flags are on, where improvements stand, what the last cycle came to and what was learnt.",
  writes: false,
  input: z.strictObject({ tenant_id: tenantId }),
  output: z.object({
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
    model_isolation: z
      .enum(["bubblewrap", "permissions", "none"])
      .nullable()
      .describe("What keeps the process apart that talks to the model; null: no model."),
    improvements_by_stage: z.record(z.string(), z.int()),
    ended_improvements: z.record(z.string(), z.int()).describe("Those at stage ended, by how they ended."),
    faulty: z
      .array(z.object({ improvement_id: z.string(), stage: z.string(), faults: z.int() }))
      .describe("Improvements whose latest steps failed and are tried again."),
    stalled: z
      .array(
        z.object({
          improvement_id: z.string(),
          stage: z.string(),
          code: z.string(),
          since: time,
          waits_for: z.enum(["people", "ci", "time", "nothing"]),
          ends_with: z.string().nullable(),
        }),
      )
      .describe(
        "What improvements have waited for longer than they should, for whom, and what would end it.",
      ),
    failing_installations: z
      .array(z.object({ account: z.string(), code: z.string(), reason: z.string() }))
      .describe("Installations of the app that did not answer when repositories were last listed."),
    last_cycle: z
      .object({
        cycle_id: z.string(),
        repository: z.string(),
        outcome: z.enum(cycleOutcomes),
        started_at: time,
      })
      .nullable(),
    lessons: z.array(
      z.object({ remedy_kind: z.string(), probability_of_success: z.number(), trials: z.number() }),
    ),
  }),
  run: async (_input, context) => {
    const { flags, lastCycle, ...status } = await statusNow(context);
    return {
      tenant_id: status.tenant,
      at: iso(status.atMs),
      flags: {
        self_building: flags.selfBuilding,
        cloudwatch_streaming: flags.cloudwatchStreaming,
        autonomous_improvements: flags.autonomousImprovements,
        component_generation: flags.componentGeneration,
        improvement_rollback: flags.improvementRollback,
      },
      telemetry_circuit: status.telemetryCircuit,
      model_available: status.modelAvailable,
      model_isolation: status.modelIsolation?.kind ?? null,
      improvements_by_stage: { ...status.improvementsByStage },
      ended_improvements: { ...status.endedImprovements },
      faulty: status.faulty.map(({ id, stage, faults }) => ({ improvement_id: id, stage, faults })),
      stalled: status.stalled.map(({ id, stage, code, sinceMs, waitsFor, endsWith }) => ({
        improvement_id: id,
        stage,
        code,
        since: iso(sinceMs),
        waits_for: waitsFor,
        ends_with: endsWith,
      })),
      failing_installations: status.failingInstallations.map(({ account, reason }) => ({
        account,
        code: reason.code,
        reason: reason.text,
      })),
      last_cycle: lastCycle && {
        cycle_id: lastCycle.id,
        repository: lastCycle.repository,
        outcome: lastCycle.outcome,
        started_at: iso(lastCycle.startedAtMs),
      },
      lessons: status.lessons.map((lesson) => ({
        remedy_kind: lesson.remedyKind,
        probability_of_success: lesson.probabilityOfSuccess,
        trials: lesson.trials,
      })),
    };
  },
});
