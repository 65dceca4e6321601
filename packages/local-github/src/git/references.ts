import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

/** The SHA a full reference name points at, or null. References here are never packed. */
export async function readReference(gitFolder: string, name: string): Promise<string | null> {
  if (!/^refs\/[^\0\\:]+$/.test(name) || name.includes("..")) {
    return null;
  }
  const text = (await readFile(join(gitFolder, name), "utf8").catch(() => "")).trim();
  return /^[0-9a-f]{40}$/.test(text) ? text : null;
}

/** The references whose names begin with `prefix`, such as `refs/heads/`, by name. */
export async function listReferences(
  gitFolder: string,
  prefix: string,
): Promise<{ name: string; sha: string }[]> {
  const parent = prefix.slice(0, prefix.lastIndexOf("/"));
  const below = await readdir(join(gitFolder, parent), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const names = below
    .filter((entry) => entry.isFile())
    .map((entry) => relative(gitFolder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((name) => name.startsWith(prefix) && !name.endsWith(".lock"))
    .sort();
  const read = names.map(async (name) => ({ name, sha: await readReference(gitFolder, name) }));
  return (await Promise.all(read)).flatMap(({ name, sha }) => (sha === null ? [] : [{ name, sha }]));
}

/**
 * Points a reference at a commit, or deletes it with null, under the lock file that git itself uses.
 * @throws Error when git holds the lock, or when a reference of a shorter or longer name is in the way
 */
export async function writeReference(gitFolder: string, name: string, sha: string | null): Promise<void> {
  const path = join(gitFolder, name);
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(lock, `${sha ?? ""}\n`, { flag: "wx" });
  if (sha !== null) {
    await rename(lock, path).catch(async (error: unknown) => {
      await rm(lock, { force: true });
      throw error;
    });
    return;
  }
  await rm(path, { force: true });
  await rm(lock, { force: true });
  await removeEmptyFolders(dirname(path), join(gitFolder, "refs", "heads"));
}

/** What is left of a reference's folders would be in the way of one that has their name. */
async function removeEmptyFolders(folder: string, top: string): Promise<void> {
  if (!folder.startsWith(`${top}${sep}`)) {
    return;
  }
  const isRemoved = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (isRemoved) {
    await removeEmptyFolders(dirname(folder), top);
  }
}
