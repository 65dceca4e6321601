import { isCycleDue } from "../domain/admit/schedule.ts";
import { isAtRest } from "../domain/improvement/at-rest.ts";
import { pollDelayMs } from "../domain/improvement/backoff.ts";
import type { Improvement } from "../domain/improvement/improvement.ts";
import { fullName } from "../domain/shared/repository.ts";
import type { Settings } from "../domain/shared/settings.ts";
import type { Ports } from "../ports/ports.ts";

const batch = 200;
/** Events tell at once which repositories come and go; this is for those that were lost. */
const installationsAgeMs = 10 * 60_000;

/**
 * Wakes whatever is due: improvements whose time has come, and repositories whose last cycle is too long ago.
 * This is the only timer; a lost webhook or a crashed worker costs the time until the next sweep.
 */
export async function sweep(
  ports: Pick<Ports, "store" | "queue" | "forge" | "switches" | "instruments">,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  await wakeDueImprovements(ports, settings, nowMs);
  const isScheduled = settings.cycleIntervalHours > 0;
  if (isScheduled && ports.switches.flags().selfBuilding) await wakeDueCycles(ports, settings, nowMs);
}

/** Pull requests are glanced at together first: one that GitHub shows as it was is left alone. */
async function wakeDueImprovements(
  ports: Pick<Ports, "store" | "queue" | "forge" | "switches">,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  const due = await ports.store.improvements({ tenant: settings.tenant, dueAtMs: nowMs, limit: batch });
  const shown = await glanceAt(due, ports);
  for (const improvement of due) {
    const digest = shown.get(improvement.id) ?? null;
    if (isAtRest(improvement, digest, nowMs)) {
      const delayMs = pollDelayMs(nowMs - improvement.pull.openedAtMs, settings.pollSeconds);
      await ports.store.saveImprovement({ ...improvement, wakeAtMs: nowMs + delayMs });
    } else {
      const seen = digest === null ? {} : { seen: digest };
      await ports.queue.wake({ kind: "advance", improvementId: improvement.id, ...seen });
    }
  }
}

/** What GitHub and the environment show of open pull requests, by improvement. Without an answer each has to be looked at. */
async function glanceAt(
  improvements: readonly Improvement[],
  { forge, switches }: Pick<Ports, "forge" | "switches">,
): Promise<ReadonlyMap<string, string>> {
  const open = improvements.flatMap((one) =>
    one.stage === "proposed" ? [{ id: one.id, repository: one.repository, number: one.pull.number }] : [],
  );
  if (open.length === 0) return new Map();
  try {
    const shown = await forge.glance(open);
    // The environment's switches move a pull request, too.
    const flags = JSON.stringify(switches.flags());
    return new Map([...shown].map(([id, digest]) => [id, `${digest} ${flags}`]));
  } catch {
    return new Map();
  }
}

async function wakeDueCycles(
  ports: Pick<Ports, "store" | "queue" | "forge" | "instruments">,
  settings: Settings,
  nowMs: number,
): Promise<void> {
  const repositories = await ports.forge.listRepositories(installationsAgeMs);
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
