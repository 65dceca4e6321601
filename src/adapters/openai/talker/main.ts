/*
 * The process that talks to the model. It is taken for lost: whatever the server answers may run here. It has no
 * environment, no key and no network; it reads lines from its parent and writes lines to it, and it imports nothing but
 * the files beside it and the SDK, whose place is its one argument. Without a task it ends, which is the trial.
 */
import { createInterface } from "node:readline";
import type { FromTalker, Sent, Task } from "./messages.ts";
import { type Sdk, talk } from "./talk.ts";

const [, , sdkUrl = ""] = process.argv;
const sdk: Sdk = await import(sdkUrl);
const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })[
  Symbol.asyncIterator
]();

async function read(): Promise<unknown> {
  const line = await lines.next();
  return line.done ? null : JSON.parse(line.value);
}

function write(message: FromTalker): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function send(): Promise<Sent> {
  write({ kind: "send" });
  // The parent is the one that is believed here.
  return (await read()) as Sent;
}

const task = (await read()) as Task | null;
if (task !== null) write(await talk(task, send, sdk));
process.stdin.destroy();
