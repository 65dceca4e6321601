import { expect, test } from "vitest";
import type { WakeUp } from "../../ports/queue.ts";
import { immediateQueue } from "./immediate-queue.ts";

const advance = (improvementId: string): WakeUp => ({ kind: "advance", improvementId });

test("drains in order, once per thing, including what handlers add", async () => {
  const queue = immediateQueue();
  const handled: WakeUp[] = [];
  await queue.wake(advance("a"));
  await queue.wake(advance("a"));
  await queue.wake(advance("b"));
  const errors = await queue.drain(async (wakeUp) => {
    handled.push(wakeUp);
    if (handled.length === 1) await queue.wake(advance("c"));
    if (handled.length === 2) await queue.wake(advance("a"));
  });
  expect(handled).toEqual([advance("a"), advance("b"), advance("c"), advance("a")]);
  expect(errors).toEqual([]);
});

test("an error stops nothing else and is returned", async () => {
  const queue = immediateQueue();
  const handled: WakeUp[] = [];
  await queue.wake(advance("bad"));
  await queue.wake(advance("good"));
  const errors = await queue.drain(async (wakeUp) => {
    handled.push(wakeUp);
    if (handled.length === 1) throw new Error("no");
  });
  expect(handled).toHaveLength(2);
  expect(errors).toEqual([new Error("no")]);
});
