import { tellingWalk } from "../mortal-walk.ts";
import { remoteStore } from "../remote-store.ts";
import type { WalkPlace } from "../walk.ts";

/** What the parent hands over: where to walk, and before which side effect (0 is the first) to be killed. */
export interface CrashOrder {
  readonly place: WalkPlace;
  readonly killBefore: number;
}

const { place, killBefore }: CrashOrder = JSON.parse(process.argv[2] ?? "");
let effects = 0;
await tellingWalk(place, remoteStore(), async () => {
  if (effects === killBefore) process.kill(process.pid, "SIGKILL");
  effects += 1;
});
process.disconnect();
