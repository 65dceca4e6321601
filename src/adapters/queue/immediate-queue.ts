import type { Queue, WakeUp } from "../../ports/queue.ts";
import { coalescingKey } from "./wake-up.ts";

export interface ImmediateQueue extends Queue {
  /**
   * Runs `handler` for each wake-up, oldest first, including those that handlers add, until none is left.
   * A handler that throws stops nothing else; every error is in the returned list.
   */
  drain(handler: (wakeUp: WakeUp) => Promise<void>): Promise<readonly unknown[]>;
}

/** A queue in memory, for a process that does one round of work and exits. */
export function immediateQueue(): ImmediateQueue {
  const waiting = new Map<string, WakeUp>();
  return {
    wake: async (wakeUp) => {
      const key = coalescingKey(wakeUp);
      if (!waiting.has(key)) waiting.set(key, wakeUp);
    },
    drain: async (handler) => {
      const errors: unknown[] = [];
      for (const [key, wakeUp] of waiting) {
        // Removed first: what wakes the same thing while it runs is news, and is looked at again.
        waiting.delete(key);
        try {
          await handler(wakeUp);
        } catch (error) {
          errors.push(error);
        }
      }
      return errors;
    },
  };
}
