import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Insights } from "../../cycle/queries/telemetry-insights.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import { type AgentAccess, chooseRepositories, requireTenant } from "./access.ts";
import {
  componentInput,
  componentOutput,
  insightsInput,
  insightsOutput,
  statusInput,
  statusOutput,
  triggerInput,
  triggerOutput,
} from "./schemas.ts";

/** One tool, apart from any transport. `run` gets checked arguments; what it returns is checked again. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly writes: boolean;
  /** @throws ToolRefusal for arguments that name what this server does not have */
  run(input: unknown, access: AgentAccess, requester: string): Promise<Record<string, unknown>>;
}

function tool<I extends z.ZodType, O extends z.ZodType<Record<string, unknown>>>(
  definition: Pick<Tool, "name" | "title" | "description" | "writes"> & {
    readonly input: I;
    readonly output: O;
  },
  run: (input: z.infer<I>, access: AgentAccess, requester: string) => Promise<z.infer<O>>,
): Tool {
  return {
    ...definition,
    run: async (input, access, requester) => run(definition.input.parse(input), access, requester),
  };
}

const triggerCycle = tool(
  {
    name: "trigger_improvement_cycle",
    title: "Trigger an improvement cycle",
    description:
      "Queues a cycle: telemetry is read and ranked, and the best improvements may become pull requests. Returns at once.",
    input: triggerInput,
    output: triggerOutput,
    writes: true,
  },
  async (input, access, requester): Promise<z.infer<typeof triggerOutput>> => {
    requireTenant(input.tenant_id, access);
    if (!access.flags().selfBuilding) return { status: "refused", cycles: [], reasons: [switchedOff] };
    const chosen = await chooseRepositories(input.repository, access);
    if (chosen.length === 0) return { status: "refused", cycles: [], reasons: [noRepositories] };
    const cycles = chosen.map((repository) => ({ repository, cycleId: randomUUID() }));
    for (const { repository, cycleId } of cycles) {
      await access.queue.wake({
        kind: "cycle",
        cycleId,
        repository,
        trigger: { kind: "agent", requester },
        analysisWindowHours: input.analysis_window_hours,
        maxImprovements: input.max_improvements ?? null,
      });
    }
    return {
      status: "queued",
      cycles: cycles.map(({ repository, cycleId }) => ({
        cycle_id: cycleId,
        repository: fullName(repository),
        status: "queued" as const,
      })),
      reasons: [],
    };
  },
);

const generateComponent = tool(
  {
    name: "generate_component",
    title: "Generate a component",
    description: "Queues a request for new code, which is proposed as a pull request for people to review.",
    input: componentInput,
    output: componentOutput,
    writes: true,
  },
  async (input, access, requester): Promise<z.infer<typeof componentOutput>> => {
    requireTenant(input.tenant_id, access);
    const refused = (why: Reason) => ({
      status: "refused" as const,
      cycle_id: null,
      repository: null,
      reasons: [why],
    });
    const flags = access.flags();
    if (!flags.selfBuilding) return refused(switchedOff);
    if (!flags.componentGeneration) return refused(generationOff);
    const chosen = await chooseRepositories(input.repository, access);
    const [repository, second] = chosen;
    if (!repository) return refused(noRepositories);
    if (second) return refused(repositoryNeeded(chosen));
    const cycleId = randomUUID();
    const { name, description, capabilities } = input.requirements;
    const request = { componentType: input.component_type, name, description, capabilities, requester };
    await access.queue.wake({ kind: "component", cycleId, repository, request });
    return { status: "queued", cycle_id: cycleId, repository: fullName(repository), reasons: [] };
  },
);

const systemStatus = tool(
  {
    name: "get_system_status",
    title: "Get the system's status",
    description:
      "Says which flags are on, where improvements stand, what the last cycle came to and what was learnt.",
    input: statusInput,
    output: statusOutput,
    writes: false,
  },
  async (input, access) => {
    requireTenant(input.tenant_id, access);
    const status = await access.status();
    return {
      tenant_id: status.tenant,
      at: iso(status.atMs),
      flags: {
        self_building: status.flags.selfBuilding,
        cloudwatch_streaming: status.flags.cloudwatchStreaming,
        autonomous_improvements: status.flags.autonomousImprovements,
        component_generation: status.flags.componentGeneration,
        improvement_rollback: status.flags.improvementRollback,
      },
      telemetry_circuit: status.telemetryCircuit,
      model_available: status.modelAvailable,
      improvements_by_stage: { ...status.improvementsByStage },
      faulty: status.faulty.map(({ id, stage, faults }) => ({ improvement_id: id, stage, faults })),
      last_cycle: status.lastCycle && {
        cycle_id: status.lastCycle.id,
        repository: status.lastCycle.repository,
        outcome: status.lastCycle.outcome,
        started_at: iso(status.lastCycle.startedAtMs),
      },
      lessons: status.lessons.map((lesson) => ({
        remedy_kind: lesson.remedyKind,
        probability_of_success: lesson.probabilityOfSuccess,
        trials: lesson.trials,
      })),
    };
  },
);

const telemetryInsights = tool(
  {
    name: "query_telemetry_insights",
    title: "Query telemetry insights",
    description:
      "Reads the telemetry of the installed repositories' services now and says what stands out. Opens nothing.",
    input: insightsInput,
    output: insightsOutput,
    writes: false,
  },
  async (input, access) => {
    requireTenant(input.tenant_id, access);
    const hours = input.time_range_hours;
    if (!access.flags().selfBuilding)
      return { time_range_hours: hours, repositories: [], reasons: [switchedOff] };
    const chosen = await chooseRepositories(input.repository, access);
    const repositories = [];
    for (const repository of chosen) {
      const serviceName = input.service_name ?? null;
      repositories.push(describeInsights(await access.insights({ repository, serviceName, hours })));
    }
    return { time_range_hours: hours, repositories, reasons: chosen.length === 0 ? [noRepositories] : [] };
  },
);

/** The four tools, in the order they are listed. */
export const tools: readonly Tool[] = [triggerCycle, generateComponent, systemStatus, telemetryInsights];

const switchedOff = reason(
  "self_building_disabled",
  "ENABLE_SELF_BUILDING is off. Set it to true to let the app work.",
);
const generationOff = reason(
  "component_generation_disabled",
  "ENABLE_COMPONENT_GENERATION is off. Set it to true to allow this.",
);
const noRepositories = reason(
  "no_repositories",
  "The app is installed on no repository. Set APP_ID and PRIVATE_KEY, and install the app on GitHub.",
);

function repositoryNeeded(choices: readonly RepositoryRef[]): Reason {
  const names = choices.slice(0, 10).map(fullName).join(", ");
  return reason("repository_needed", `Say which repository: ${names}${choices.length > 10 ? ", …" : ""}.`);
}

function describeInsights(insights: Insights): z.infer<typeof insightsOutput>["repositories"][number] {
  return {
    repository: insights.repository,
    from: iso(insights.fromMs),
    to: iso(insights.toMs),
    reasons: [...insights.reasons],
    services: insights.services.map((service) => ({
      ...service,
      findings: [...service.findings],
      opportunities: [...service.opportunities],
      reasons: [...service.reasons],
    })),
  };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
