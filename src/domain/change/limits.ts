import { diffLines } from "diff";
import { type Reason, reason } from "../shared/reason.ts";
import type { ChangedFile } from "./edited-files.ts";

/** How far a change may go. */
export interface EditLimits {
  readonly maxFiles: number;
  /** Added plus removed lines. */
  readonly maxChangedLines: number;
  /** Added plus removed characters. */
  readonly maxChangedCharacters: number;
  /** Columns of a line that is added or changed; a tab is four. */
  readonly maxLineLength: number;
  /** Patterns of paths that may be touched. */
  readonly allowedPaths: readonly string[];
  /** Patterns of paths that may not, beside those that are always protected. */
  readonly protectedPaths: readonly string[];
}

/** The size of a change within its limits, or what exceeds them. */
export type Measured =
  | { readonly kind: "within"; readonly changedLines: number }
  | { readonly kind: "beyond"; readonly reason: Reason };

/** Counts files, lines and characters of a change; it stops counting at the first limit that is passed. */
export function measure(changed: readonly ChangedFile[], limits: EditLimits): Measured {
  if (changed.length > limits.maxFiles) {
    const text = `${changed.length} files are more than limits.maxFiles (${limits.maxFiles}).`;
    return { kind: "beyond", reason: reason("too_many_files", text) };
  }
  let [lines, characters] = [0, 0];
  for (const { before, after } of changed) {
    const difference = differenceOf(before ?? "", after, limits.maxChangedLines);
    lines += difference.lines;
    characters += difference.characters;
  }
  if (lines > limits.maxChangedLines) {
    const text = `More than limits.maxChangedLines (${limits.maxChangedLines}) lines change.`;
    return { kind: "beyond", reason: reason("too_many_lines", text) };
  }
  if (characters > limits.maxChangedCharacters) {
    const text = `${characters} characters are more than limits.maxChangedCharacters (${limits.maxChangedCharacters}).`;
    return { kind: "beyond", reason: reason("too_many_characters", text) };
  }
  return { kind: "within", changedLines: lines };
}

/**
 * Added plus removed lines as a diff shows them, infinite beyond `most`, where counting on would only cost time; and
 * characters that differ, where of a line that changes only what is between its equal ends counts.
 */
function differenceOf(before: string, after: string, most: number): { lines: number; characters: number } {
  const parts = diffLines(before, after, { maxEditLength: most });
  if (!parts) return { lines: Number.POSITIVE_INFINITY, characters: 0 };
  let [lines, characters, removed] = [0, 0, ""];
  for (const part of parts) {
    if (part.removed) removed += part.value;
    if (part.added || part.removed) lines += part.count ?? 0;
    if (part.removed) continue;
    characters += differing(removed, part.added ? part.value : "");
    removed = "";
  }
  return { lines, characters: characters + differing(removed, "") };
}

function differing(one: string, other: string): number {
  const [start, end] = equalEnds(one, other);
  return one.length + other.length - 2 * (start + end);
}

/** How many characters two texts have in common at their beginnings and, behind that, at their ends. */
export function equalEnds(one: string, other: string): readonly [start: number, end: number] {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return [start, end];
}
