import type { FileAfter } from "../domain/change/change.ts";
import type { RepositoryRef } from "../domain/shared/repository.ts";

/** A checkout at one commit; paths are relative to its root and cannot leave it. */
export interface WorkTree {
  /** null when there is no such regular file or it is larger than 1 MiB. */
  readFile(path: string): Promise<string | null>;
  listFiles(): Promise<string[]>;
  /** git's mode of every path in the tree, links (`120000`) and submodules (`160000`) too. */
  modes(): Promise<ReadonlyMap<string, string>>;
}

/** Clones, at exact commits. */
export interface Workspace {
  /** Gives `use` a checkout of `sha` and always removes it afterwards. */
  checkout<T>(repository: RepositoryRef, sha: string, use: (tree: WorkTree) => Promise<T>): Promise<T>;
  /** Undoes `mergedSha` on top of `ontoSha` by a three-way merge, as `git revert` does. */
  revert(repository: RepositoryRef, mergedSha: string, ontoSha: string): Promise<RevertOutcome>;
}

export type RevertOutcome =
  | { readonly kind: "files"; readonly files: readonly FileAfter[] }
  | { readonly kind: "conflict"; readonly paths: readonly string[] }
  | { readonly kind: "nothing_to_revert" }
  /** Nobody has the commit any more: history was rewritten. */
  | { readonly kind: "commit_gone" };
