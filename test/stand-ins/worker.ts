import { advance } from "../../src/cycle/advance.ts";
import type { ForgeReads } from "../../src/ports/forge.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** Decides at every call that a worker makes to the outside what happens next. */
export interface Turn {
  /** Resolves when the worker may go on; never resolves for a worker that was killed. */
  next(phase: "before" | "after", call: string): Promise<void>;
}

/** The same ports, with a turn taken before and after every asynchronous call. */
function taking(ports: Ports, turn: Turn): Ports {
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...given: unknown[]) => {
          const synchronous = ["handles", "circuit"].includes(String(name));
          if (synchronous) return Reflect.apply(member, target, given);
          const call = String(name);
          return turn
            .next("before", call)
            .then(() => Reflect.apply(member, target, given))
            .then(async (result: unknown) => {
              await turn.next("after", call);
              return result;
            });
        };
      },
    });
  return {
    ...ports,
    store: wrap(ports.store),
    forge: wrap(ports.forge),
    telemetry: wrap(ports.telemetry),
    workspace: wrap(ports.workspace),
    queue: wrap(ports.queue),
    generator: wrap(ports.generator),
    inspector: wrap(ports.inspector),
  };
}

/** Advances one row until a kill after `calls` turns; what was done until then stays done, the rest never happens. */
export async function advanceUntilKilled(world: MemoryWorld, id: string, turns: number): Promise<void> {
  let left = turns;
  let killed: () => void = () => {};
  const death = new Promise<void>((resolve) => {
    killed = resolve;
  });
  const turn: Turn = {
    next: () => {
      left--;
      if (left >= 0) return Promise.resolve();
      killed();
      return new Promise(() => {});
    },
  };
  await Promise.race([advance(id, taking(world.ports(), turn), world.settings, world.nowMs), death]);
}

/** Two workers advance the same row at once; `picks` says whose turn it is, over and over. */
export async function advanceTwice(world: MemoryWorld, id: string, picks: readonly boolean[]): Promise<void> {
  const waiting: [(() => void)[], (() => void)[]] = [[], []];
  const worker = (index: 0 | 1) =>
    advance(
      id,
      taking(world.ports(), { next: () => new Promise((resolve) => waiting[index].push(resolve)) }),
      world.settings,
      world.nowMs,
    );
  let running = 2;
  const done = [worker(0), worker(1)].map((one) => one.finally(() => running--));
  for (let step = 0; running > 0; step++) {
    const first = picks[step % Math.max(1, picks.length)] ? 0 : 1;
    const go = waiting[first].shift() ?? waiting[first === 0 ? 1 : 0].shift();
    go?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(done);
}

const reads: Readonly<Record<keyof ForgeReads, true>> = {
  login: true,
  listRepositories: true,
  forgetInstallations: true,
  failingInstallations: true,
  repository: true,
  standing: true,
  readFile: true,
  permissionOf: true,
  listOwnPulls: true,
  ownPull: true,
  ownPullByBranch: true,
  foreignCommitters: true,
  mergeBase: true,
  holdsExactly: true,
  look: true,
  glance: true,
  gateFacts: true,
  deployedAtMs: true,
  deployedEnvironments: true,
};
const questions: ReadonlySet<string> = new Set(Object.keys(reads));

/**
 * Advances one row; `meddle` happens right after the worker's call number `at`, questions to GitHub not counted: what
 * is asked right before a write cannot be asked any later.
 */
export async function advanceMeddled(
  world: MemoryWorld,
  id: string,
  at: number,
  meddle: () => void,
): Promise<void> {
  let calls = 0;
  const turn: Turn = {
    next: async (phase, call) => {
      if (phase === "after" && !questions.has(call) && calls++ === at) meddle();
    },
  };
  await advance(id, taking(world.ports(), turn), world.settings, world.nowMs);
}
