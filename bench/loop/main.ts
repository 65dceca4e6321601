import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { Command } from "commander";
import { machineLine } from "../machine.ts";
import { countCalls } from "./calls.ts";
import { timeCycle } from "./cycle-time.ts";
import { measureEndpoint } from "./mcp-status.ts";
import { measureServer } from "./server-load.ts";
import { type LoopNumbers, tables } from "./tables.ts";

const options = new Command()
  .description("Measures the running product: cycles, requests to others, endpoints, memory, start-up.")
  .option("--json <file>", "write the numbers to a file, too")
  .parse()
  .opts<{ json?: string }>();

const load = (): string =>
  loadavg()
    .map((average) => average.toFixed(1))
    .join(" ");
const tell = (text: string): void => console.error(text);

const machine = machineLine();
const loadBefore = load();
tell("cycles of 1, 10 and 100 services …");
const cycles = [await timeCycle(1, 5), await timeCycle(10, 3), await timeCycle(100, 1)];
tell("one improvement from cycle to kept …");
const calls = await countCalls();
tell("the MCP endpoint …");
const endpoint = await measureEndpoint();
tell("the server: two starts, agents' requests, ten seconds of webhooks …");
const server = await measureServer();

const numbers: LoopNumbers = { cycles, calls, endpoint, server };
console.log(`${machine}; load average ${loadBefore} before, ${load()} after; ${new Date().toISOString()}\n`);
console.log(tables(numbers));
if (options.json) {
  const routes = Object.fromEntries(calls.gitHubRoutes);
  const everything = { machine, loadBefore, ...numbers, calls: { steps: calls.steps, gitHubRoutes: routes } };
  writeFileSync(options.json, `${JSON.stringify(everything, null, 1)}\n`);
}
