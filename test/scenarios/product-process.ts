import { type ChildProcess, execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compileCache } from "../compile-cache.ts";

/** As in vitest.config.ts: these processes do not live long enough for optimised WebAssembly to pay. */
const main = ["--liftoff-only", fileURLToPath(new URL("../../src/main.ts", import.meta.url))];

export interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

type Surroundings = { readonly folder: string; readonly environment: Readonly<Record<string, string>> };

/** Nothing of the machine's own environment but what a program needs to run at all. */
function environmentOf({ environment }: Surroundings): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...compileCache, ...environment };
}

/** Runs the command line in a folder to its end. */
export function runCommand(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: surroundings.folder, env: environmentOf(surroundings) };
    const child = execFile(process.execPath, [...main, ...args], options, (_error, output, errors) =>
      resolve({ exitCode: child.exitCode ?? -1, output, errors }),
    );
  });
}

/** Runs a command of the shell in a folder and returns what it prints. */
export function runShell(command: string, surroundings: Surroundings): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: surroundings.folder, env: environmentOf(surroundings) };
    execFile("bash", ["-c", command], options, (error, output) => (error ? reject(error) : resolve(output)));
  });
}

/** Runs `self-building start` in a folder; resolves when it listens. */
export async function startProduct(
  surroundings: Surroundings,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [...main, "start"], {
    cwd: surroundings.folder,
    env: environmentOf(surroundings),
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    url: await listeningAddress(child),
    stop: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

function listeningAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      const url = /Listening on (http:\S+)/.exec(output)?.[1];
      if (url) resolve(url);
    });
    child.once("exit", (code) => reject(new Error(`The product ended with code ${code}: ${output}`)));
  });
}
