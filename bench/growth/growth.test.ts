import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";

/** With the sizes of the cases, work that grows with the square of its input takes a minute; the others, milliseconds. */
const patienceMs = 20_000;

it("does what others send in time that does not grow faster than it", async () => {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { execArgv: [] });
  const hung = await new Promise<string | null>((resolve, reject) => {
    let current = "the start";
    const timer = setTimeout(() => resolve(current), patienceMs);
    worker.on("error", reject);
    worker.on("message", (name: string | null) => {
      if (name === null) {
        clearTimeout(timer);
        resolve(null);
      } else {
        current = name;
        timer.refresh();
      }
    });
  });
  await worker.terminate();
  expect(hung, "this was still at work").toBeNull();
});
