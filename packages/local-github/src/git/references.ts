import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The SHA a full reference name points at, or null. References here are never packed. */
export async function readReference(gitFolder: string, name: string): Promise<string | null> {
  if (!/^refs\/[^\0\\:]+$/.test(name) || name.includes("..")) {
    return null;
  }
  const text = (await readFile(join(gitFolder, name), "utf8").catch(() => "")).trim();
  return /^[0-9a-f]{40}$/.test(text) ? text : null;
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
}
