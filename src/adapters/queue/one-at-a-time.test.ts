import { expect, test } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test("the same key waits for its turn, in the order asked, and another key does not", async () => {
  const { opened, open } = gate();
  const order: string[] = [];
  const exclusively = oneAtATime();
  const first = exclusively("a", async () => {
    await opened;
    order.push("a1");
  });
  const second = exclusively("a", async () => void order.push("a2"));
  await exclusively("b", async () => void order.push("b"));
  expect(order).toEqual(["b"]);
  open();
  await Promise.all([first, second]);
  expect(order).toEqual(["b", "a1", "a2"]);
});

test("what fails fails for itself alone, and its result reaches who asked", async () => {
  const exclusively = oneAtATime();
  const failing = exclusively("a", () => Promise.reject(new Error("gone")));
  const next = exclusively("a", async () => 7);
  await expect(failing).rejects.toThrow("gone");
  expect(await next).toBe(7);
});
