import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { SimulatedClock } from "./clock.ts";

const startTimeoutMs = 300_000;
/** A look that comes a quarter of an hour late sees no less. */
const shortestSkipMs = 15 * 60_000;

const messageSchema = z.union([z.object({ url: z.string() }), z.object({ dueAtMs: z.number().nullable() })]);

/** The product in a process of its own, as `npm start` runs it but for the faster clock. */
export class ProductProcess {
  url: string | null = null;
  #child: ChildProcess | null = null;
  #answer: (dueAtMs: number | null) => void = () => {};

  start(environment: Readonly<Record<string, string>>): Promise<string> {
    const script = fileURLToPath(new URL("./product.ts", import.meta.url));
    const child = fork(script, [], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`The product did not start: ${why}`));
      const timer = setTimeout(() => fail(`no answer after ${startTimeoutMs / 1000} s.`), startTimeoutMs);
      child.once("exit", (code) => {
        this.#answer(null);
        fail(`it ended with code ${code}; its messages are above.`);
      });
      child.on("message", (message) => {
        const told = messageSchema.parse(message);
        if ("dueAtMs" in told) return this.#answer(told.dueAtMs);
        clearTimeout(timer);
        this.url = told.url;
        resolve(told.url);
      });
    });
  }

  /** Has `clock` and the product's show the time at which the product looks again, if that is still to come. */
  async skipToNextLook(clock: SimulatedClock): Promise<void> {
    const dueAtMs = await this.#dueAtMs();
    if (dueAtMs === null || dueAtMs <= clock.now()) return;
    const nextMs = Math.max(dueAtMs, clock.now() + shortestSkipMs);
    clock.skipTo(nextMs);
    if (this.#child?.connected) this.#child.send(nextMs);
  }

  /** null when the product waits for nothing, or does not run. */
  #dueAtMs(): Promise<number | null> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      if (this.#child?.connected) this.#child.send("due?");
      else resolve(null);
    });
  }

  async kill(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    this.url = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }
}
