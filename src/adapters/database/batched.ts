import { setTimeout as sleep } from "node:timers/promises";

const maxItems = 500;

/**
 * Makes one call of many: what is asked during a call and for `pauseMs` after it goes into the next one together. A
 * lone question is asked at once. `flush` answers each item at its index; when it fails, all of its items do.
 */
export function batched<T, R>(
  flush: (items: readonly T[]) => Promise<readonly R[]>,
  pauseMs: number,
): (item: T) => Promise<R> {
  let waiting: {
    readonly item: T;
    readonly settle: (answer: R) => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxItems);
      waiting = waiting.slice(maxItems);
      try {
        const answers = await flush(batch.map(({ item }) => item));
        for (const [index, answer] of answers.entries()) batch[index]?.settle(answer);
        const missing = new Error(`${batch.length} were asked and ${answers.length} answered.`);
        for (const { fail } of batch.slice(answers.length)) fail(missing);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
      await sleep(pauseMs, undefined, { ref: false });
    }
    running = false;
  }

  return (item) =>
    new Promise((settle, fail) => {
      waiting.push({ item, settle, fail });
      if (!running) void run();
    });
}
