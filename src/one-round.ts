import { immediateQueue } from "./adapters/queue/immediate-queue.ts";
import type { Config } from "./config.ts";
import { systemStatus } from "./cycle/queries/system-status.ts";
import { runCycle } from "./cycle/run-cycle.ts";
import type { OneRound } from "./entry/cli/world.ts";
import { jobs } from "./entry/jobs.ts";
import { type WiringOptions, wire, withQueue } from "./wiring.ts";

/**
 * Opens the product for one round of work: a queue in memory, no endpoints.
 *
 * @throws Error when the database cannot be opened
 */
export async function openOneRound(config: Config, options: WiringOptions): Promise<OneRound> {
  const wiring = await wire(config, options);
  const queue = immediateQueue();
  const ports = withQueue(wiring.ports, queue);
  const { settings } = config;
  const { now } = options;
  return {
    repositories: () => ports.forge.listRepositories(),
    runCycle: (request) => runCycle(request, ports, settings, now()),
    advanceDue: async () => {
      const due = await ports.store.improvements({ tenant: settings.tenant, dueAtMs: now() });
      for (const { id } of due) await queue.wake({ kind: "advance", improvementId: id });
      return queue.drain(jobs(ports, settings, now));
    },
    status: () => systemStatus(ports, settings, now()),
    close: () => wiring.close(),
  };
}
