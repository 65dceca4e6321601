import { type ChildProcess, spawn } from "node:child_process";
import type { Command } from "./command.ts";

/** How a process in a sandbox ended that did not do what was asked. */
export type Broken =
  /** It ended without an answer: `detail` says how, with a line of what it wrote on standard error. */
  | { readonly kind: "ended"; readonly detail: string }
  /** It did what its program never does. */
  | { readonly kind: "broke_rules"; readonly detail: string }
  | { readonly kind: "too_slow"; readonly detail: string };

/** What came of a conversation with a process. */
export type Conversed<T> = { readonly kind: "done"; readonly value: T } | Broken;

/** What the parent does with a line: answers it, ends with a value, or finds it against the rules. */
export type Answer<T> =
  | { readonly kind: "say"; readonly line: string }
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "broke_rules"; readonly detail: string };

export interface Limits {
  readonly timeoutMs: number;
  /** Of all that it may write, in bytes. */
  readonly outputBytes: number;
}

/**
 * Starts a process with an empty environment, says the first line, and answers its lines one by one until one of them
 * ends it. Whatever happens, the process is dead when this returns, and its children with it where its sandbox can.
 * @param answer hears complete lines only; while it thinks, a further line is against the rules
 */
export function converse<T>(
  command: Command,
  firstLine: string,
  answer: (line: string) => Promise<Answer<T>>,
  limits: Limits,
): Promise<Conversed<T>> {
  refuseDebuggers();
  const child = spawn(command.file, [...command.args], {
    env: {},
    cwd: "/",
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  const forget = endWithParent(child);
  return new Promise<Conversed<T>>((resolve) => {
    const finish = (result: Conversed<T>): void => {
      clearTimeout(timer);
      killAll(child);
      resolve(result);
    };
    const timer = setTimeout(() => {
      finish({ kind: "too_slow", detail: `It was not done after ${limits.timeoutMs / 1000} s.` });
    }, limits.timeoutMs);
    child.once("error", (error) => finish({ kind: "ended", detail: error.message }));
    const complaint = complaintOf(child);
    child.once("close", (code, signal) => {
      const how = code === null ? `It was ended by ${signal}.` : `It ended with code ${code}.`;
      finish({ kind: "ended", detail: `${how} ${complaint()}`.trim() });
    });
    child.stdin?.on("error", () => {});
    child.stdin?.write(`${firstLine}\n`);
    hear(child, limits.outputBytes, answer, finish);
  }).finally(forget);
}

/** Reads lines within the bounds, and lets each be answered before the next may come. */
function hear<T>(
  child: ChildProcess,
  mostBytes: number,
  answer: (line: string) => Promise<Answer<T>>,
  finish: (result: Conversed<T>) => void,
): void {
  let size = 0;
  let pending: Buffer[] = [];
  let busy = false;
  let over = false;
  const end = (result: Conversed<T>): void => {
    over = true;
    finish(result);
  };
  const broke = (detail: string): void => end({ kind: "broke_rules", detail });
  const take = (line: string): void => {
    if (busy) {
      broke("It spoke without being asked.");
      return;
    }
    busy = true;
    answer(line).then(
      (result) => {
        busy = false;
        if (result.kind === "say") child.stdin?.write(`${result.line}\n`);
        else end(result);
      },
      (error: unknown) => broke(String(error)),
    );
  };
  child.stdout?.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostBytes) {
      broke(`It wrote more than ${mostBytes} bytes.`);
      return;
    }
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0 && !over; to = chunk.indexOf(10, from)) {
      take(Buffer.concat([...pending, chunk.subarray(from, to)]).toString("utf8"));
      pending = [];
      from = to + 1;
    }
    pending.push(chunk.subarray(from));
  });
}

/** One line of what it wrote on standard error: the first that names an error, else the last. */
function complaintOf(child: ChildProcess): () => string {
  const most = 8_000;
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk.slice(0, most - text.length);
  });
  return () => {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const line = lines.find((one) => /^\w*(?:Error\b|: )/.test(one)) ?? lines.at(-1) ?? "";
    return line.slice(0, 300);
  };
}

/** The group too: what bubblewrap does by its own namespace has to be done by hand without it. */
function killAll(child: ChildProcess): void {
  const { pid } = child;
  // The number of one that is gone may be another's by now.
  const isThere = pid !== undefined && child.exitCode === null && child.signalCode === null;
  for (const target of !isThere ? [] : process.platform === "win32" ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // It went meanwhile.
    }
  }
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/**
 * SIGUSR1 opens Node's debugger on a local port, and whoever reaches that port runs code here. Where only Node's
 * permissions hold, the child can do both. A listener keeps Node from it; taking it off again would let the signal kill.
 */
function refuseDebuggers(): void {
  if (!process.listeners("SIGUSR1").includes(deaf)) process.on("SIGUSR1", deaf);
}

const deaf = (): void => {};

const alive = new Set<ChildProcess>();
const killAlive = (): void => {
  for (const child of alive) killAll(child);
};

/** An orderly end of the parent does not wait for a model. */
function endWithParent(child: ChildProcess): () => void {
  if (alive.size === 0) process.on("exit", killAlive);
  alive.add(child);
  return () => {
    alive.delete(child);
    if (alive.size === 0) process.off("exit", killAlive);
  };
}
