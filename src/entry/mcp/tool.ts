import { z } from "zod";
import { visible } from "../../domain/messages/output.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";

/** What a tool may use. One for the life of the endpoint, so that answers can be remembered for it. */
export interface ToolContext {
  readonly ports: Ports;
  readonly settings: Settings;
  /** The product's clock, milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Who calls, for the audit log. */
  readonly requester: string;
}

/** One tool, apart from any transport. What is listed, called and documented follows from the list in tools.ts. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Whether a call starts work; such calls have a lower rate limit. */
  readonly writes: boolean;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** @throws ToolRefusal for arguments that are malformed, or name what this server does not have */
  call(argumentsGiven: unknown, context: ToolContext): Promise<Record<string, unknown>>;
}

/** The call cannot be followed as it was made; the text goes to the caller. */
export class ToolRefusal extends Error {
  override readonly name = "ToolRefusal";
}

/** Makes a tool of what it takes, gives and does: `run` gets checked arguments of the server's own tenant only. */
export function defineTool<
  Input extends { readonly tenant_id?: string | undefined },
  Output extends Record<string, unknown>,
>({
  run,
  ...tool
}: Omit<Tool, "call"> & {
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  readonly run: (input: NoInfer<Input>, context: ToolContext) => Promise<NoInfer<Output>>;
}): Tool {
  return {
    ...tool,
    call: async (argumentsGiven, context) => {
      const input = tool.input.safeParse(argumentsGiven);
      if (!input.success) throw new ToolRefusal(z.prettifyError(input.error));
      requireTenant(input.data.tenant_id, context.settings);
      // What it answers has log lines and names of others in it, and goes to an agent.
      return visible(await run(input.data, context));
    },
  };
}

function requireTenant(asked: string | undefined, { tenant }: Settings): void {
  if (asked !== undefined && asked !== tenant) {
    throw new ToolRefusal(`tenant_id: this key has no access to tenant "${asked}". Leave tenant_id out.`);
  }
}
