import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type GitObject, ObjectReader } from "./object-reader.ts";
import {
  type Commit,
  decodeCommit,
  decodeTree,
  encodeCommit,
  encodeTree,
  type TreeEntry,
  writeLooseObject,
} from "./objects.ts";
import { type GitResult, git, runGit } from "./process.ts";

export interface RefUpdate {
  /** Full name, e.g. `refs/heads/main`. */
  readonly name: string;
  /** null deletes the reference. */
  readonly to: string | null;
}

const configuration = `
[http]
	receivepack = true
[gc]
	auto = 0
[receive]
	autogc = false
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
`;

/** A bare repository on disk. Objects are read and written without a process each; merges are git's own. */
export class GitRepository {
  readonly folder: string;
  readonly #reader: ObjectReader;
  readonly #answers = new Map<string, Promise<GitResult>>();

  private constructor(folder: string) {
    this.folder = folder;
    this.#reader = new ObjectReader(folder);
  }

  static async create(folder: string, defaultBranch: string): Promise<GitRepository> {
    await mkdir(folder, { recursive: true });
    await git(folder, ["init", "--quiet", "--bare", `--initial-branch=${defaultBranch}`, "."]);
    await writeFile(join(folder, "config"), configuration, { flag: "a" });
    return new GitRepository(folder);
  }

  stop(): Promise<void> {
    return this.#reader.stop();
  }

  object(name: string): Promise<GitObject | null> {
    return this.#reader.read(name);
  }

  async commit(sha: string): Promise<Commit | null> {
    const object = await this.object(sha);
    return object?.type === "commit" ? decodeCommit(object.content) : null;
  }

  async tree(name: string): Promise<TreeEntry[] | null> {
    const object = await this.object(name);
    return object?.type === "tree" ? decodeTree(object.content) : null;
  }

  writeBlob(content: Uint8Array): Promise<string> {
    return writeLooseObject(this.folder, "blob", content);
  }

  writeTree(entries: readonly TreeEntry[]): Promise<string> {
    return writeLooseObject(this.folder, "tree", encodeTree(entries));
  }

  writeCommit(commit: Commit): Promise<string> {
    return writeLooseObject(this.folder, "commit", encodeCommit(commit));
  }

  /** The SHA a full reference name points at, or null. References here are never packed. */
  async ref(name: string): Promise<string | null> {
    if (!/^refs\/[^\0\\:]+$/.test(name) || name.includes("..")) {
      return null;
    }
    const text = await readFile(join(this.folder, name), "utf8").catch(() => "");
    return /^[0-9a-f]{40}$/.test(text.trim()) ? text.trim() : null;
  }

  /** References below a prefix such as `refs/heads/`, by name. */
  async refs(prefix: string): Promise<{ name: string; sha: string }[]> {
    const parent = prefix.slice(0, prefix.lastIndexOf("/"));
    const text = await git(this.folder, ["for-each-ref", "--format=%(refname) %(objectname)", parent]);
    return text
      .split("\n")
      .filter((line) => line.startsWith(prefix))
      .map((line) => ({ name: line.slice(0, -41), sha: line.slice(-40) }));
  }

  /** A commit by SHA (whole or short), branch, tag or `heads/…`; null when there is none. */
  async resolve(revision: string): Promise<string | null> {
    if (/^[0-9a-f]{40}$/.test(revision)) {
      return (await this.commit(revision)) ? revision : null;
    }
    for (const name of [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/${revision}`]) {
      const sha = await this.ref(name);
      if (sha) {
        return sha;
      }
    }
    const short = /^[0-9a-f]{7,39}$/.test(revision) ? await this.object(revision) : null;
    return short?.type === "commit" ? short.sha : null;
  }

  /** Moves references in one transaction. */
  async updateRefs(updates: readonly RefUpdate[]): Promise<void> {
    const lines = updates.map(({ name, to }) =>
      to === null ? `delete ${name}\n` : `update ${name} ${to}\n`,
    );
    await git(this.folder, ["update-ref", "--stdin"], lines.join(""));
  }

  /** Runs a query whose answer never changes because every argument is a SHA or an option. */
  immutable(args: readonly string[]): Promise<GitResult> {
    const key = args.join("\0");
    const known = this.#answers.get(key);
    if (known) {
      return known;
    }
    const answer = runGit(this.folder, args);
    this.#answers.set(key, answer);
    return answer;
  }

  /** Best common ancestor of two commits, or null. */
  async mergeBase(a: string, b: string): Promise<string | null> {
    const { code, stdout } = await this.immutable(["merge-base", a, b]);
    return code === 0 ? stdout.toString().trim() : null;
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return ancestor === descendant || (await this.mergeBase(ancestor, descendant)) === ancestor;
  }

  /** How many commits each side has that the other lacks. */
  async divergence(base: string, head: string): Promise<{ aheadBy: number; behindBy: number }> {
    const { stdout } = await this.immutable(["rev-list", "--left-right", "--count", `${base}...${head}`]);
    const [behindBy = 0, aheadBy = 0] = stdout.toString().trim().split(/\s+/).map(Number);
    return { aheadBy, behindBy };
  }

  /** SHAs of the commits that `head` has and `base` lacks, oldest first. */
  async commitsBetween(base: string, head: string): Promise<string[]> {
    const { stdout } = await this.immutable(["rev-list", "--reverse", "--topo-order", `${base}..${head}`]);
    return stdout.toString().split("\n").filter(Boolean);
  }

  /** The tree of a three-way merge, or null when it has conflicts. */
  async mergedTree(base: string, head: string): Promise<string | null> {
    const { code, stdout } = await this.immutable(["merge-tree", "--write-tree", base, head]);
    return code === 0 ? (stdout.toString().split("\n")[0] ?? null) : null;
  }
}
