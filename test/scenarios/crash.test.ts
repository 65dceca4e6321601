import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { compileCache } from "../compile-cache.ts";
import type { CrashOrder } from "./crash-child.ts";
import { type LifecyclePlace, playLifecycle, walkPorts } from "./lifecycle.ts";
import { type LifecycleEnd, LifecycleWorld } from "./lifecycle-world.ts";
import { effectsOf, playDying } from "./mortal-lifecycle.ts";
import { serveStore } from "./remote-store.ts";

const slowMachineMs = 900_000;
/** They wait for git most of the time. */
const lifecyclesAtOnce = 3;
/** A process takes a second to load, so only every so many places see a real kill; at all the lifecycle dies in place. */
const realKillEvery = 11;

let world: LifecycleWorld;
let reverted: Undisturbed;
let kept: Undisturbed;
beforeAll(async () => {
  world = await LifecycleWorld.start();
  [reverted, kept] = await Promise.all([undisturbed(1.8), undisturbed(1)]);
}, slowMachineMs);
afterAll(() => world.stop(), slowMachineMs);

/** A lifecycle that nothing happened to: what it did in what order, and what it left behind. */
interface Undisturbed {
  readonly slowdown: number;
  readonly effects: readonly string[];
  readonly end: LifecycleEnd;
}

async function undisturbed(slowdown: number): Promise<Undisturbed> {
  const place = await world.newPlace(slowdown);
  const effects = await effectsOf(place, world.store);
  return { slowdown, effects, end: await world.endOf(place) };
}

test("undisturbed, one change is reverted and one is kept", () => {
  expect(reverted.end).toMatchObject({
    rows: ["reverted"],
    outcomes: ["reverted"],
    cycles: ["completed"],
    branches: [],
    commitsOnMain: 3,
    pulls: [
      { merged: true, gates: ["success"] },
      { merged: true, gates: ["success"] },
    ],
    isTemplateAsBefore: true,
  });
  expect(reverted.effects).toEqual(
    expect.arrayContaining(["PUT /pulls/n/merge (2)", "store recordOutcome (1)"]),
  );
  expect(kept.end).toMatchObject({
    rows: ["kept"],
    outcomes: ["kept"],
    cycles: ["completed"],
    branches: [],
    commitsOnMain: 2,
    pulls: [{ merged: true, gates: ["success"] }],
    isTemplateAsBefore: false,
  });
});

test(
  "a change that is reverted leaves the same behind wherever between two side effects the process dies",
  async () => {
    expect(await dyingAtEach(reverted, reverted.effects, 6)).toEqual([]);
  },
  slowMachineMs,
);

test(
  "a change that is kept leaves the same behind wherever after the verdict the process dies",
  async () => {
    expect(await dyingAtEach(kept, afterVerdict(kept), 2)).toEqual([]);
  },
  slowMachineMs,
);

test(
  "what a killed process leaves is what one that dies in place leaves",
  async () => {
    const last = kept.effects.length - 1;
    const places = reverted.effects.map((_, index) => index).filter((index) => index % realKillEvery === 0);
    const [early = [], late = []] = await Promise.all([killingAt(reverted, places), killingAt(kept, [last])]);
    expect([...early, ...late]).toEqual([]);
  },
  slowMachineMs,
);

/** Up to the verdict both lifecycles are the same. */
function afterVerdict({ effects }: Undisturbed): readonly string[] {
  return effects.slice(effects.indexOf("store recordOutcome (1)"));
}

/**
 * Lets `lifecycles` lifecycles die, each before every so manyth of these effects, so that all come to it and every life has some
 * undisturbed steps to go wrong in; returns what ended differently.
 */
async function dyingAtEach(
  usual: Undisturbed,
  effects: readonly string[],
  lifecycles: number,
): Promise<object[]> {
  return severalAtOnce(
    Array.from({ length: lifecycles }, (_, lifecycle) => lifecycle),
    async (lifecycle) => {
      const deaths = effects.filter((_, index) => index % lifecycles === lifecycle);
      const place = await world.newPlace(usual.slowdown);
      const neverCame = await playDying(place, world.store, deaths);
      const difference = await differenceTo(usual.end, place);
      return neverCame.length > 0 || difference ? [{ deaths, neverCame, ...difference }] : [];
    },
  );
}

/** Kills one process before each of these effects, continues its lifecycle here, and returns what ended differently. */
async function killingAt(usual: Undisturbed, places: readonly number[]): Promise<object[]> {
  return severalAtOnce(places, async (killBefore) => {
    const place = await world.newPlace(usual.slowdown);
    const signal = await playInChild({ place, killBefore });
    const queue = immediateQueue();
    await playLifecycle(place, walkPorts(place, world.store, queue), queue);
    const difference = await differenceTo(usual.end, place);
    const effect = usual.effects[killBefore];
    return signal !== "SIGKILL" || difference ? [{ effect, signal, ...difference }] : [];
  });
}

async function severalAtOnce<T>(all: readonly T[], work: (one: T) => Promise<object[]>): Promise<object[]> {
  const left = [...all];
  const results: object[] = [];
  const workOn = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) results.push(...(await work(one)));
  };
  await Promise.all(Array.from({ length: lifecyclesAtOnce }, workOn));
  return results;
}

/** What a lifecycle left behind, where it is not what the undisturbed one left; null where it is. */
async function differenceTo(usual: LifecycleEnd, place: LifecyclePlace): Promise<object | null> {
  const { decisions: usualDecisions, ...usualRest } = usual;
  const { decisions, ...rest } = await world.endOf(place);
  // What it waited for may have come while it was dead; then it waits no more.
  const lost = usualDecisions.filter((one) => !one.endsWith(" wait") && !decisions.includes(one));
  const isSame = JSON.stringify(rest) === JSON.stringify(usualRest) && lost.length === 0;
  return isSame ? null : { lost, end: rest };
}

/** Plays in a process of its own; resolves with the signal that ended it. */
function playInChild(order: CrashOrder): Promise<NodeJS.Signals | null> {
  const script = fileURLToPath(new URL("./crash-child.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(order)], {
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...compileCache },
  });
  serveStore(child, world.store);
  return new Promise((resolve) => child.once("close", (_code, signal) => resolve(signal)));
}
