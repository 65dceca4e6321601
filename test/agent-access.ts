import type { RepositoryRef } from "../src/domain/repository.ts";
import type { Flags } from "../src/domain/settings.ts";
import type { AgentAccess } from "../src/entry/mcp/tools.ts";
import type { WakeUp } from "../src/ports.ts";

export const everythingOn: Flags = {
  selfBuilding: true,
  cloudwatchStreaming: true,
  autonomousImprovements: true,
  componentGeneration: true,
  improvementRollback: true,
};

/** What the MCP tools reach, played: wake-ups land in `woken`. */
export function playedAccess(
  options: { readonly repositories?: readonly RepositoryRef[]; readonly flags?: Partial<Flags> } = {},
): AgentAccess & { readonly woken: WakeUp[] } {
  const woken: WakeUp[] = [];
  const flags = { ...everythingOn, ...options.flags };
  return {
    woken,
    tenant: "default",
    flags: () => flags,
    repositories: async () => options.repositories ?? [{ owner: "acme", name: "shop" }],
    queue: { wake: async (wakeUp) => void woken.push(wakeUp) },
    status: async () => ({
      tenant: "default",
      atMs: 1_000,
      flags,
      circuit: "closed",
      improvements: {
        found: 0,
        awaiting_approval: 0,
        drafted: 0,
        proposed: 2,
        merged: 0,
        watching: 1,
        regressed: 0,
        kept: 5,
        reverted: 1,
        abandoned: 3,
      },
      outcomes: { kept: 5, inconclusive: 1, reverted: 1, declined: 2 },
      cycles: [
        {
          id: "c1",
          repository: "acme/shop",
          outcome: "completed",
          startedAtMs: 1_000,
          finishedAtMs: 2_000,
          reasons: [],
        },
      ],
    }),
    insights: async ({ repository, serviceName, hours }) => ({
      repository: `${repository.owner}/${repository.name}`,
      window: { fromMs: 0, toMs: hours * 3_600_000 },
      reasons: [],
      services: [
        {
          name: serviceName ?? "checkout",
          complete: true,
          findings: [{ kind: "trend", sentence: "Duration grows by 3 % a day.", severity: 0.4 }],
          reasons: [],
        },
      ],
    }),
  };
}
