import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { isObjectType, type ObjectType, readLooseObject } from "./objects.ts";
import { gitEnvironment } from "./process.ts";

export interface GitObject {
  readonly sha: string;
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** Reads loose objects as they lie there, and what else there is through one long-lived `git cat-file --batch`. */
export class ObjectReader {
  readonly #folder: string;
  #process: ChildProcessWithoutNullStreams | null = null;
  readonly #waiting: ((object: GitObject | null) => void)[] = [];
  #buffer: Buffer = Buffer.alloc(0);

  constructor(gitFolder: string) {
    this.#folder = gitFolder;
  }

  /** `name` is anything `git rev-parse` understands; null when there is no such object. */
  async read(name: string): Promise<GitObject | null> {
    if (name === "" || name.includes("\n")) {
      return null;
    }
    const loose = /^[0-9a-f]{40}$/.test(name) ? await readLooseObject(this.#folder, name) : null;
    return loose ? { sha: name, ...loose } : this.#ask(name);
  }

  stop(): Promise<void> {
    const running = this.#process;
    return new Promise((resolve) => {
      if (running === null || running.exitCode !== null) {
        resolve();
        return;
      }
      running.on("close", () => resolve());
      running.stdin.end();
    });
  }

  #ask(name: string): Promise<GitObject | null> {
    this.#process ??= this.#start();
    const { stdin } = this.#process;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      stdin.write(`${name}\n`);
    });
  }

  #start(): ChildProcessWithoutNullStreams {
    const started = spawn("git", ["cat-file", "--batch"], { cwd: this.#folder, env: gitEnvironment() });
    started.stdin.on("error", () => {});
    started.stdout.on("data", (chunk: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#drain();
    });
    started.on("close", () => {
      for (const answer of this.#waiting.splice(0)) {
        answer(null);
      }
    });
    return started;
  }

  #drain(): void {
    for (;;) {
      const lineEnd = this.#buffer.indexOf(10);
      if (lineEnd < 0) {
        return;
      }
      const header = this.#buffer.toString("utf8", 0, lineEnd);
      const match = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(header);
      const [, sha = "", type = "", size = "0"] = match ?? [];
      const contentEnd = lineEnd + 1 + Number(size);
      if (match && this.#buffer.length <= contentEnd) {
        return;
      }
      const content = this.#buffer.subarray(lineEnd + 1, contentEnd);
      this.#buffer = this.#buffer.subarray(match ? contentEnd + 1 : lineEnd + 1);
      const answer = this.#waiting.shift();
      answer?.(match && isObjectType(type) ? { sha, type, content: Buffer.from(content) } : null);
    }
  }
}
