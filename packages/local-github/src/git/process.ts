import { spawn } from "node:child_process";

export interface GitResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The environment of every git process here: no configuration of the machine, no prompts. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
}

/** Runs git and resolves whatever the exit code; rejects only when git cannot be started. */
export function runGit(folder: string, args: readonly string[], stdin = ""): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", [...args], { cwd: folder, env: gitEnvironment() });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (cause) =>
      reject(new Error("git could not be started; is it installed and on PATH?", { cause })),
    );
    child.on("close", (code) =>
      resolve({ code: code ?? -1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}

/** Runs git and rejects with what it said unless it ended well. */
export async function git(folder: string, args: readonly string[], stdin = ""): Promise<string> {
  const result = await runGit(folder, args, stdin);
  if (result.code !== 0) {
    throw new Error(`git ${args.join(" ")} in ${folder} failed: ${result.stderr.trim()}`);
  }
  return result.stdout.toString("utf8");
}
