import { Piscina } from "piscina";
import type * as tasks from "./tasks.ts";

type Tasks = typeof tasks;
type TaskName = keyof Tasks;

/** What became of work that was done apart; a failure is about its input, and the next input is not harmed by it. */
export type Done<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly why: string };

/** Work on foreign text in threads that are thrown away when it takes too long, takes too much, or breaks something. */
export interface Apart {
  run<Name extends TaskName>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
  ): Promise<Done<Awaited<ReturnType<Tasks[Name]>>>>;
  close(): Promise<void>;
}

export interface ApartOptions {
  /** For every task, in place of its own, beginning with the work and not with its request. */
  readonly timeoutMs?: number;
  readonly maxMegabytes?: number;
  /** How many are at work at once; what is asked for meanwhile waits. */
  readonly threads?: number;
}

/** Long for any input that is let in; a loaded machine is slow, not wrong. */
const timeoutsMs: Readonly<Record<TaskName, number>> = {
  syntax: 20_000,
  secrets: 20_000,
  proposeByRecipe: 20_000,
  discover: 60_000,
};

/** A thread that nothing was asked of for so long ends; the next request starts another. */
const idleMs = 60_000;
/** Beside this file, in the sources as in what is built of them. */
const file = new URL(import.meta.url.endsWith(".ts") ? "./tasks.ts" : "./tasks.js", import.meta.url);

/** Opens the place. No thread is started before there is work. */
export function openApart(options: ApartOptions = {}): Apart {
  const { maxMegabytes = 384, threads = 2 } = options;
  const free: (Piscina | null)[] = Array.from({ length: threads }, () => null);
  const waiting: ((thread: Piscina | null) => void)[] = [];
  const running = new Set<Piscina>();

  const takeThread = async (): Promise<Piscina> => {
    const thread =
      free.length > 0
        ? free.pop()
        : await new Promise<Piscina | null>((resolve) => {
            waiting.push(resolve);
          });
    const taken = thread ?? startThread(maxMegabytes);
    running.add(taken);
    return taken;
  };
  const giveBack = (thread: Piscina | null): void => {
    const next = waiting.shift();
    if (next) next(thread);
    else free.push(thread);
  };

  return {
    async run(name, input) {
      const timeoutMs = options.timeoutMs ?? timeoutsMs[name];
      const thread = await takeThread();
      try {
        const value = await thread.run(input, { name, signal: AbortSignal.timeout(timeoutMs) });
        giveBack(thread);
        return { kind: "done", value };
      } catch (error) {
        // Whatever it was: something in there may stay broken.
        thread.destroy().catch(() => {});
        giveBack(null);
        return { kind: "failed", why: whyOf(error, timeoutMs, maxMegabytes) };
      } finally {
        running.delete(thread);
      }
    },
    async close() {
      const all = [...running, ...free.filter((thread) => thread !== null)];
      free.fill(null);
      await Promise.all(all.map((thread) => thread.destroy()));
    },
  };
}

function startThread(maxMegabytes: number): Piscina {
  return new Piscina({
    filename: file.href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idleMs,
    // Flags of this process, e.g. of tests, are not the thread's.
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: maxMegabytes },
  });
}

function whyOf(error: unknown, timeoutMs: number, maxMegabytes: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError" || error.name === "TimeoutError")
    return `it took longer than ${timeoutMs / 1000} s`;
  const code = "code" in error ? error.code : null;
  if (code === "ERR_WORKER_OUT_OF_MEMORY") return `it needed more than ${maxMegabytes} MB of memory`;
  return error.message.split("\n")[0] ?? error.message;
}
