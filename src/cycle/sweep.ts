import { isCycleDue } from "../domain/admit/schedule.ts";
import { fullName } from "../domain/shared/repository.ts";
import type { Settings } from "../domain/shared/settings.ts";
import type { Ports } from "../ports/ports.ts";

const batch = 200;

/**
 * Wakes whatever is due: improvements whose time has come, and repositories whose last cycle is too long ago.
 * This is the only timer; a lost webhook or a crashed worker costs the time until the next sweep.
 */
export async function sweep(
  ports: Pick<Ports, "store" | "queue" | "forge" | "switches" | "instruments">,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  const due = await ports.store.improvements({ tenant: settings.tenant, dueAtMs: nowMs, limit: batch });
  for (const improvement of due) {
    await ports.queue.wake({ kind: "advance", improvementId: improvement.id });
  }
  const isScheduled = settings.cycleIntervalHours > 0;
  if (isScheduled && ports.switches.flags().selfBuilding) await wakeDueCycles(ports, settings, nowMs);
}

async function wakeDueCycles(
  ports: Pick<Ports, "store" | "queue" | "forge" | "instruments">,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  const repositories = await ports.forge.listRepositories();
  const failing = await ports.forge.failingInstallations();
  if (failing.length > 0) ports.instruments.add("installations_failed", failing.length, "Count");
  for (const repository of repositories) {
    const [last] = await ports.store.cycles({
      tenant: settings.tenant,
      repository: fullName(repository),
      limit: 1,
    });
    if (!isCycleDue(last?.startedAtMs ?? null, settings.cycleIntervalHours, nowMs)) continue;
    await ports.queue.wake({
      kind: "cycle",
      cycleId: `scheduled-${fullName(repository)}-${nowMs}`,
      repository,
      trigger: { kind: "schedule" },
      analysisWindowHours: null,
      maxImprovements: null,
    });
  }
}
