import { parseArgs } from "node:util";
import { startLocalWorld } from "./local-world.ts";
import { narrator } from "./narrator.ts";
import { playStory } from "./story.ts";

const { values } = parseArgs({ options: { serve: { type: "boolean" }, verbose: { type: "boolean" } } });
const tell = narrator((text) => process.stdout.write(text), process.stdout.isTTY === true);
const log = values.verbose ? (line: string) => process.stdout.write(`        ${line}\n`) : () => {};

const world = await startLocalWorld({ speed: 600, seed: 1, log });
try {
  const cameTrue = await playStory(world, tell);
  process.exitCode = cameTrue ? 0 : 1;
  if (values.serve) await stayUntilInterrupted();
} catch (error) {
  tell.say(`The story did not come true: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await world.stop();
}

async function stayUntilInterrupted(): Promise<void> {
  tell.chapter("Everything stays up to play with; Ctrl-C ends it");
  const keepAlive = setInterval(() => {}, 60_000);
  await new Promise((resolve) => process.once("SIGINT", resolve));
  clearInterval(keepAlive);
}
