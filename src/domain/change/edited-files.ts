import { foldPath } from "../shared/glob.ts";
import { type Reason, reason } from "../shared/reason.ts";
import type { ReasonCode } from "../shared/reasons.ts";
import type { Edit, FileAfter } from "./change.ts";

/** What is at the base commit, as far as edits need to know it. */
export interface BaseFiles {
  /** Text of every file that the edits name; what is binary, a link or too large has none. */
  readonly texts: ReadonlyMap<string, string>;
  /** git's mode of every path in the tree, links and submodules too; folders are not listed. */
  readonly modes: ReadonlyMap<string, string>;
}

/** A file that edits change; `before` is null for a new one. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
  readonly mode: FileAfter["mode"];
}

/** What edits make of files, whether or not that is within limits. */
export type EditedFiles =
  | { readonly kind: "edited"; readonly files: readonly ChangedFile[] }
  | { readonly kind: "refused"; readonly reasons: readonly Reason[] };

/** A larger file could not be read for the next change. */
const maxFileCharacters = 1_048_576;

/**
 * Makes the edits. All or nothing: a replaced text must be in its file exactly once; a created file must not take the
 * place of anything; edits that change nothing are refused with `empty_change`. An edited file keeps its mode.
 */
export function editFiles(edits: readonly Edit[], before: BaseFiles): EditedFiles {
  const after = new Map<string, string>();
  const reasons: Reason[] = [];
  const taken = takenPaths(edits, before);
  for (const edit of edits) {
    const current = after.get(edit.path) ?? before.texts.get(edit.path) ?? null;
    const next = edit.kind === "create" ? createFile(edit, taken) : replaceText(edit, current);
    if (next.kind === "problem") reasons.push(next.reason);
    else after.set(edit.path, next.content);
  }
  if (reasons.length > 0) return { kind: "refused", reasons };
  const files = [...after]
    .map(([path, content]) => changedFile(path, content, before))
    .filter((file) => file.before !== file.after);
  if (files.length > 0) return { kind: "edited", files };
  return { kind: "refused", reasons: [reason("empty_change", "The change changes nothing.")] };
}

function changedFile(path: string, after: string, { texts, modes }: BaseFiles): ChangedFile {
  const mode = modes.get(path) === "100755" ? "100755" : "100644";
  return { path, before: texts.get(path) ?? null, after, mode };
}

type OneEdit = { kind: "content"; content: string } | { kind: "problem"; reason: Reason };

function problem(code: ReasonCode, text: string): OneEdit {
  return { kind: "problem", reason: reason(code, text) };
}

function createFile(edit: Extract<Edit, { kind: "create" }>, taken: Set<string>): OneEdit {
  const path = foldPath(edit.path);
  if (taken.has(path) || taken.has(`${path}/`)) {
    return problem("file_exists", `${edit.path} exists already and would be overwritten.`);
  }
  const inside = foldersOf(path).find((folder) => taken.has(folder.slice(0, -1)));
  if (inside !== undefined) {
    return problem("file_exists", `${edit.path} would turn the file ${inside.slice(0, -1)} into a folder.`);
  }
  for (const folder of foldersOf(path)) taken.add(folder);
  taken.add(path);
  return checkedText(edit.path, edit.content);
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
    taken.add(foldPath(path));
    for (const folder of foldersOf(foldPath(path))) taken.add(folder);
  }
  return taken;
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}/`);
}
