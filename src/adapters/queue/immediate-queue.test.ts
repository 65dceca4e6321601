import { expect, test } from "vitest";
import { advance } from "../../../test/contracts/queue.contract.ts";
import type { WakeUp } from "../../ports/queue.ts";
import { immediateQueue } from "./immediate-queue.ts";

// What every queue promises is in test/contracts/queue.contract.ts; here is what only this one does.
test("drains oldest first; what handlers add comes last", async () => {
  const queue = immediateQueue();
  const handled: WakeUp[] = [];
  for (const id of ["a", "a", "b"]) await queue.wake(advance(id));
  await queue.drain(async (wakeUp) => {
    handled.push(wakeUp);
    if (handled.length === 1) await queue.wake(advance("c"));
    if (handled.length === 2) await queue.wake(advance("a"));
  });
  expect(handled).toEqual([advance("a"), advance("b"), advance("c"), advance("a")]);
});

test("an error is returned and not tried again: the process ends, and the next round looks afresh", async () => {
  const queue = immediateQueue();
  await queue.wake(advance("bad"));
  const failing = async () => {
    throw new Error("no");
  };
  expect(await queue.drain(failing)).toEqual([new Error("no")]);
  expect(await queue.drain(failing)).toEqual([]);
});
