import type { SystemStatus } from "../../cycle/queries/system-status.ts";
import type { Insights } from "../../cycle/queries/telemetry-insights.ts";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import type { Flags } from "../../domain/shared/settings.ts";
import type { Queue } from "../../ports/queue.ts";

/** What the tools may ask and do; `main` gives it the cycle's functions. */
export interface AgentAccess {
  readonly tenant: string;
  flags(): Flags;
  /** The repositories that the app is installed on: the only ones a caller can name. */
  repositories(): Promise<readonly RepositoryRef[]>;
  readonly queue: Queue;
  status(): Promise<SystemStatus>;
  insights(request: {
    readonly repository: RepositoryRef;
    readonly serviceName: string | null;
    readonly hours: number;
  }): Promise<Insights>;
}

/** The arguments were well formed and still cannot be followed; its text goes to the caller. */
export class ToolRefusal extends Error {
  override readonly name = "ToolRefusal";
}

/** @throws ToolRefusal when the caller names another tenant than this server's */
export function requireTenant(asked: string | undefined, { tenant }: AgentAccess): void {
  if (asked !== undefined && asked !== tenant) {
    throw new ToolRefusal(`tenant_id: this key has no access to tenant "${asked}". Leave tenant_id out.`);
  }
}

/**
 * The repository that the caller named, or all there are.
 *
 * @throws ToolRefusal when the app is not installed on the one that was named
 */
export async function chooseRepositories(
  asked: string | undefined,
  access: AgentAccess,
): Promise<readonly RepositoryRef[]> {
  const known = await access.repositories();
  if (asked === undefined) return known;
  const match = known.find((repository) => fullName(repository).toLowerCase() === asked.toLowerCase());
  if (!match)
    throw new ToolRefusal(`repository: the app is not installed on "${asked}". Write it as owner/name.`);
  return [match];
}
