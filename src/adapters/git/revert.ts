import type { FileAfter } from "../../domain/change/change.ts";
import type { RevertOutcome } from "../../ports/workspace.ts";
import { gitIn } from "./command.ts";
import type { Checkout } from "./repository-cache.ts";
import { decodeText } from "./work-tree.ts";

/**
 * Undoes a commit in a checkout by `git revert`, a merge commit against its first parent. Files that cannot be
 * written as text (binary, links, submodules) count as conflicts: a person has to look.
 */
export async function revertIn(checkout: Checkout, mergedSha: string): Promise<RevertOutcome> {
  const git = gitIn(checkout.folder, null);
  const parents =
    (await git.raw(["rev-list", "--parents", "-n", "1", mergedSha])).trim().split(" ").length - 1;
  const mainline = parents > 1 ? ["-m", "1"] : [];
  try {
    await git.raw(["revert", "--no-commit", ...mainline, mergedSha]);
  } catch (error) {
    const paths = namesOf(await git.raw(["diff", "--name-only", "--diff-filter=U", "-z"]));
    if (paths.length > 0) return { kind: "conflict", paths };
    throw error;
  }
  const changed = await git.raw([
    "diff",
    "--cached",
    "--raw",
    "--no-renames",
    "--no-abbrev",
    "-z",
    checkout.sha,
  ]);
  return readChanges(checkout, changed);
}

async function readChanges(checkout: Checkout, changed: string): Promise<RevertOutcome> {
  const files: FileAfter[] = [];
  const unwritable: string[] = [];
  const fields = namesOf(changed);
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode = "", , sha = ""] = fields[index]?.split(" ") ?? [];
    const path = fields[index + 1] ?? "";
    const file = await fileAfter(checkout, path, mode, sha);
    if (file) files.push(file);
    else unwritable.push(path);
  }
  if (unwritable.length > 0) return { kind: "conflict", paths: unwritable };
  return files.length === 0 ? { kind: "nothing_to_revert" } : { kind: "files", files };
}

async function fileAfter(
  checkout: Checkout,
  path: string,
  mode: string,
  sha: string,
): Promise<FileAfter | null> {
  if (mode === "000000") return { path, content: null, mode: "100644" };
  if (mode !== "100644" && mode !== "100755") return null;
  const bytes: unknown = await gitIn(checkout.folder, null).binaryCatFile(["blob", sha]);
  const content = Buffer.isBuffer(bytes) ? decodeText(bytes) : null;
  return content === null ? null : { path, content, mode };
}

function namesOf(listed: string): string[] {
  return listed.split("\0").filter((name) => name !== "");
}
