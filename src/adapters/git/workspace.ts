import type { Workspace } from "../../ports/workspace.ts";
import { type GitWorkspaceOptions, repositoryCache } from "./repository-cache.ts";
import { revertIn } from "./revert.ts";
import { openWorkTree } from "./work-tree.ts";

/** Checkouts from clones that are fetched, not cloned again. Needs git 2.32 or later. */
export function gitWorkspace(options: GitWorkspaceOptions): Workspace {
  const cache = repositoryCache(options);
  return {
    async checkout(repository, sha, use) {
      const checkout = await cache.add(repository, sha);
      try {
        return await use(await openWorkTree(checkout));
      } finally {
        await cache.remove(checkout);
      }
    },
    async revert(repository, mergedSha, ontoSha) {
      const checkout = await cache.add(repository, ontoSha);
      try {
        if (!(await cache.has(repository, mergedSha))) return { kind: "commit_gone" };
        return await revertIn(checkout, mergedSha);
      } finally {
        await cache.remove(checkout);
      }
    },
  };
}
