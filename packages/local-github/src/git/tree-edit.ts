import type { TreeEntry } from "./objects.ts";
import type { GitRepository } from "./repository.ts";

/** What becomes of one path: an object, or null to remove it. */
export type TreeEdits = ReadonlyMap<string, { readonly mode: string; readonly sha: string } | null>;

/**
 * Writes the tree that results from edits on a base tree and returns its SHA.
 *
 * @param base SHA of a tree, or null to start from nothing.
 */
export async function editTree(
  repository: GitRepository,
  base: string | null,
  edits: TreeEdits,
): Promise<string> {
  const entries = new Map<string, TreeEntry>();
  for (const entry of (base && (await repository.tree(base))) || []) {
    entries.set(entry.name, entry);
  }
  for (const [name, below] of byFirstSegment(edits)) {
    const own = below.get("");
    if (own !== undefined) {
      entries.delete(name);
      if (own) {
        entries.set(name, { name, mode: own.mode, sha: own.sha });
      }
      continue;
    }
    const known = entries.get(name);
    const subtree = await editTree(repository, known?.mode === "40000" ? known.sha : null, below);
    entries.delete(name);
    if (subtree !== emptyTreeSha) {
      entries.set(name, { name, mode: "40000", sha: subtree });
    }
  }
  return repository.writeTree([...entries.values()]);
}

const emptyTreeSha = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

function byFirstSegment(edits: TreeEdits): Map<string, Map<string, { mode: string; sha: string } | null>> {
  const groups = new Map<string, Map<string, { mode: string; sha: string } | null>>();
  for (const [path, edit] of edits) {
    const [first = "", ...rest] = path.split("/");
    const group = groups.get(first) ?? new Map();
    group.set(rest.join("/"), edit);
    groups.set(first, group);
  }
  return groups;
}
