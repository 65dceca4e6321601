import { immediateQueue } from "./adapters/queue/immediate-queue.ts";
import type { Config } from "./config.ts";
import { systemStatus } from "./cycle/queries/system-status.ts";
import { rebuild } from "./cycle/rebuild.ts";
import { runCycle } from "./cycle/run-cycle.ts";
import type { OneRound } from "./entry/cli/world.ts";
import { jobs } from "./entry/jobs.ts";
import type { Ports } from "./ports/ports.ts";
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
    rebuild: async (repository) => void (await rebuild(repository, ports, settings, now())),
    advanceDue: async () => {
      const due = await ports.store.improvements({ tenant: settings.tenant, dueAtMs: now() });
      for (const { id } of due) await queue.wake({ kind: "advance", improvementId: id });
      const errors = await queue.drain(jobs(ports, settings, now));
      return [
        ...errors,
        ...(await faultsIn(
          due.map(({ id }) => id),
          ports,
        )),
      ];
    },
    status: () => systemStatus(ports, settings, now()),
    close: () => wiring.close(),
  };
}

/** A step's fault is kept in its row for the next try; whoever runs one round wants to hear of it now. */
async function faultsIn(ids: readonly string[], { store }: Pick<Ports, "store">): Promise<Error[]> {
  const rows = await Promise.all(ids.map((id) => store.improvement(id)));
  return rows.flatMap((row) =>
    row !== null && row.faults > 0
      ? [new Error(`${row.id} could not be taken further (${row.stage}). The audit log says why.`)]
      : [],
  );
}
