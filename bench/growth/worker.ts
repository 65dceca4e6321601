import { parentPort } from "node:worker_threads";
import { cases } from "./cases.ts";

// For the test: what is at work is named before it begins, so that whoever waits can say what hangs.
for (const { name, size, prepare } of cases) {
  const work = prepare(size);
  parentPort?.postMessage(name);
  work();
}
parentPort?.postMessage(null);
