#!/usr/bin/env node
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pino, { type Logger } from "pino";
import { type Config, loadConfig, readEnvironment } from "./config.ts";
import { outputJson, outputText } from "./domain/messages/output.ts";
import { parsePolicyFile } from "./domain/policy/parse-policy.ts";
import { runCommandLine } from "./entry/cli/command-line.ts";
import { exitCodes } from "./entry/cli/exit-codes.ts";
import type { CommandLineWorld, OneRound } from "./entry/cli/world.ts";

// What a command needs is imported when it runs: help and checks are not worth the second that the server takes to load.

const environment = readEnvironment();
const now = Date.now;

function logger(config: Config): Logger {
  // Standard error, so that a command's output stays for scripts.
  const destination = pino.destination(2);
  return pino({ level: config.logLevel }, { write: (line) => destination.write(outputJson(line)) });
}

/** Serves until SIGINT or SIGTERM; a second signal ends the process at once. */
async function serve(onReady: (url: string) => void): Promise<void> {
  const config = loadConfig(environment);
  const log = logger(config);
  const { startServer } = await import("./server.ts");
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
  const { openOneRound } = await import("./one-round.ts");
  return openOneRound(config, { environment, log: logger(config), now });
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
  write: (text) => process.stdout.write(outputText(text)),
  writeError: (text) => process.stderr.write(outputText(text)),
  readFile: (path) => readFile(path, "utf8"),
  checkPolicy: parsePolicyFile,
  serve,
  defaultRepository: () => loadConfig(environment).actionsRepository,
  open,
  playDemo,
};

process.exitCode = await runCommandLine(process.argv.slice(2), world);
