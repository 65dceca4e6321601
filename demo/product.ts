import pino from "pino";
import { loadConfig, readEnvironment } from "../src/config.ts";
import { startServer } from "../src/server.ts";
import { simulatedClock } from "./clock.ts";

// The product as `npm start` runs it, but for what a local world needs: its clock, and no pauses between writes.
const environment = readEnvironment();
const config = loadConfig(environment);
const clock = simulatedClock(JSON.parse(environment.SIMULATED_CLOCK ?? '{"startMs":0,"speed":1}'));
const log = pino({ level: config.logLevel }, pino.destination(2));
const server = await startServer(config, {
  environment,
  log,
  now: clock.now,
  sweepSeconds: 0.5,
  queuePollingSeconds: 0.5,
  throttleGitHub: false,
});

/** When it looks again at what it has under way; null when it waits for nothing. */
async function dueAtMs(): Promise<number | null> {
  const rows = await server.ports.store.improvements({ tenant: config.settings.tenant });
  const times = rows.flatMap(({ wakeAtMs }) => wakeAtMs ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

async function skipTo(simulatedMs: number): Promise<void> {
  clock.skipTo(simulatedMs);
  const { store, queue } = server.ports;
  const due = await store.improvements({ tenant: config.settings.tenant, dueAtMs: simulatedMs });
  for (const { id } of due) await queue.wake({ kind: "advance", improvementId: id });
}

// Whoever does not want to wait for that moment asks for it, and then says that it has come.
process.on("message", async (message) => {
  if (typeof message === "number") await skipTo(message);
  else process.send?.({ dueAtMs: await dueAtMs() });
});
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.once("disconnect", () => process.exit(0));
process.send?.({ url: server.url });
