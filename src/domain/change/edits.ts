import { diffLines } from "diff";
import picomatch from "picomatch";
import { type Reason, reason } from "../shared/reason.ts";
import type { ReasonCode } from "../shared/reasons.ts";
import type { Edit, FileAfter } from "./change.ts";

/** Paths that no change may touch, whatever a policy allows: they decide what the app and CI may do. */
const alwaysProtectedPaths = [
  ".github/**",
  ".git/**",
  "**/.git/**",
  ".ci/**",
  ".circleci/**",
  ".gitlab-ci.yml",
  ".buildkite/**",
  ".drone.yml",
  ".travis.yml",
  "azure-pipelines.yml",
  "bitbucket-pipelines.yml",
  "buildspec.yml",
  "Jenkinsfile",
  "**/CODEOWNERS",
  "**/.gitmodules",
  "**/.gitattributes",
  "**/.env",
  "**/.env.*",
  "**/.npmrc",
  "**/.netrc",
  "**/.pypirc",
  "**/*.pem",
  "**/*.key",
  "**/*.p12",
  "**/*.pfx",
  // What a build runs, and whose code it fetches.
  "**/package.json",
  "**/package-lock.json",
  "**/npm-shrinkwrap.json",
  "**/pnpm-lock.yaml",
  "**/*.lock",
  "**/go.sum",
  "**/.yarnrc*",
  "**/.yarn/**",
  "**/.pnpmfile.cjs",
  "**/.husky/**",
  "**/.githooks/**",
  "**/lefthook.yml",
  "**/.pre-commit-config.yaml",
  "**/Makefile",
  "**/conftest.py",
  "**/{jest,vitest}.config.*",
  // What tells other agents and editors what to do.
  "**/AGENTS.md",
  "**/CLAUDE.md",
  "**/.cursor/**",
  "**/.vscode/**",
  "**/.devcontainer/**",
];

/** How far a change may go. */
export interface EditLimits {
  readonly maxFiles: number;
  /** Added plus removed lines. */
  readonly maxChangedLines: number;
  /** Patterns of paths that may be touched. */
  readonly allowedPaths: readonly string[];
  /** Patterns of paths that may not, beside those that are always protected. */
  readonly protectedPaths: readonly string[];
}

/** What is at the base commit, as far as edits need to know it. */
export interface BaseFiles {
  /** Text of every file that the edits name; what is binary, a link or too large has none. */
  readonly texts: ReadonlyMap<string, string>;
  /** git's mode of every path in the tree, links and submodules too; folders are not listed. */
  readonly modes: ReadonlyMap<string, string>;
}

/** Edits applied to files: the files that changed, or every reason why not. */
export type AppliedEdits =
  | { readonly kind: "files"; readonly files: readonly FileAfter[]; readonly changedLines: number }
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] };

/** A larger file could not be read for the next change. */
const maxFileCharacters = 1_048_576;

/**
 * Applies edits to the files at the base commit, within the limits. All or nothing.
 * A replaced text must be in its file exactly once; a created file must not take the place of anything; a change
 * that changes nothing is refused with `empty_change`. An edited file keeps its mode.
 */
export function applyEdits(edits: readonly Edit[], before: BaseFiles, limits: EditLimits): AppliedEdits {
  const reasons = edits.flatMap((edit) => pathProblems(edit.path, limits));
  if (reasons.length > 0) return { kind: "refused", reasons };

  const after = new Map<string, string>();
  const taken = takenPaths(edits, before);
  for (const edit of edits) {
    const current = after.get(edit.path) ?? before.texts.get(edit.path) ?? null;
    const next = edit.kind === "create" ? createFile(edit, taken) : replaceText(edit, current);
    if (next.kind === "problem") reasons.push(next.reason);
    else after.set(edit.path, next.content);
  }
  if (reasons.length > 0) return { kind: "refused", reasons };
  return withinSize(after, before, limits);
}

/** Reasons against touching a path; empty when it may be touched. */
export function pathProblems(path: string, limits: EditLimits): Reason[] {
  if (path.split("/").some(isStrangeName) || !path.isWellFormed()) {
    return [
      reason(
        "path_outside_repository",
        `${JSON.stringify(path.slice(0, 200))} is not a plain path inside the repository.`,
      ),
    ];
  }
  // Letters that only look different, or differ on some file systems only, are the same to what is protected.
  const folded = path.normalize("NFKC");
  if (matches(folded, [...alwaysProtectedPaths, ...limits.protectedPaths], { nocase: true })) {
    return [reason("protected_path", `${path} is protected: changes to it are for people.`)];
  }
  if (!matches(path, limits.allowedPaths, { nocase: false })) {
    return [reason("path_not_allowed", `${path} is not among limits.allowedPaths of the policy.`)];
  }
  return [];
}

function matches(path: string, patterns: readonly string[], options: { nocase: boolean }): boolean {
  // A leading "!" would turn a pattern into "everything but this", which no list of paths means.
  const settings = { dot: true, nonegate: true, ...options };
  return patterns.length > 0 && picomatch.isMatch(path, [...patterns], settings);
}

/** Part of a path that leaves the repository, is git's own on some file system, or does not show what it is. */
function isStrangeName(name: string): boolean {
  const folded = name.normalize("NFKC").toLowerCase();
  return (
    /^\.*$/.test(folded) ||
    folded === ".git" ||
    /^git(hub)?~\d+$/.test(folded) ||
    /[\\/:]/.test(folded) ||
    /^\s|[\s.]$/u.test(folded) ||
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)
  );
}

type OneEdit = { kind: "content"; content: string } | { kind: "problem"; reason: Reason };

function problem(code: ReasonCode, text: string): OneEdit {
  return { kind: "problem", reason: reason(code, text) };
}

/** Characters that make code read differently from how it runs (Boucher and Anderson, Trojan Source, 2021). */
const reordering = /[\u202A-\u202E\u2066-\u2069]/;

function reorders(path: string): OneEdit {
  return problem("edit_hides_order", `The edit of ${path} has characters that reorder what people see.`);
}

function createFile(edit: Extract<Edit, { kind: "create" }>, taken: Set<string>): OneEdit {
  const path = fold(edit.path);
  if (taken.has(path) || taken.has(`${path}/`)) {
    return problem("file_exists", `${edit.path} exists already and would be overwritten.`);
  }
  const inside = foldersOf(path).find((folder) => taken.has(folder.slice(0, -1)));
  if (inside !== undefined) {
    return problem("file_exists", `${edit.path} would turn the file ${inside.slice(0, -1)} into a folder.`);
  }
  for (const folder of foldersOf(path)) taken.add(folder);
  taken.add(path);
  return reordering.test(edit.content) ? reorders(edit.path) : checkedText(edit.path, edit.content);
}

function replaceText(edit: Extract<Edit, { kind: "replace" }>, current: string | null): OneEdit {
  if (current === null) {
    return problem("file_missing", `${edit.path} is not a text file at the base commit.`);
  }
  if (edit.oldText === "") {
    return problem("edit_text_empty", `An edit of ${edit.path} names no text to replace.`);
  }
  const first = current.indexOf(edit.oldText);
  if (first < 0) return problem("edit_text_missing", `The text to replace is not in ${edit.path}.`);
  if (current.lastIndexOf(edit.oldText) !== first) {
    return problem("edit_text_ambiguous", `The text to replace is in ${edit.path} more than once.`);
  }
  if (reordering.test(edit.newText)) return reorders(edit.path);
  return checkedText(
    edit.path,
    current.slice(0, first) + edit.newText + current.slice(first + edit.oldText.length),
  );
}

function checkedText(path: string, content: string): OneEdit {
  if (content.includes("\0") || !content.isWellFormed()) {
    return problem("edit_not_text", `${path} would not be a text file any more.`);
  }
  if (content.length > maxFileCharacters) {
    return problem("file_too_large", `${path} would be larger than ${maxFileCharacters} characters.`);
  }
  return { kind: "content", content };
}

/** Files as `a/b`, folders as `a/`, in one case: on some file systems `A` and `a` are the same. */
function takenPaths(edits: readonly Edit[], before: BaseFiles): Set<string> {
  const taken = new Set<string>();
  if (!edits.some((edit) => edit.kind === "create")) return taken;
  for (const path of [...before.modes.keys(), ...before.texts.keys()]) {
    taken.add(fold(path));
    for (const folder of foldersOf(fold(path))) taken.add(folder);
  }
  return taken;
}

function fold(path: string): string {
  return path.normalize("NFKC").toLowerCase();
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}/`);
}

function withinSize(after: ReadonlyMap<string, string>, before: BaseFiles, limits: EditLimits): AppliedEdits {
  const changed = [...after].filter(([path, content]) => before.texts.get(path) !== content);
  if (changed.length === 0) {
    return { kind: "refused", reasons: [reason("empty_change", "The change changes nothing.")] };
  }
  if (changed.length > limits.maxFiles) {
    const text = `${changed.length} files are more than limits.maxFiles (${limits.maxFiles}).`;
    return { kind: "refused", reasons: [reason("too_many_files", text)] };
  }
  let changedLines = 0;
  for (const [path, content] of changed) {
    changedLines += countChangedLines(before.texts.get(path) ?? "", content, limits.maxChangedLines);
  }
  if (changedLines > limits.maxChangedLines) {
    const text = `More than limits.maxChangedLines (${limits.maxChangedLines}) lines change.`;
    return { kind: "refused", reasons: [reason("too_many_lines", text)] };
  }
  const files = changed.map(([path, content]) => ({ path, content, mode: modeOf(path, before) }));
  return { kind: "files", files, changedLines };
}

function modeOf(path: string, before: BaseFiles): FileAfter["mode"] {
  return before.modes.get(path) === "100755" ? "100755" : "100644";
}

/** Added plus removed lines, as a diff shows them; infinite beyond `most`, where counting on would only cost time. */
function countChangedLines(before: string, after: string, most: number): number {
  const parts = diffLines(before, after, { maxEditLength: most });
  if (!parts) return Number.POSITIVE_INFINITY;
  return parts.filter((part) => part.added || part.removed).reduce((sum, part) => sum + (part.count ?? 0), 0);
}
