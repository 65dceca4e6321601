import { expect, test } from "vitest";
import { type LocalWorld, startLocalWorld } from "../../demo/local-world.ts";
import { narrator } from "../../demo/narrator.ts";
import { appPulls, until } from "../../demo/observer.ts";
import { playStory } from "../../demo/story.ts";
import { compileCache } from "../compile-cache.ts";
import { copiedDatabaseFolder, removeFolder } from "../database.ts";

const slowMachineMs = 900_000;

/** A world whose product finds its tables made, which saves the seconds of making them. */
async function storyWorld(folder: string): Promise<LocalWorld> {
  const environment = { SELF_BUILDING_DATA_DIR: folder, ...compileCache };
  return startLocalWorld({ speed: "skipping", seed: 1, environment });
}

/** Plays the story; what was told is the message when it does not come true. */
async function expectStory(world: LocalWorld): Promise<void> {
  let told = "";
  const tell = narrator((text) => {
    told += text;
  }, false);
  const cameTrue = await playStory(world, tell).catch((error: unknown) => String(error));
  expect(cameTrue, told).toBe(true);
}

async function withStoryWorld(play: (world: LocalWorld) => Promise<void>): Promise<void> {
  const folder = await copiedDatabaseFolder();
  const world = await storyWorld(folder);
  try {
    await play(world);
  } finally {
    await world.stop();
    await removeFolder(folder);
  }
}

// Undisturbed it is what `npm run demo` plays, which `.ci/run` runs.
test(
  "the demo's story comes true although the product is killed in the middle of it and started again",
  { timeout: slowMachineMs },
  () =>
    withStoryWorld(async (world) => {
      let crashed = false;
      const crash = async (): Promise<void> => {
        await until("a pull request", () => appPulls(world)[0] ?? null);
        await world.killProduct();
        await world.startProduct();
        crashed = true;
      };
      await Promise.all([expectStory(world), crash()]);
      expect(crashed).toBe(true);
    }),
);
