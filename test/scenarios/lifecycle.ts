import { gitWorkspace } from "../../src/adapters/git/workspace.ts";
import { githubForge } from "../../src/adapters/github/forge.ts";
import { githubRemote } from "../../src/adapters/github/remote.ts";
import { changeInspector } from "../../src/adapters/inspection/inspector.ts";
import type { ImmediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { hmacSealer } from "../../src/adapters/sealer.ts";
import { sweep } from "../../src/cycle/sweep.ts";
import { recipeGenerator } from "../../src/domain/draft/recipe-generator.ts";
import type { RepositoryRef } from "../../src/domain/shared/repository.ts";
import type { Settings } from "../../src/domain/shared/settings.ts";
import { jobs } from "../../src/entry/jobs.ts";
import type { Forge } from "../../src/ports/forge.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Telemetry } from "../../src/ports/telemetry.ts";
import {
  everythingOn,
  policyText,
  startMs,
  templateText,
  settings as usualSettings,
} from "../stand-ins/memory-world.ts";

/** Files of a repository with one function whose memory is far too large. */
export const shopFiles = {
  ".github/self-building.yml": `${policyText}watch: { baselineHours: 24, durationSeconds: 1800 }\n`,
  "template.yaml": templateText,
};

/** Where one lifecycle takes place; plain data, so that it can be handed to another process. */
export interface LifecyclePlace {
  readonly githubUrl: string;
  readonly privateKey: string;
  readonly repository: RepositoryRef;
  readonly tenant: string;
  /** For clones. */
  readonly folder: string;
  /** How much longer the function takes with the changed memory; 1 is no difference. */
  readonly slowdown: number;
}

/** One for all lives: its threads take a while to load. */
const inspector = changeInspector();

/**
 * Every port on its real adapter, but for the telemetry, which follows from what is on the default branch. The
 * cases in shared/cases load it, and {@link walkSettings}, by their names.
 */
export function walkPorts(place: LifecyclePlace, store: Store, queue: ImmediateQueue): Ports {
  const log = { warn: () => {} };
  const access = {
    authentication: { kind: "app", appId: "7", privateKey: place.privateKey },
    baseUrl: place.githubUrl,
    log,
    throttle: false,
    retryPauseMs: 1,
  } as const;
  const forge = githubForge(access);
  return {
    forge,
    store,
    queue,
    workspace: gitWorkspace({ folder: place.folder, remote: githubRemote(access), log }),
    telemetry: shopTelemetry(place, forge),
    generator: recipeGenerator,
    inspector,
    instruments: { add: () => {} },
    switches: {
      flags: () => everythingOn,
    },
    sealer: hmacSealer("a key that only tests have"),
  };
}

export function walkSettings({ tenant }: LifecyclePlace): Settings {
  return { ...usualSettings, tenant, cycleIntervalHours: 0 };
}

/**
 * Plays a cycle and everything that follows from it until nothing waits for its time any more, or continues what
 * an earlier process left: its wake-ups are gone, but for the one of a cycle that has not ended.
 * @throws AggregateError of what wake-ups threw
 */
export async function playLifecycle(
  place: LifecyclePlace,
  ports: Ports,
  queue: ImmediateQueue,
): Promise<void> {
  const settings = walkSettings(place);
  const { tenant } = settings;
  let nowMs = startMs;
  const work = jobs(ports, settings, () => nowMs);
  const [finished] = await ports.store.cycles({ tenant, id: tenant, limit: 1 });
  if (!finished) await queue.wake(cycleOf(place));
  for (let round = 0; round < 200; round++) {
    const errors = await queue.drain(work);
    if (errors.length > 0) throw new AggregateError(errors, "A wake-up failed.");
    const waiting = (await ports.store.improvements({ tenant })).flatMap(({ wakeAtMs }) => wakeAtMs ?? []);
    if (waiting.length === 0) return;
    nowMs = Math.max(nowMs, Math.min(...waiting));
    await sweep(ports, settings, nowMs);
  }
  throw new Error("The lifecycle came to no end in 200 rounds.");
}

/** The cycle that a lifecycle begins with. */
export function cycleOf({ repository, tenant }: LifecyclePlace) {
  return {
    kind: "cycle",
    cycleId: tenant,
    repository,
    trigger: { kind: "schedule" },
    analysisWindowHours: null,
    maxImprovements: null,
  } as const;
}

function shopTelemetry({ repository, slowdown }: LifecyclePlace, forge: Pick<Forge, "readFile">): Telemetry {
  const isChanged = async (): Promise<boolean> =>
    (await forge.readFile(repository, "template.yaml", "main")) !== templateText;
  return {
    async readSeries({ metrics, ...window }) {
      const slow = (await isChanged()) ? slowdown : 1;
      return metrics.map((metric) => {
        const points = [];
        for (let atMs = window.fromMs; atMs < window.toMs; atMs += window.periodSeconds * 1000) {
          // Some deterministic noise: a judge has to live with it, and a constant is a case of its own.
          const wobble =
            ((Math.imul(atMs / 1000 + metric.name.length, 2654435761) >>> 8) % 1000) / 1000 - 0.5;
          const duration = 200 * (1 + 0.06 * wobble) * (atMs >= startMs ? slow : 1);
          const value = { Duration: duration, Invocations: 100 }[metric.name] ?? 0;
          points.push({ atMs, value });
        }
        return { metric, ...window, points, complete: true };
      });
    },
    readLogs: async (request) => ({
      ...request,
      complete: true,
      lines: request.filter?.includes("REPORT") ? reportLines(request.fromMs) : [],
    }),
    circuit: () => "closed",
  };
}

function reportLines(fromMs: number): { atMs: number; message: string }[] {
  return Array.from({ length: 150 }, (_, index) => ({
    atMs: fromMs + index * 1000,
    message: `REPORT RequestId: 00000000-0000-4000-8000-${String(index).padStart(12, "0")}\tDuration: 200.00 ms\tBilled Duration: 200 ms\tMemory Size: 1024 MB\tMax Memory Used: 300 MB\t`,
  }));
}
