import { anyGlob } from "../shared/glob.ts";
import { type Reason, reason } from "../shared/reason.ts";
import { hiddenCharacters } from "../shared/visible.ts";
import type { Edit, FileAfter } from "./change.ts";
import { type BaseFiles, editFiles } from "./edited-files.ts";
import { type EditLimits, measure } from "./limits.ts";
import { isOpenable, protectedKind } from "./protected-paths.ts";
import { reviewProblems } from "./reviewable.ts";
import { isNamed, type Scope, scopeMatcher } from "./scope.ts";

/** Edits applied to files: the files that changed, or every reason why not. */
export type AppliedEdits =
  | { readonly kind: "files"; readonly files: readonly FileAfter[]; readonly changedLines: number }
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] };

/**
 * Applies edits to the files at the base commit, within the limits and the scope. All or nothing.
 * @param scope what the change may touch at all; without it only what protects paths is asked
 */
export function applyEdits(
  edits: readonly Edit[],
  before: BaseFiles,
  limits: EditLimits,
  scope: Scope | null = null,
): AppliedEdits {
  const outside = edits.flatMap((edit) => pathProblems(edit.path, limits, scope));
  if (outside.length > 0) return { kind: "refused", reasons: outside };
  const edited = editFiles(edits, before);
  if (edited.kind === "refused") return edited;
  const measured = measure(edited.files, limits);
  if (measured.kind === "beyond") return { kind: "refused", reasons: [measured.reason] };
  // A recipe puts numbers into templates, whose lines may be of any length.
  const maxLineLength = scope?.kind === "files" ? Number.POSITIVE_INFINITY : limits.maxLineLength;
  const unseen = edited.files.flatMap((file) => reviewProblems(file, maxLineLength));
  if (unseen.length > 0) return { kind: "refused", reasons: unseen };
  const files = edited.files.map(({ path, after, mode }) => ({ path, content: after, mode }));
  return { kind: "files", files, changedLines: measured.changedLines };
}

/**
 * Reasons against touching a path; empty when it may be touched.
 * @param scope what the change may touch at all; without it only what protects paths is asked
 */
export function pathProblems(path: string, limits: PathLimits, scope: Scope | null = null): Reason[] {
  if (path.length > longestPath || path.split("/").some(isStrangeName) || !path.isWellFormed()) {
    const shown = JSON.stringify(path.slice(0, 200));
    return [reason("path_outside_repository", `${shown} is not a plain path inside the repository.`)];
  }
  const kind = protectedKind(path, scope?.kind === "model" ? "model" : "recipe");
  if (kind !== null && !(scope !== null && isOpenable(path) && isNamed(path, scope))) {
    return [reason("protected_path", `${path} is protected (${kind}): changes to it are for people.`)];
  }
  if (anyGlob(limits.protectedPaths, { ignoreCase: true })(path)) {
    return [reason("protected_path", `${path} is protected by limits.protectedPaths: it is for people.`)];
  }
  if (!anyGlob(limits.allowedPaths)(path)) {
    return [reason("path_not_allowed", `${path} is not among limits.allowedPaths of the policy.`)];
  }
  if (scope !== null && !scopeMatcher(scope)(path))
    return [reason("path_out_of_scope", outOfScope(path, scope))];
  return [];
}

/** Linux opens none longer than 4,096 bytes, and what is matched with patterns has to have an end. */
const longestPath = 1024;

type PathLimits = Pick<EditLimits, "allowedPaths" | "protectedPaths">;

function outOfScope(path: string, scope: Scope): string {
  return scope.kind === "files"
    ? `${path} is none of the files that the recipe works on.`
    : `${path} is neither the service's source nor one of its tests, nor opened by limits.modelPaths.`;
}

/** Part of a path that leaves the repository, is git's own on some file system, or does not show what it is. */
function isStrangeName(name: string): boolean {
  const folded = name.normalize("NFKC").toLowerCase();
  return (
    /^\.*$/.test(folded) ||
    folded === ".git" ||
    // Windows' short names, of which a long one may be anything.
    /^[^.]{1,8}~\d+(?:\..{0,3})?$/.test(folded) ||
    /[\\/:]/.test(folded) ||
    /^\s|[\s.]$/u.test(folded) ||
    /[\t\n\r]/.test(name) ||
    hiddenCharacters(name).length > 0
  );
}
