import type { Commit } from "./objects.ts";

/** Who descends from whom, followed over commits that are read once; fit for histories of a demo's size. */
export class History {
  readonly #read: (sha: string) => Promise<Commit | null>;
  readonly #ancestors = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(read: (sha: string) => Promise<Commit | null>) {
    this.#read = read;
  }

  /** A commit and all it descends from, each commit before its parents' parents. */
  ancestors(sha: string): Promise<ReadonlySet<string>> {
    const known = this.#ancestors.get(sha);
    if (known) {
      return known;
    }
    const found = this.#collect(sha);
    this.#ancestors.set(sha, found);
    return found;
  }

  async #collect(sha: string): Promise<ReadonlySet<string>> {
    const seen = new Set([sha]);
    for (const current of seen) {
      for (const parent of (await this.#read(current))?.parents ?? []) {
        seen.add(parent);
      }
    }
    return seen;
  }

  /** The common ancestor that no other common ancestor descends from (the first found, where there are several). */
  async mergeBase(a: string, b: string): Promise<string | null> {
    const [ofA, ofB] = await Promise.all([this.ancestors(a), this.ancestors(b)]);
    const common = [...ofA].filter((sha) => ofB.has(sha));
    for (const candidate of common) {
      const others = await Promise.all(
        common.filter((sha) => sha !== candidate).map((sha) => this.ancestors(sha)),
      );
      if (!others.some((ancestors) => ancestors.has(candidate))) {
        return candidate;
      }
    }
    return null;
  }

  /** Commits of `head` that `base` lacks, parents before children. */
  async between(base: string, head: string): Promise<string[]> {
    const known = await this.ancestors(base);
    const ordered: string[] = [];
    const visit = async (sha: string, seen: Set<string>): Promise<void> => {
      if (known.has(sha) || seen.has(sha)) {
        return;
      }
      seen.add(sha);
      for (const parent of (await this.#read(sha))?.parents ?? []) {
        await visit(parent, seen);
      }
      ordered.push(sha);
    };
    await visit(head, new Set());
    return ordered;
  }
}
