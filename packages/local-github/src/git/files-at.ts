import type { GitRepository } from "./repository.ts";

/** Every file of a commit as text, by path. */
export async function filesAt(repository: GitRepository, sha: string): Promise<Map<string, string>> {
  const commit = await repository.commit(sha);
  const files = new Map<string, string>();
  if (commit) await collect(repository, commit.tree, "", files);
  return files;
}

async function collect(
  repository: GitRepository,
  tree: string,
  prefix: string,
  files: Map<string, string>,
): Promise<void> {
  for (const entry of (await repository.tree(tree)) ?? []) {
    const path = `${prefix}${entry.name}`;
    const object = await repository.object(entry.sha);
    if (object?.type === "tree") await collect(repository, entry.sha, `${path}/`, files);
    else if (object?.type === "blob") files.set(path, object.content.toString("utf8"));
  }
}
