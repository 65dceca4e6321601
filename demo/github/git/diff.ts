import type { GitRepository } from "./repository.ts";

/** One changed file, in the words of GitHub's API. */
export interface ChangedFile {
  readonly filename: string;
  readonly previousFilename: string | null;
  readonly sha: string;
  readonly status: "added" | "removed" | "modified" | "renamed";
  readonly additions: number;
  readonly deletions: number;
  /** Unified hunks without file headers; null for binary files. */
  readonly patch: string | null;
}

const statuses = { A: "added", D: "removed", R: "renamed" } as const;
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** Files that differ between two commits; from nothing when `from` is null. */
export async function changedFiles(
  repository: GitRepository,
  from: string | null,
  to: string,
): Promise<ChangedFile[]> {
  const range = [from ?? emptyTree, to];
  const options = ["-c", "core.quotePath=false", "diff", "--no-color", "--abbrev=40", "-M"];
  const [raw, numbers, patches] = await Promise.all([
    repository.immutable([...options, "--raw", "-z", ...range]),
    repository.immutable([...options, "--numstat", "--no-renames", ...range]),
    repository.immutable([...options, "--patch", ...range]),
  ]);
  const counts = parseCounts(numbers.stdout.toString());
  const hunks = patches.stdout
    .toString()
    .split(/^diff --git .*$/m)
    .slice(1)
    .map((section) => /^@@[\s\S]*/m.exec(section)?.[0].trimEnd() ?? null);
  return parseRaw(raw.stdout.toString()).map((file, index) => ({
    ...file,
    ...countLines(hunks[index] ?? null, counts.get(file.filename)),
    patch: hunks[index] ?? null,
  }));
}

function countLines(patch: string | null, counted: { additions: number; deletions: number } | undefined) {
  if (patch === null) {
    return counted ?? { additions: 0, deletions: 0 };
  }
  const lines = patch.split("\n");
  return {
    additions: lines.filter((line) => line.startsWith("+")).length,
    deletions: lines.filter((line) => line.startsWith("-")).length,
  };
}

function parseCounts(text: string): Map<string, { additions: number; deletions: number }> {
  return new Map(
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const [additions = "0", deletions = "0", ...name] = line.split("\t");
        return [name.join("\t"), { additions: Number(additions) || 0, deletions: Number(deletions) || 0 }];
      }),
  );
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
