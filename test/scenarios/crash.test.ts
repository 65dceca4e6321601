import { fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { immediateQueue } from "../../src/adapters/queue/immediate-queue.ts";
import { serveStore } from "../remote-store.ts";
import { playWalk, walkPorts } from "../walk.ts";
import { type WalkEnd, WalkWorld } from "../walk-world.ts";
import type { CrashOrder } from "./crash-child.ts";

const slowMachineMs = 900_000;
/** A child and this process share the work, so more at once would not be faster on two cores. */
const walksAtOnce = 2;

/** Every place where a kill can fall takes a minute of two cores: all of them in CI, a quarter elsewhere. */
const stride = process.env.CI ? 1 : 4;

let world: WalkWorld;
beforeAll(async () => {
  world = await WalkWorld.start();
}, 120_000);
afterAll(() => world.stop(), 120_000);

test(
  "a change that is reverted leaves the same behind wherever between two side effects the process is killed",
  async () => {
    const { effects, end } = await undisturbed(1.8);
    expect(end).toMatchObject({
      rows: ["reverted"],
      outcomes: ["reverted"],
      cycles: ["completed"],
      branches: [expect.any(String), expect.stringContaining("self-building/revert-")],
      commitsOnMain: 3,
      pulls: [
        { merged: true, gates: ["success"] },
        { merged: true, gates: ["success"] },
      ],
      isTemplateAsBefore: true,
    });
    expect(effects).toEqual(expect.arrayContaining(["PUT /pulls/n/merge", "store recordOutcome"]));
    expect(await crashAtEach(effects, 1, end, 1.8)).toEqual([]);
  },
  slowMachineMs,
);

test(
  "a change that is kept leaves the same behind wherever after the verdict the process is killed",
  async () => {
    const { effects, end } = await undisturbed(1);
    expect(end).toMatchObject({
      rows: ["kept"],
      outcomes: ["kept"],
      cycles: ["completed"],
      commitsOnMain: 2,
      pulls: [{ merged: true, gates: ["success"] }],
      isTemplateAsBefore: false,
    });
    // Up to the verdict both walks are the same.
    const verdict = effects.indexOf("store recordOutcome") + 1;
    expect(await crashAtEach(effects, verdict, end, 1)).toEqual([]);
  },
  slowMachineMs,
);

async function undisturbed(slowdown: number): Promise<{ effects: string[]; end: WalkEnd }> {
  const place = await world.newPlace(slowdown);
  const effects = await walkInChild({ place, killBefore: null });
  if (!effects) throw new Error("The walk was killed, though nobody asked for it.");
  return { effects, end: await world.endOf(place) };
}

/** Kills one walk before each side effect from `first` on, continues it, and returns what ended differently. */
async function crashAtEach(
  effects: readonly string[],
  first: number,
  expected: WalkEnd,
  slowdown: number,
): Promise<object[]> {
  const differences: object[] = [];
  let next = first;
  const walkOn = async (): Promise<void> => {
    while (next <= effects.length) {
      const killBefore = next;
      next += stride;
      const place = await world.newPlace(slowdown);
      const survived = await walkInChild({ place, killBefore });
      const queue = immediateQueue();
      await playWalk(place, walkPorts(place, world.store, queue), queue);
      const { decisions, ...end } = await world.endOf(place);
      // What it waited for may have come while it was dead; then it waits no more.
      const lost = expected.decisions.filter((one) => !one.endsWith(" wait") && !decisions.includes(one));
      const { decisions: _decisions, ...rest } = expected;
      const isSame = JSON.stringify(end) === JSON.stringify(rest) && lost.length === 0 && survived === null;
      if (!isSame) differences.push({ killBefore, effect: effects[killBefore - 1], survived, lost, end });
    }
  };
  await Promise.all(Array.from({ length: walksAtOnce }, walkOn));
  return differences;
}

const resultSchema = z.object({ effects: z.array(z.string()) });

/** Walks in a process of its own; resolves with its side effects, or null when it was killed. */
function walkInChild(order: CrashOrder): Promise<string[] | null> {
  const script = fileURLToPath(new URL("./crash-child.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(order)], {
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(world.folder, "compiled") },
  });
  serveStore(child, world.store);
  return new Promise((resolve, reject) => {
    let effects: string[] | null = null;
    child.on("message", (message) => {
      const result = resultSchema.safeParse(message);
      if (result.success) effects = result.data.effects;
    });
    child.once("close", (code, signal) => {
      if (signal === "SIGKILL" || effects) resolve(effects);
      else reject(new Error(`The walk ended with code ${code}; its messages are above.`));
    });
  });
}
