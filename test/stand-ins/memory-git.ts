import { applyPatch, structuredPatch } from "diff";
import { likeness } from "../../src/domain/change/moved-file.ts";
import { stableHash } from "../../src/domain/shared/hash.ts";

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly files: Files;
  /** Login of who made it. */
  readonly author: string;
  readonly message: string;
}

/** Commits and branches in memory. Commits are content-addressed: the same one made again is the same. */
export class MemoryGit {
  readonly commits = new Map<string, Commit>();
  readonly branches = new Map<string, string>();

  tip(branch: string): string {
    const sha = this.branches.get(branch);
    if (sha === undefined) throw new Error(`There is no branch ${branch}.`);
    return sha;
  }

  commitAt(sha: string): Commit {
    const commit = this.commits.get(sha);
    if (!commit) throw new Error(`There is no commit ${sha}.`);
    return commit;
  }

  /** Somebody pushes one file to a branch, which starts at `main` when it is new; null removes the file. */
  push(branch: string, path: string, content: string | null, login = "person"): string {
    const tip = this.branches.get(branch) ?? this.tip("main");
    const files = { ...this.commitAt(tip).files };
    if (content === null) delete files[path];
    else files[path] = content;
    const sha = this.put([tip], files, login, `Update ${path}`);
    this.branches.set(branch, sha);
    return sha;
  }

  /** The commits that a head brings to a base. */
  added(head: string, base: string): Commit[] {
    return this.onlyIn(head, base);
  }

  /** Whether a branch lacks commits of `main` and does not conflict with it. */
  canUpdate(branch: string): boolean {
    const [tip, main] = [this.tip(branch), this.tip("main")];
    return this.onlyIn(main, tip).length > 0 && this.merged(main, tip) !== null;
  }

  /** Somebody merges `main` into a branch, as the button "Update branch" does. */
  updateBranch(branch: string, login = "person"): string {
    const [tip, main] = [this.tip(branch), this.tip("main")];
    const files = this.merged(main, tip);
    if (files === null) throw new Error(`${branch} conflicts with main.`);
    const sha = this.put([tip, main], files, login, `Merge branch 'main' into ${branch}`);
    this.branches.set(branch, sha);
    return sha;
  }

  /** The files of a commit with another one taken back, against its first parent; null when they conflict. */
  undone(commit: string, onto: string): Files | null {
    const { files, parents } = this.commitAt(commit);
    return threeWay(files, this.commitAt(onto).files, this.commitAt(parents[0] ?? "").files);
  }

  protected put(parents: readonly string[], files: Files, author: string, message: string): string {
    const sha = stableHash(JSON.stringify([parents, Object.entries(files).sort(), author, message]));
    this.commits.set(sha, { sha, parents, files, author, message });
    return sha;
  }

  /** A commit and all it descends from, nearest first. */
  protected history(sha: string): ReadonlySet<string> {
    const seen = new Set([sha]);
    for (const one of seen) for (const parent of this.commitAt(one).parents) seen.add(parent);
    return seen;
  }

  /** The commits of one history that another lacks. */
  protected onlyIn(sha: string, other: string): Commit[] {
    const known = this.history(other);
    return [...this.history(sha)].filter((one) => !known.has(one)).map((one) => this.commitAt(one));
  }

  /** The nearest commit that two histories have in common. */
  protected baseOf(one: string, other: string): string {
    const known = this.history(one);
    const base = [...this.history(other)].find((sha) => known.has(sha));
    if (base === undefined) throw new Error(`${one} and ${other} have nothing in common.`);
    return base;
  }

  /** The files of a three-way merge of two commits; null when they conflict. */
  protected merged(one: string, other: string): Files | null {
    return threeWay(
      this.commitAt(this.baseOf(one, other)).files,
      this.commitAt(one).files,
      this.commitAt(other).files,
    );
  }
}

function threeWay(base: Files, ours: Files, theirs: Files): Files | null {
  const renames = new Map([...renamed(base, ours), ...renamed(base, theirs)]);
  const [before, mine, others] = [base, ours, theirs].map((side) => underNewNames(side, renames));
  const files: Record<string, string> = {};
  for (const path of new Set([before, mine, others].flatMap((side) => Object.keys(side ?? {})))) {
    const text = mergedText(before?.[path], mine?.[path], others?.[path]);
    if (text === false) return null;
    if (text !== undefined) files[path] = text;
  }
  return files;
}

/** New names by old ones: as git does, by half of the lines. */
function renamed(base: Files, side: Files): [string, string][] {
  const added = Object.keys(side).filter((path) => base[path] === undefined);
  return Object.keys(base).flatMap((path) => {
    if (side[path] !== undefined) return [];
    const heir = added.find((other) => likeness(base[path] ?? "", side[other] ?? "") >= 0.5);
    return heir === undefined ? [] : [[path, heir] as [string, string]];
  });
}

function underNewNames(files: Files, renames: ReadonlyMap<string, string>): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [renames.get(path) ?? path, text]));
}

/** undefined: the file is gone; false: both sides changed the same lines. */
function mergedText(base?: string, ours?: string, theirs?: string): string | undefined | false {
  if (ours === theirs || base === theirs) return ours;
  if (base === ours) return theirs;
  if (base === undefined || ours === undefined || theirs === undefined) return false;
  return applyPatch(ours, structuredPatch("", "", base, theirs, "", "", { context: 1 }));
}
