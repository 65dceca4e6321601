import { readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, normalize, sep } from "node:path";
import type { WorkTree } from "../../ports/workspace.ts";
import { gitIn } from "./command.ts";
import type { Checkout } from "./repository-cache.ts";

const maxFileBytes = 1_048_576;

/** Reads a checkout: regular UTF-8 files of at most 1 MiB, never through a link and never outside of it. */
export async function openWorkTree(checkout: Checkout): Promise<WorkTree> {
  const root = await realpath(checkout.folder);
  return {
    async readFile(path) {
      const file = join(root, path);
      if (!isInside(path) || (await realpath(file).catch(() => null)) !== file) return null;
      const facts = await stat(file);
      if (!facts.isFile() || facts.size > maxFileBytes) return null;
      return decodeText(await readFile(file));
    },
    async listFiles() {
      return (await listTree(root, checkout.sha))
        .filter(({ mode }) => mode.startsWith("100"))
        .map(({ path }) => path);
    },
    async modes() {
      return new Map((await listTree(root, checkout.sha)).map(({ path, mode }) => [path, mode]));
    },
  };
}

/** The text, or null when it is not UTF-8 or has a NUL, as binary files do. */
export function decodeText(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isInside(path: string): boolean {
  const parts = path.split(/[\\/]/);
  const inGit = parts.some((part) => part.toLowerCase() === ".git");
  return !inGit && !parts.includes("..") && !isAbsolute(path) && !normalize(path).endsWith(sep);
}

async function listTree(folder: string, sha: string): Promise<{ mode: string; path: string }[]> {
  const listed = await gitIn(folder, null).raw(["ls-tree", "-r", "-z", sha]);
  return listed
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => ({ mode: entry.slice(0, 6), path: entry.slice(entry.indexOf("\t") + 1) }));
}
