import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Reason } from "../../../domain/shared/reason.ts";
import { fullName } from "../../../domain/shared/repository.ts";
import { noRepositories, queuedOrRefused, reasons, switchedOff } from "../answers.ts";
import { chooseRepositories } from "../choose-repositories.ts";
import { hoursBack, repositoryName, tenantId } from "../inputs.ts";
import { defineTool } from "../tool.ts";

export const triggerImprovementCycle = defineTool({
  name: "trigger_improvement_cycle",
  title: "Trigger an improvement cycle",
  description:
    "Queues a cycle: telemetry is read and ranked, and the best improvements may become pull requests. Returns at once.",
  writes: true,
  input: z.strictObject({
    analysis_window_hours: hoursBack,
    max_improvements: z
      .int()
      .min(1)
      .max(10)
      .optional()
      .describe("How many improvements may be admitted. Default: what the server is configured for."),
    repository: repositoryName,
    tenant_id: tenantId,
  }),
  output: z.object({
    status: queuedOrRefused,
    cycles: z.array(z.object({ cycle_id: z.string(), repository: z.string(), status: z.literal("queued") })),
    reasons,
  }),
  run: async (input, context) => {
    const { ports, requester } = context;
    if (!ports.switches.flags().selfBuilding) return refused(switchedOff);
    const chosen = await chooseRepositories(input.repository, context);
    if (chosen.length === 0) return refused(noRepositories);
    const cycles = chosen.map((repository) => ({ repository, cycleId: randomUUID() }));
    for (const { repository, cycleId } of cycles) {
      await ports.queue.wake({
        kind: "cycle",
        cycleId,
        repository,
        trigger: { kind: "agent", requester },
        analysisWindowHours: input.analysis_window_hours,
        maxImprovements: input.max_improvements ?? null,
      });
    }
    return {
      status: "queued" as const,
      cycles: cycles.map(({ repository, cycleId }) => ({
        cycle_id: cycleId,
        repository: fullName(repository),
        status: "queued" as const,
      })),
      reasons: [],
    };
  },
});

function refused(why: Reason) {
  return { status: "refused" as const, cycles: [], reasons: [why] };
}
