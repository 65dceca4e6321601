import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { remoteStore } from "../remote-store.ts";
import { tellingStore, tellOfRequests } from "../side-effects.ts";
import { playWalk, type WalkPlace, walkPorts } from "../walk.ts";

/** What the parent hands over: where to walk, and before which side effect (1 is the first) to die; null: never. */
export interface CrashOrder {
  readonly place: WalkPlace;
  readonly killBefore: number | null;
}

const order: CrashOrder = JSON.parse(process.argv[2] ?? "");
const effects: string[] = [];
const before = async (name: string): Promise<void> => {
  effects.push(name);
  if (effects.length === order.killBefore) process.kill(process.pid, "SIGKILL");
};

tellOfRequests(order.place.githubUrl, before);
// Wake-ups are in this process's memory: they die with it, and the sweep has to find what is due.
const queue = immediateQueue();
const ports = walkPorts(order.place, tellingStore(remoteStore(), before), queue);
await playWalk(order.place, ports, queue);
process.send?.({ effects }, () => process.disconnect());
