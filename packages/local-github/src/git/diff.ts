import { runGit } from "./process.ts";
import type { GitRepository } from "./repository.ts";

/** One changed file, in the words of GitHub's API. */
export interface ChangedFile {
  readonly filename: string;
  readonly previousFilename: string | null;
  readonly sha: string;
  readonly status: "added" | "removed" | "modified" | "renamed";
  /** Added lines; 0 for binary files. */
  readonly additions: number;
  readonly deletions: number;
  /** Unified hunks without file headers; null for binary files. */
  readonly patch: string | null;
}

const statuses = { A: "added", D: "removed", R: "renamed" } as const;
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** What is in a tree never changes, so neither does what lies between two, whatever the repository. */
const known = new Map<string, Promise<ChangedFile[]>>();

/** Files that differ between two commits; from nothing when `from` is null. */
export async function changedFiles(
  repository: GitRepository,
  from: string | null,
  to: string,
): Promise<ChangedFile[]> {
  const before = from === null ? emptyTree : (await repository.commit(from))?.tree;
  const after = (await repository.commit(to))?.tree;
  if (before === undefined || after === undefined || before === after) {
    return [];
  }
  const key = `${before} ${after}`;
  const files = known.get(key) ?? compareTrees(repository.folder, before, after);
  known.set(key, files);
  return files;
}

async function compareTrees(folder: string, before: string, after: string): Promise<ChangedFile[]> {
  const options = ["-r", "-M", "--raw", "--patch", "-z", "--no-color", "--abbrev=40"];
  const { stdout } = await runGit(folder, ["diff-tree", ...options, before, after]);
  const text = stdout.toString();
  const end = text.indexOf("\0\0");
  const hunks = text
    .slice(end + 2)
    .split(/^diff --git .*$/m)
    .slice(1)
    .map((section) => /^@@[\s\S]*/m.exec(section)?.[0].trimEnd() ?? null);
  return parseRaw(text.slice(0, Math.max(0, end + 1))).map((file, index) => {
    const patch = hunks[index] ?? null;
    const lines = patch?.split("\n") ?? [];
    return {
      ...file,
      additions: lines.filter((line) => line.startsWith("+")).length,
      deletions: lines.filter((line) => line.startsWith("-")).length,
      patch,
    };
  });
}

function parseRaw(text: string) {
  const parts = text.split("\0");
  const files: Pick<ChangedFile, "filename" | "previousFilename" | "sha" | "status">[] = [];
  for (let at = 0; at + 1 < parts.length; ) {
    const [, , before = "", after = "", letter = ""] = (parts[at] ?? "").split(" ");
    const renamed = letter.startsWith("R");
    const status = letter[0] === "A" || letter[0] === "D" || renamed ? letter[0] : null;
    files.push({
      filename: parts[renamed ? at + 2 : at + 1] ?? "",
      previousFilename: renamed ? (parts[at + 1] ?? null) : null,
      sha: letter === "D" ? before : after,
      status: status === "A" || status === "D" || status === "R" ? statuses[status] : "modified",
    });
    at += renamed ? 3 : 2;
  }
  return files;
}
