import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { History } from "./history.ts";
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
import { type GitResult, runGit } from "./process.ts";
import { listReferences, readReference, writeReference } from "./references.ts";

const configuration = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
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
  readonly #history = new History((sha) => this.commit(sha));
  readonly #commits = new Map<string, Commit>();
  readonly #answers = new Map<string, Promise<GitResult>>();

  private constructor(folder: string) {
    this.folder = folder;
    this.#reader = new ObjectReader(folder);
  }

  static async create(folder: string, defaultBranch: string): Promise<GitRepository> {
    for (const inside of ["objects/info", "objects/pack", "refs/heads", "refs/tags"]) {
      await mkdir(join(folder, inside), { recursive: true });
    }
    await writeFile(join(folder, "HEAD"), `ref: refs/heads/${defaultBranch}\n`);
    await writeFile(join(folder, "config"), configuration);
    return new GitRepository(folder);
  }

  stop(): Promise<void> {
    return this.#reader.stop();
  }

  /** `name` is anything `git rev-parse` understands; null when there is no such object. */
  async object(name: string): Promise<GitObject | null> {
    // The usual ones, a tree and a file in it, are followed here, which spares a process.
    const [, start = "", path = ""] = /^([0-9a-f]{40})(?:\^\{tree\}|:([^/].*[^/]|[^/]))$/.exec(name) ?? [];
    const tree = start && ((await this.commit(start))?.tree ?? start);
    return tree && (await this.tree(tree)) ? this.#follow(tree, path) : this.#reader.read(name);
  }

  async #follow(tree: string, path: string): Promise<GitObject | null> {
    let sha: string | undefined = tree;
    for (const segment of path.split("/").filter(Boolean)) {
      const entries: readonly TreeEntry[] = (await this.tree(sha)) ?? [];
      sha = entries.find(({ name }) => name === segment)?.sha;
      if (sha === undefined) {
        return null;
      }
    }
    return this.#reader.read(sha);
  }

  /** A commit by its whole SHA, or null. */
  async commit(sha: string): Promise<Commit | null> {
    const known = this.#commits.get(sha);
    if (known) {
      return known;
    }
    const object = await this.object(sha);
    if (object?.type !== "commit" || object.sha !== sha) {
      return null;
    }
    const commit = decodeCommit(object.content);
    this.#commits.set(sha, commit);
    return commit;
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

  /** The SHA a full reference name points at, or null. */
  ref(name: string): Promise<string | null> {
    return readReference(this.folder, name);
  }

  /** Points a reference at a commit; null deletes it. */
  writeRef(name: string, to: string | null): Promise<void> {
    return writeReference(this.folder, name, to);
  }

  /** References below a prefix such as `refs/heads/`, by name. */
  refs(prefix: string): Promise<{ name: string; sha: string }[]> {
    return listReferences(this.folder, prefix);
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
  mergeBase(a: string, b: string): Promise<string | null> {
    return this.#history.mergeBase(a, b);
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return (await this.#history.ancestors(descendant)).has(ancestor);
  }

  /** SHAs of the commits that `head` has and `base` lacks, parents first. */
  commitsBetween(base: string, head: string): Promise<string[]> {
    return this.#history.between(base, head);
  }

  /** The tree of a three-way merge, or null when it has conflicts. */
  async mergedTree(base: string, head: string): Promise<string | null> {
    // Where one side has nothing of its own, the other is the merge; that spares a process.
    for (const [behind, ahead] of [
      [base, head],
      [head, base],
    ] as const) {
      if (await this.isAncestor(behind, ahead)) {
        return (await this.commit(ahead))?.tree ?? null;
      }
    }
    const { code, stdout } = await this.immutable(["merge-tree", "--write-tree", base, head]);
    return code === 0 ? (stdout.toString().split("\n")[0] ?? null) : null;
  }
}
