#!/usr/bin/env node
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pino, { type Logger } from "pino";
import { immediateQueue } from "./adapters/queue/immediate-queue.ts";
import { type Config, loadConfig, readEnvironment } from "./config.ts";
import { systemStatus } from "./cycle/queries/system-status.ts";
import { runCycle } from "./cycle/run-cycle.ts";
import { parsePolicyFile } from "./domain/policy/parse-policy.ts";
import { runCommandLine } from "./entry/cli/command-line.ts";
import { exitCodes } from "./entry/cli/exit-codes.ts";
import type { CommandLineWorld, OneRound } from "./entry/cli/world.ts";
import { jobs } from "./entry/jobs.ts";
import { startServer } from "./server.ts";
import { wire, withQueue } from "./wiring.ts";

const environment = readEnvironment();
const now = Date.now;

function logger(config: Config): Logger {
  // Standard error, so that a command's output stays for scripts.
  return pino({ level: config.logLevel }, pino.destination(2));
}

/** Serves until SIGINT or SIGTERM; a second signal ends the process at once. */
async function serve(onReady: (url: string) => void): Promise<void> {
  const config = loadConfig(environment);
  const log = logger(config);
  const server = await startServer(config, { environment, log, now });
  onReady(server.url);
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  log.info({ signal }, "stopping");
  await server.stop();
}

async function open(): Promise<OneRound> {
  const config = loadConfig(environment);
  const log = logger(config);
  const wiring = await wire(config, { environment, log, now });
  const queue = immediateQueue();
  const ports = withQueue(wiring.ports, queue);
  const { settings } = config;
  return {
    repositories: () => ports.forge.listRepositories(),
    runCycle: (request) => runCycle(request, ports, settings, now()),
    advanceDue: async () => {
      const due = await ports.store.improvements({ tenant: settings.tenant, dueAtMs: now() });
      for (const { id } of due) await queue.wake({ kind: "advance", improvementId: id });
      return queue.drain(jobs(ports, settings, now));
    },
    status: () => systemStatus(ports, settings, now()),
    close: () => wiring.close(),
  };
}

/** The demo is a development tool: it is in the repository and not in the published package. */
async function playDemo({ serve: stay }: { readonly serve: boolean }): Promise<number> {
  const script = new URL("../demo/main.ts", import.meta.url);
  const child = spawn(process.execPath, [fileURLToPath(script), ...(stay ? ["--serve"] : [])], {
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? exitCodes.failed));
  });
}

const world: CommandLineWorld = {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  readFile: (path) => readFile(path, "utf8"),
  checkPolicy: parsePolicyFile,
  serve,
  defaultRepository: () => loadConfig(environment).actionsRepository,
  open,
  playDemo,
};

process.exitCode = await runCommandLine(process.argv.slice(2), world);
