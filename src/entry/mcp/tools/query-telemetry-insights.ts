import { z } from "zod";
import { type Insights, telemetryInsights } from "../../../cycle/queries/telemetry-insights.ts";
import { iso, noRepositories, reasons, switchedOff, time } from "../answers.ts";
import { chooseRepositories } from "../choose-repositories.ts";
import { hoursBack, repositoryName, tenantId } from "../inputs.ts";
import { defineTool } from "../tool.ts";

const repositoryInsights = z.object({
  repository: z.string(),
  from: time,
  to: time,
  reasons,
  services: z.array(
    z.object({
      name: z.string(),
      complete: z.boolean().describe("false: telemetry was missing or partial; no findings is not healthy."),
      findings: z.array(z.object({ kind: z.string(), sentence: z.string(), severity: z.number() })),
      opportunities: z.array(z.object({ title: z.string(), score: z.number(), remedy: z.string() })),
      reasons,
    }),
  ),
});

export const queryTelemetryInsights = defineTool({
  name: "query_telemetry_insights",
  title: "Query telemetry insights",
  description:
    "Reads the telemetry of the installed repositories' services now and says what stands out. Opens nothing.",
  writes: false,
  input: z.strictObject({
    time_range_hours: hoursBack,
    repository: repositoryName,
    service_name: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("A service as a policy file names it. Default: all."),
    tenant_id: tenantId,
  }),
  output: z.object({ time_range_hours: z.int(), repositories: z.array(repositoryInsights), reasons }),
  run: async (input, context) => {
    const { ports, settings, now } = context;
    const hours = input.time_range_hours;
    const serviceName = input.service_name ?? null;
    if (!ports.switches.flags().selfBuilding) {
      return { time_range_hours: hours, repositories: [], reasons: [switchedOff] };
    }
    const chosen = await chooseRepositories(input.repository, context);
    const repositories = [];
    for (const repository of chosen) {
      const insights = await telemetryInsights({ repository, serviceName, hours }, ports, settings, now());
      repositories.push(describeInsights(insights));
    }
    return { time_range_hours: hours, repositories, reasons: chosen.length === 0 ? [noRepositories] : [] };
  },
});

function describeInsights(insights: Insights): z.infer<typeof repositoryInsights> {
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
