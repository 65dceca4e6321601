import { readFileSync } from "node:fs";
import pino from "pino";
import { loadConfig, readEnvironment } from "../../src/config.ts";
import { startServer } from "../../src/server.ts";
import { foundImprovement } from "../../test/improvement.ts";
import { requestSchema, type ServerMessage } from "./server-messages.ts";

// The product as `npm start` runs it, which tells its parent what it costs.
const environment = readEnvironment();
const server = await startServer(loadConfig(environment), {
  environment,
  log: pino({ level: "error" }, pino.destination(2)),
  now: Date.now,
});

function tell(message: ServerMessage): void {
  process.send?.(message);
}

async function seed(improvements: number): Promise<void> {
  for (let index = 0; index < improvements; index++) {
    const fingerprint = index.toString(16).padStart(16, "0");
    await server.ports.store.insertImprovement(foundImprovement({ fingerprint, wakeAtMs: null }));
  }
  tell({ kind: "seeded" });
}

/** The second number of schedstat is nanoseconds spent on a run queue; only Linux has it. */
function waitedMs(): number | null {
  try {
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
  } catch {
    return null;
  }
}

function usage(): void {
  const { user, system } = process.cpuUsage();
  const residentBytes = process.memoryUsage.rss();
  const processor = { userMs: user / 1000, systemMs: system / 1000, waitedMs: waitedMs() };
  tell({ kind: "usage", ...processor, residentBytes });
}

process.on("message", (message) => {
  const request = requestSchema.parse(message);
  if (request.kind === "seed") void seed(request.improvements);
  else usage();
});
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.once("disconnect", () => process.exit(0));
tell({ kind: "ready", url: server.url });
