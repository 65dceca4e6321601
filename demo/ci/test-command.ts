import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { git } from "@self-building-agent/local-github/git/process.ts";

export interface TestOutcome {
  readonly kind: "passed" | "failed" | "timed_out";
  /** What the command printed, at most its last 20,000 characters. */
  readonly output: string;
  readonly durationMs: number;
}

const longestOutput = 20_000;

/** Clones a repository at exactly `sha` into a temporary folder, runs `npm test` there, and removes it. */
export async function testCommit(gitUrl: string, sha: string, timeoutMs: number): Promise<TestOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "local-ci-"));
  try {
    await git(folder, ["clone", "--quiet", "--no-checkout", gitUrl, "."]);
    await git(folder, ["checkout", "--quiet", "--detach", sha]);
    return await runTests(folder, timeoutMs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runTests(folder: string, timeoutMs: number): Promise<TestOutcome> {
  const startedAtMs = performance.now();
  const child = spawn("npm", ["test", "--silent"], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: folder,
      CI: "true",
      NO_COLOR: "1",
      npm_config_update_notifier: "false",
    },
  });
  let output = "";
  let timedOut = false;
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString("utf8")).slice(-longestOutput);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, timeoutMs);
  return new Promise((resolve, reject) => {
    child.on("error", (cause) => {
      clearTimeout(timer);
      reject(new Error("npm could not be started; is it on PATH?", { cause }));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      const kind = timedOut ? "timed_out" : code === 0 ? "passed" : "failed";
      resolve({ kind, output, durationMs: Math.round(performance.now() - startedAtMs) });
    });
  });
}

/** The test's own children end with it: it leads a process group. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) {
      throw error;
    }
  }
}
