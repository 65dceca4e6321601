import type { RepositoryRef } from "../src/domain/shared/repository.ts";
import type { Flags } from "../src/domain/shared/settings.ts";
import type { AgentAccess } from "../src/entry/mcp/access.ts";
import type { WakeUp } from "../src/ports/queue.ts";
import { everythingOn } from "./stand-ins/memory-world.ts";

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
      telemetryCircuit: "closed",
      modelAvailable: false,
      improvementsByStage: { proposed: 2, ended: 5 },
      endedImprovements: { kept: 5 },
      faulty: [{ id: "acme/shop#000000000000000f", stage: "proposed", faults: 2 }],
      lastCycle: { id: "c1", repository: "acme/shop", outcome: "completed", startedAtMs: 1_000 },
      calibration: [],
      lessons: [{ remedyKind: "lambda-memory", probabilityOfSuccess: 0.7, trials: 6 }],
    }),
    insights: async ({ repository, serviceName, hours }) => ({
      repository: `${repository.owner}/${repository.name}`,
      fromMs: 0,
      toMs: hours * 3_600_000,
      reasons: [],
      services: [
        {
          name: serviceName ?? "checkout",
          complete: true,
          findings: [{ kind: "trend", sentence: "Duration grows by 3 % a day.", severity: 0.4 }],
          opportunities: [],
          reasons: [],
        },
      ],
    }),
  };
}
