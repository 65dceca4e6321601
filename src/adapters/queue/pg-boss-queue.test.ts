import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { settled, until } from "../../../test/contracts/queue/world.ts";
import { advance } from "../../../test/contracts/queue.contract.ts";
import { databases } from "../../../test/database.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { WakeUp } from "../../ports/queue.ts";
import type { Database } from "../database/database.ts";
import { pgBossQueue, type QueueFault, type QueueOptions, type RunningQueue } from "./pg-boss-queue.ts";

// What every queue promises is in test/contracts/queue.contract.ts; here is what only this one does.
describe.each(databases)("the queue on $name", ({ open }) => {
  let database: Database;
  let queue: RunningQueue;
  let faults: QueueFault[];

  async function start(handler: (id: string) => Promise<void>, options: QueueOptions = {}): Promise<void> {
    faults = [];
    queue = pgBossQueue(database, {
      pollingSeconds: 0.5,
      retrySeconds: 1,
      heartbeatSeconds: 3600,
      onFault: (fault) => faults.push(fault),
      ...options,
    });
    await queue.start((wakeUp: WakeUp) => handler(wakeUp.kind === "advance" ? wakeUp.improvementId : ""));
  }

  /** A promise and what keeps it. */
  function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    return { opened: promise, open: resolve };
  }

  beforeAll(async () => {
    database = await open();
  });
  afterEach(() => queue.stop());
  afterAll(() => database.close());

  test("what is woken is handled without waiting for the next poll", async () => {
    const handled: string[] = [];
    await start(async (id) => void handled.push(id), { pollingSeconds: 3600 });
    for (const id of ["a", "b", "c"]) {
      await queue.wake(advance(id));
      await until(() => handled.includes(id));
    }
    expect(handled).toEqual(["a", "b", "c"]);
  });

  test("a thing that is busy does not hold up others", async () => {
    const { opened, open: release } = gate();
    const handled: string[] = [];
    await start(async (id) => {
      handled.push(id);
      if (id === "slow") await opened;
    });
    await queue.wake(advance("slow"));
    await until(() => handled.includes("slow"));
    await queue.wake(advance("slow"));
    for (const id of ["a", "b", "c"]) await queue.wake(advance(id));
    await until(() => handled.length === 4);
    expect(handled.toSorted()).toEqual(["a", "b", "c", "slow"]);
    release();
    await settled(database);
    expect(handled.toSorted()).toEqual(["a", "b", "c", "slow", "slow"]);
  });

  test("a fault is told and tried again, a permanent failure is told and not tried again", async () => {
    const attempts: string[] = [];
    await start(async (id) => {
      attempts.push(id);
      if (id === "gone") throw new PermanentFailure(reason("github_forbidden", "It may not."));
      if (attempts.filter((one) => one === id).length === 1) throw new Error("try again");
    });
    await queue.wake(advance("gone"));
    await queue.wake(advance("flaky"));
    await settled(database);
    expect(attempts.toSorted()).toEqual(["flaky", "flaky", "gone"]);
    expect(faults).toHaveLength(2);
    expect(faults).toEqual(
      expect.arrayContaining([
        { kind: "fault", wakeUp: advance("flaky"), error: new Error("try again") },
        { kind: "permanent_failure", wakeUp: advance("gone"), error: expect.any(PermanentFailure) },
      ]),
    );
  });

  test("what cannot be read is told and dropped, and holds up nothing", async () => {
    const { opened, open: release } = gate();
    const handled: string[] = [];
    await start(
      async (id) => {
        handled.push(id);
        await opened;
      },
      { concurrency: 1 },
    );
    await queue.wake(advance("busy"));
    await until(() => handled.includes("busy"));
    await queue.wake(advance("damaged"));
    await queue.wake(advance("good"));
    const data = { kind: "of a later version" };
    await database.orm.execute(
      sql`update pgboss.job set data = ${JSON.stringify(data)}::jsonb where data->>'improvementId' = 'damaged'`,
    );
    release();
    await settled(database);
    expect(handled).toEqual(["busy", "good"]);
    expect(faults).toMatchObject([{ kind: "unreadable", data }]);
  });

  test("a stopped queue says so and refuses wake-ups", async () => {
    await start(async () => undefined);
    expect(queue.state()).toBe("running");
    await queue.stop();
    expect(queue.state()).toBe("stopped");
    await expect(queue.wake(advance("late"))).rejects.toThrow("The queue is not running");
  });

  test("what waited when it was stopped is handled after the next start", async () => {
    const { opened, open: release } = gate();
    const handled: string[] = [];
    await start(
      async (id) => {
        handled.push(id);
        await opened;
      },
      { concurrency: 1 },
    );
    for (const id of ["w1", "w2", "w3"]) await queue.wake(advance(id));
    await until(() => handled.length === 1);
    const stopped = queue.stop();
    release();
    await stopped;
    await start(async (id) => void handled.push(id));
    await settled(database);
    expect(new Set(handled)).toEqual(new Set(["w1", "w2", "w3"]));
  });
});
