import type { LifecyclePlace } from "./lifecycle.ts";
import { playTelling } from "./mortal-lifecycle.ts";
import { remoteStore } from "./remote-store.ts";

/** What the parent hands over: where to play, and before which side effect (0 is the first) to be killed. */
export interface CrashOrder {
  readonly place: LifecyclePlace;
  readonly killBefore: number;
}

const { place, killBefore }: CrashOrder = JSON.parse(process.argv[2] ?? "");
let effects = 0;
await playTelling(place, remoteStore(), async () => {
  if (effects === killBefore) process.kill(process.pid, "SIGKILL");
  effects += 1;
});
process.disconnect();
