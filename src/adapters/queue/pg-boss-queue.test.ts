import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { databases } from "../../../test/database.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { WakeUp } from "../../ports/queue.ts";
import type { Database } from "../database/database.ts";
import { pgBossQueue, type QueueFault, type RunningQueue } from "./pg-boss-queue.ts";

const advance = (improvementId: string): WakeUp => ({ kind: "advance", improvementId });
const cycle = (cycleId: string, trigger: "schedule" | "operator"): WakeUp => ({
  kind: "cycle",
  cycleId,
  repository: { owner: "acme", name: "shop" },
  trigger: { kind: trigger },
  analysisWindowHours: null,
  maxImprovements: null,
});

describe.each(databases)("the queue on $name", ({ open }) => {
  let database: Database;
  let queue: RunningQueue;
  let faults: QueueFault[];

  async function start(handler: (wakeUp: WakeUp) => Promise<void>, pollingSeconds = 0.5): Promise<void> {
    faults = [];
    queue = pgBossQueue(database, {
      pollingSeconds,
      retrySeconds: 1,
      onFault: (fault) => faults.push(fault),
    });
    await queue.start(handler);
  }

  beforeAll(async () => {
    database = await open();
  });
  afterEach(() => queue.stop());
  afterAll(() => database.close());

  test("what is woken is handled with its data, without waiting for the next poll", async () => {
    const handled: WakeUp[] = [];
    await start(async (wakeUp) => void handled.push(wakeUp), 60);
    await sleep(200);
    await queue.wake(cycle("c1", "operator"));
    await vi.waitFor(() => expect(handled).toEqual([cycle("c1", "operator")]), { timeout: 10_000 });
  });

  test("wake-ups for one thing coalesce while they wait and never run two at once", async () => {
    let runs = 0;
    let running = 0;
    let most = 0;
    await start(async () => {
      runs += 1;
      running += 1;
      most = Math.max(most, running);
      await sleep(150);
      running -= 1;
    });
    await queue.wake(advance("same"));
    await vi.waitFor(() => expect(running).toBe(1), { timeout: 5_000 });
    await Promise.all(Array.from({ length: 30 }, () => queue.wake(advance("same"))));
    await vi.waitFor(() => expect(runs).toBe(2), { timeout: 5_000 });
    await sleep(400);
    expect({ runs, most }).toEqual({ runs: 2, most: 1 });
  });

  test("a thing that is busy does not hold up others", async () => {
    const handled: string[] = [];
    let release = (): void => undefined;
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    await start(async (wakeUp) => {
      if (wakeUp.kind !== "advance") return;
      if (wakeUp.improvementId === "slow" && !handled.includes("slow")) {
        handled.push("slow");
        await blocked;
      } else handled.push(wakeUp.improvementId);
    });
    await queue.wake(advance("slow"));
    await vi.waitFor(() => expect(handled).toEqual(["slow"]), { timeout: 5_000 });
    await queue.wake(advance("slow"));
    await Promise.all(["a", "b", "c"].map((id) => queue.wake(advance(id))));
    await vi.waitFor(() => expect(handled.toSorted()).toEqual(["a", "b", "c", "slow"]), { timeout: 5_000 });
    release();
    await vi.waitFor(() => expect(handled).toHaveLength(5), { timeout: 5_000 });
  });

  test("cycles of one repository run one after another; scheduled ones coalesce, asked-for ones are all kept", async () => {
    const handled: string[] = [];
    let running = 0;
    let most = 0;
    await start(async (wakeUp) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(300);
      running -= 1;
      if (wakeUp.kind === "cycle") handled.push(wakeUp.cycleId);
    });
    await queue.wake(cycle("o0", "operator"));
    await vi.waitFor(() => expect(running).toBe(1), { timeout: 5_000 });
    await Promise.all([
      queue.wake(cycle("s1", "schedule")),
      queue.wake(cycle("s2", "schedule")),
      queue.wake(cycle("o1", "operator")),
      queue.wake(cycle("o2", "operator")),
    ]);
    await vi.waitFor(() => expect(handled.toSorted()).toEqual(["o0", "o1", "o2", "s1"]), { timeout: 8_000 });
    expect(most).toBe(1);
  });

  test("a fault is reported and tried again, a permanent failure is reported and not tried again", async () => {
    const attempts: string[] = [];
    await start(async (wakeUp) => {
      if (wakeUp.kind !== "advance") return;
      attempts.push(wakeUp.improvementId);
      if (wakeUp.improvementId === "gone")
        throw new PermanentFailure(reason("pull_request_gone", "It is gone."));
      if (attempts.filter((id) => id === "flaky").length < 2) throw new Error("try again");
    });
    await queue.wake(advance("gone"));
    await queue.wake(advance("flaky"));
    await vi.waitFor(() => expect(attempts.filter((id) => id === "flaky")).toHaveLength(2), {
      timeout: 10_000,
    });
    await sleep(1_500);
    expect(attempts.filter((id) => id === "gone")).toHaveLength(1);
    expect(faults.map((fault) => fault.kind).toSorted()).toEqual(["fault", "permanent_failure"]);
  });

  test("a stopped queue says so and refuses wake-ups", async () => {
    await start(async () => undefined);
    expect(queue.state()).toBe("running");
    await queue.stop();
    expect(queue.state()).toBe("stopped");
    await expect(queue.wake(advance("late"))).rejects.toThrow("The queue is not running");
  });

  test("what was queued before a stop is handled after the next start", async () => {
    let release = (): void => undefined;
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    await start(() => blocked);
    for (const id of ["w1", "w2", "w3", "w4", "w5"]) await queue.wake(advance(id));
    await sleep(100);
    release();
    await queue.stop();
    const handled: WakeUp[] = [];
    await start(async (wakeUp) => void handled.push(wakeUp));
    await vi.waitFor(() => expect(handled).toContainEqual(advance("w5")), { timeout: 5_000 });
  });
});
