import { type ConstructorOptions, fromPglite, PgBoss } from "pg-boss";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import type { Queue, WakeUp } from "../../ports/queue.ts";
import { batched } from "../database/batched.ts";
import type { Database } from "../database/database.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { coalescingKey, exclusionKey, wakeUpSchema } from "./wake-up.ts";

/** What went wrong with a wake-up, for the log. A fault is tried again later, a permanent failure is not. */
export type QueueFault =
  | { readonly kind: "fault" | "permanent_failure"; readonly wakeUp: WakeUp; readonly error: unknown }
  | { readonly kind: "unreadable"; readonly data: unknown; readonly error: unknown }
  | { readonly kind: "queue"; readonly error: unknown };

export interface QueueOptions {
  /** How many wake-ups may run at once. */
  readonly concurrency?: number;
  /** How often to look for work that another process queued or that is due for a retry; at least 0.5. */
  readonly pollingSeconds?: number;
  /** How long before the first retry; later ones wait twice as long each, up to five minutes. */
  readonly retrySeconds?: number;
  /** After how long without a sign of life a worker counts as dead; at least 10. */
  readonly heartbeatSeconds?: number;
  readonly onFault?: (fault: QueueFault) => void;
}

/** `failing`: running, but the queue's own work met an error within the last minute. */
type QueueState = "stopped" | "running" | "failing";

export interface RunningQueue extends Queue {
  /** Creates what the queue needs, then runs `handler` for every wake-up until {@link stop}. */
  start(handler: (wakeUp: WakeUp) => Promise<void>): Promise<void>;
  /** Lets what runs finish, for ten seconds at most; what does not is done again after the next start. */
  stop(): Promise<void>;
  state(): QueueState;
}

const queueName = "wake-ups";
/** A burst of wake-ups becomes fifty statements a second at most. */
const insertPauseMs = 20;
/** At least this long between two nudges: each costs a query per worker. */
const nudgePauseMs = 200;
const stopTimeoutMs = 10_000;
const failingMs = 60_000;

/** The job queue on the product's own database, by pg-boss. {@link Queue.wake} must not be called in a transaction. */
export function pgBossQueue(database: Database, options: QueueOptions = {}): RunningQueue {
  const boss = new PgBoss(bossOptions(database));
  const onFault = options.onFault ?? (() => undefined);
  const workers = nudgedWorkers(boss);
  const insert = batched<WakeUp, undefined>((wakeUps) => insertJobs(boss, wakeUps), insertPauseMs);
  let running = false;
  let failedAtMs = Number.NEGATIVE_INFINITY;

  boss.on("error", (error) => {
    failedAtMs = Date.now();
    onFault({ kind: "queue", error });
  });

  return {
    start: async (handler) => {
      await boss.start();
      await declareQueue(boss, options);
      running = true;
      const run = jobHandler(handler, onFault, workers.nudge);
      await workers.start(options, run);
    },
    stop: async () => {
      running = false;
      workers.stop();
      await boss.stop({ graceful: true, timeout: stopTimeoutMs, close: false });
    },
    state: () => {
      if (!running) return "stopped";
      return Date.now() - failedAtMs < failingMs ? "failing" : "running";
    },
    wake: async (wakeUp) => {
      if (!running) throw new Error("The queue is not running. Start it before waking anything.");
      await insert(wakeUp);
      workers.nudge();
    },
  };
}

function bossOptions({ client }: Database): ConstructorOptions {
  const common = {
    schedule: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
  };
  return client.kind === "pglite"
    ? { ...common, db: fromPglite(client.pglite), backend: "pglite" }
    : { ...common, db: { executeSql: (text, values) => client.pool.query(text, values) } };
}

async function declareQueue(boss: PgBoss, options: QueueOptions): Promise<void> {
  const settings = {
    heartbeatSeconds: options.heartbeatSeconds ?? 10,
    retryLimit: 8,
    retryDelay: options.retrySeconds ?? 5,
    retryBackoff: true,
    retryDelayMax: 300,
    expireInSeconds: 1800,
    deleteAfterSeconds: 3600,
  };
  if (await boss.getQueue(queueName)) await boss.updateQueue(queueName, settings);
  else await boss.createQueue(queueName, { policy: "stately", ...settings });
}

async function insertJobs(boss: PgBoss, wakeUps: readonly WakeUp[]): Promise<readonly undefined[]> {
  const jobs = wakeUps.map((wakeUp) => ({
    data: wakeUp,
    singletonKey: coalescingKey(wakeUp),
    group: { id: exclusionKey(wakeUp) },
  }));
  await boss.insert(queueName, jobs);
  return wakeUps.map(() => undefined);
}

interface NudgedWorkers {
  start(options: QueueOptions, run: (data: unknown) => Promise<void>): Promise<void>;
  stop(): void;
  /** Has idle workers look for work now instead of at their next poll; many nudges at once are one. */
  nudge(): void;
}

function nudgedWorkers(boss: PgBoss): NudgedWorkers {
  const ids: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    start: async ({ concurrency = 3, pollingSeconds = 2 }, run) => {
      const work = { batchSize: 1, pollingIntervalSeconds: pollingSeconds, groupConcurrency: 1 };
      for (let worker = 0; worker < concurrency; worker += 1) {
        const handle = async ([job]: { data: unknown }[]): Promise<void> => run(job?.data);
        ids.push(await boss.work(queueName, work, handle));
      }
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      ids.length = 0;
    },
    nudge: () => {
      const waitMs = Math.max(0, lastMs + nudgePauseMs - performance.now());
      timer ??= setTimeout(() => {
        timer = undefined;
        lastMs = performance.now();
        for (const id of ids) boss.notifyWorker(id);
      }, waitMs);
    },
  };
}

function jobHandler(
  handler: (wakeUp: WakeUp) => Promise<void>,
  onFault: (fault: QueueFault) => void,
  nudge: () => void,
): (data: unknown) => Promise<void> {
  const exclusively = oneAtATime();
  return async (data) => {
    const parsed = wakeUpSchema.safeParse(data);
    if (!parsed.success) {
      onFault({ kind: "unreadable", data, error: parsed.error });
      return;
    }
    const wakeUp = parsed.data;
    try {
      await exclusively(exclusionKey(wakeUp), () => handler(wakeUp));
    } catch (error) {
      const permanent = error instanceof PermanentFailure;
      onFault({ kind: permanent ? "permanent_failure" : "fault", wakeUp, error });
      if (!permanent) throw error;
    } finally {
      nudge();
    }
  };
}
