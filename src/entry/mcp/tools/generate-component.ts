import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Reason, reason } from "../../../domain/shared/reason.ts";
import { fullName, type RepositoryRef } from "../../../domain/shared/repository.ts";
import { noRepositories, queuedOrRefused, reasons, switchedOff } from "../answers.ts";
import { chooseRepositories } from "../choose-repositories.ts";
import { repositoryName, tenantId } from "../inputs.ts";
import { defineTool } from "../tool.ts";

const shortText = z.string().trim().min(1).max(100);
/** So many repositories are named to somebody who has to choose one. */
const maxChoices = 10;

export const generateComponent = defineTool({
  name: "generate_component",
  title: "Generate a component",
  description: "Queues a request for new code, which is proposed as a pull request for people to review.",
  writes: true,
  input: z.strictObject({
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
  }),
  output: z.object({
    status: queuedOrRefused,
    cycle_id: z.string().nullable().describe("Names this request in the audit log and in get_system_status."),
    repository: z.string().nullable(),
    reasons,
  }),
  run: async (input, context) => {
    const { ports, requester } = context;
    const flags = ports.switches.flags();
    if (!flags.selfBuilding) return refused(switchedOff);
    if (!flags.componentGeneration) return refused(generationOff);
    const chosen = await chooseRepositories(input.repository, context);
    const [repository, second] = chosen;
    if (!repository) return refused(noRepositories);
    if (second) return refused(repositoryNeeded(chosen));
    const cycleId = randomUUID();
    const { name, description, capabilities } = input.requirements;
    const request = { componentType: input.component_type, name, description, capabilities, requester };
    await ports.queue.wake({ kind: "component", cycleId, repository, request });
    return { status: "queued" as const, cycle_id: cycleId, repository: fullName(repository), reasons: [] };
  },
});

function refused(why: Reason) {
  return { status: "refused" as const, cycle_id: null, repository: null, reasons: [why] };
}

const generationOff = reason(
  "component_generation_disabled",
  "ENABLE_COMPONENT_GENERATION is off. Set it to true to allow this.",
);

function repositoryNeeded(choices: readonly RepositoryRef[]): Reason {
  const names = choices.slice(0, maxChoices).map(fullName).join(", ");
  const more = choices.length > maxChoices ? ", …" : "";
  return reason("repository_needed", `Say which repository: ${names}${more}.`);
}
