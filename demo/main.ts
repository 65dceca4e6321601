import { parseArgs } from "node:util";
import { startLocalWorld } from "./local-world.ts";
import { callTool } from "./mcp-client.ts";
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
  tell.say(`The product says: ${await productStatus()}`);
  process.exitCode = 1;
} finally {
  await world.stop();
}

/** What the product thinks of itself, for whoever has to find out why the story stopped. */
async function productStatus(): Promise<string> {
  const url = world.productUrl();
  if (!url) return "nothing, it is not running.";
  return callTool(url, world.mcpApiKey, "get_system_status", {}).then(JSON.stringify, String);
}

async function stayUntilInterrupted(): Promise<void> {
  tell.chapter("Everything stays up to play with; Ctrl-C ends it");
  const keepAlive = setInterval(() => {}, 60_000);
  await new Promise((resolve) => process.once("SIGINT", resolve));
  clearInterval(keepAlive);
}
