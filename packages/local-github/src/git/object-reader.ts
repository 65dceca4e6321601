import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { ObjectType } from "./objects.ts";
import { gitEnvironment } from "./process.ts";

export interface GitObject {
  readonly sha: string;
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** Reads objects through one long-lived `git cat-file --batch`. */
export class ObjectReader {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: ((object: GitObject | null) => void)[] = [];
  #buffer: Buffer = Buffer.alloc(0);

  constructor(gitFolder: string) {
    this.#process = spawn("git", ["cat-file", "--batch"], { cwd: gitFolder, env: gitEnvironment() });
    this.#process.stdin.on("error", () => {});
    this.#process.stdout.on("data", (chunk: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#drain();
    });
    this.#process.on("close", () => {
      for (const answer of this.#waiting.splice(0)) {
        answer(null);
      }
    });
  }

  /** `name` is anything `git rev-parse` understands; null when there is no such object. */
  read(name: string): Promise<GitObject | null> {
    if (name === "" || name.includes("\n")) {
      return Promise.resolve(null);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#process.stdin.write(`${name}\n`);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#process.exitCode !== null) {
        resolve();
        return;
      }
      this.#process.on("close", () => resolve());
      this.#process.stdin.end();
    });
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

function isObjectType(type: string): type is ObjectType {
  return type === "blob" || type === "tree" || type === "commit" || type === "tag";
}
