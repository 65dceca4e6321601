import pino from "pino";
import { loadConfig, readEnvironment } from "../src/config.ts";
import { startServer } from "../src/server.ts";
import { simulatedClock } from "./clock.ts";

// The product as `npm start` runs it, but for what a local world needs: its clock, and no pauses between writes.
const environment = readEnvironment();
const config = loadConfig(environment);
const { now } = simulatedClock(JSON.parse(environment.SIMULATED_CLOCK ?? '{"startMs":0,"speed":1}'));
const log = pino({ level: config.logLevel }, pino.destination(2));
const server = await startServer(config, {
  environment,
  log,
  now,
  sweepSeconds: 0.5,
  queuePollingSeconds: 0.5,
  throttleGitHub: false,
});

process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.once("disconnect", () => process.exit(0));
process.send?.(server.url);
