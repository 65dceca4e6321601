import { diffLines } from "diff";
import picomatch from "picomatch";
import type { Edit, FileAfter } from "./change.ts";
import type { Limits } from "./policy.ts";
import { type Reason, reason } from "./reason.ts";

/** Paths that no change may touch, whatever a policy allows: they decide what the app and CI may do. */
export const alwaysProtectedPaths = [
  ".github/**",
  ".git/**",
  "**/.git/**",
  ".ci/**",
  ".circleci/**",
  ".gitlab-ci.yml",
  "Jenkinsfile",
  "**/CODEOWNERS",
  "**/.env",
  "**/.env.*",
  "**/.npmrc",
  "**/*.pem",
  "**/*.key",
];

/** Edits applied to files: the files that changed, or every reason why not. */
export type AppliedEdits =
  | { readonly kind: "files"; readonly files: readonly FileAfter[]; readonly changedLines: number }
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] };

/**
 * Applies edits to the files at the base commit, within the limits. All or nothing.
 * A replaced text must be in its file exactly once; a created file must not exist yet; a change that changes
 * nothing is refused with `empty_change`.
 * @param before content by path of every file that the edits name and that exists
 */
export function applyEdits(
  edits: readonly Edit[],
  before: ReadonlyMap<string, string>,
  limits: Limits,
): AppliedEdits {
  const reasons = edits.flatMap((edit) => pathProblems(edit.path, limits));
  if (reasons.length > 0) return { kind: "refused", reasons };

  const after = new Map<string, string>();
  for (const edit of edits) {
    const current = after.get(edit.path) ?? before.get(edit.path) ?? null;
    const next = applyOne(edit, current);
    if (next.kind === "problem") reasons.push(next.reason);
    else after.set(edit.path, next.content);
  }
  if (reasons.length > 0) return { kind: "refused", reasons };
  return withinSize(after, before, limits);
}

/** Reasons against touching a path; empty when it may be touched. */
export function pathProblems(path: string, limits: Limits): Reason[] {
  const parts = path.split("/");
  const malformed =
    path === "" ||
    path.startsWith("/") ||
    path.includes("\\") ||
    path.includes("\0") ||
    /^[A-Za-z]:/.test(path) ||
    parts.some((part) => part === ".." || part === "." || part === "" || part.toLowerCase() === ".git");
  if (malformed) {
    return [reason("path_outside_repository", `"${path}" is not a plain path inside the repository.`)];
  }
  const matches = (patterns: readonly string[]): boolean =>
    patterns.length > 0 && picomatch.isMatch(path, [...patterns], { dot: true, nocase: true });
  if (matches([...alwaysProtectedPaths, ...limits.protectedPaths])) {
    return [reason("protected_path", `${path} is protected: changes to it are for people.`)];
  }
  if (!matches(limits.allowedPaths)) {
    return [reason("path_not_allowed", `${path} is not among limits.allowedPaths of the policy.`)];
  }
  return [];
}

type OneEdit = { kind: "content"; content: string } | { kind: "problem"; reason: Reason };

function applyOne(edit: Edit, current: string | null): OneEdit {
  const problem = (code: string, text: string): OneEdit => ({ kind: "problem", reason: reason(code, text) });
  if (edit.kind === "create") {
    return current === null
      ? { kind: "content", content: edit.content }
      : problem("file_exists", `${edit.path} exists already and would be overwritten.`);
  }
  if (current === null) return problem("file_missing", `${edit.path} does not exist at the base commit.`);
  if (edit.oldText === "")
    return problem("edit_text_empty", `An edit of ${edit.path} names no text to replace.`);
  const first = current.indexOf(edit.oldText);
  if (first < 0) return problem("edit_text_missing", `The text to replace is not in ${edit.path}.`);
  if (current.indexOf(edit.oldText, first + 1) >= 0) {
    return problem("edit_text_ambiguous", `The text to replace is in ${edit.path} more than once.`);
  }
  const content = current.slice(0, first) + edit.newText + current.slice(first + edit.oldText.length);
  return { kind: "content", content };
}

function withinSize(
  after: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
  limits: Limits,
): AppliedEdits {
  const changed = [...after].filter(([path, content]) => before.get(path) !== content);
  if (changed.length === 0) {
    return { kind: "refused", reasons: [reason("empty_change", "The change changes nothing.")] };
  }
  const reasons: Reason[] = [];
  if (changed.length > limits.maxFiles) {
    reasons.push(
      reason("too_many_files", `${changed.length} files are more than limits.maxFiles (${limits.maxFiles}).`),
    );
  }
  const changedLines = changed.reduce(
    (sum, [path, content]) => sum + countChangedLines(before.get(path) ?? "", content),
    0,
  );
  if (changedLines > limits.maxChangedLines) {
    reasons.push(
      reason(
        "too_many_lines",
        `${changedLines} changed lines are more than limits.maxChangedLines (${limits.maxChangedLines}).`,
      ),
    );
  }
  if (reasons.length > 0) return { kind: "refused", reasons };
  const files = changed.map(([path, content]) => ({ path, content, mode: "100644" as const }));
  return { kind: "files", files, changedLines };
}

/** Added plus removed lines, as a diff shows them. */
function countChangedLines(before: string, after: string): number {
  return diffLines(before, after)
    .filter((part) => part.added || part.removed)
    .reduce((sum, part) => sum + (part.count ?? 0), 0);
}
