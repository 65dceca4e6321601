import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "../../../src/adapters/database/database.ts";
import { immediateQueue } from "../../../src/adapters/queue/immediate-queue.ts";
import { pgBossQueue } from "../../../src/adapters/queue/pg-boss-queue.ts";
import type { Queue, WakeUp } from "../../../src/ports/queue.ts";
import { databases } from "../../database.ts";

type Handler = (wakeUp: WakeUp) => Promise<void>;

/** A queue and what works it off. */
export interface QueueWorld {
  readonly queue: Queue;
  /** From now on this handles what is woken. */
  start(handler: Handler): Promise<void>;
  /** Resolves when nothing waits or runs any more. */
  settled(): Promise<void>;
  /** Errors of handlers that were told so far. */
  told(): readonly unknown[];
  stop(): Promise<void>;
}

/** A place for queues, one after the other. */
export interface QueuePlace {
  fresh(): Promise<QueueWorld>;
  close(): Promise<void>;
}

/** Everything that implements the queue. */
export const queues: readonly { readonly name: string; readonly open: () => Promise<QueuePlace> }[] = [
  { name: "memory", open: async () => ({ fresh: async () => immediateWorld(), close: async () => {} }) },
  ...databases.map(({ name, open }) => ({
    name,
    open: async () => {
      const database = await open();
      return { fresh: async () => pgBossWorld(database), close: () => database.close() };
    },
  })),
];

function immediateWorld(): QueueWorld {
  const queue = immediateQueue();
  const errors: unknown[] = [];
  let handler: Handler = async () => {};
  return {
    queue,
    start: async (given) => {
      handler = given;
    },
    settled: async () => void errors.push(...(await queue.drain(handler))),
    told: () => errors,
    stop: async () => {},
  };
}

function pgBossWorld(database: Database): QueueWorld {
  const errors: unknown[] = [];
  const queue = pgBossQueue(database, {
    pollingSeconds: 0.5,
    retrySeconds: 1,
    // However slow the machine is, nobody takes a worker for dead.
    heartbeatSeconds: 3600,
    onFault: ({ error }) => errors.push(error),
  });
  return {
    queue,
    start: (handler) => queue.start(handler),
    settled: () => settled(database),
    told: () => errors,
    stop: () => queue.stop(),
  };
}

/** Resolves when no job of a database waits, is to be tried again or runs. */
export function settled(database: Database): Promise<void> {
  return until(async () => {
    const left = await database.orm
      .select({ state: sql<string>`state` })
      .from(sql`pgboss.job`)
      .where(sql`state in ('created', 'retry', 'active')`)
      .limit(1);
    return left.length === 0;
  });
}

/** Resolves when something has become true, however long that takes; the test's own timeout ends what hangs. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}
