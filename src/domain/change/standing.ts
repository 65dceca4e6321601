import { type LineChange, leaves, lineChanges, linesOf } from "./line-changes.ts";

/** A file of a change: as it was before and after it, and as it is now; null when there is none. */
export interface FileThen {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly now: string | null;
}

/**
 * What is left of a change.
 *
 * - `stands`: every line of it is there, whatever else was edited.
 * - `undone`: every line that it took away is back and none of its own is there, or its files are gone.
 * - `superseded`: neither, so something else stands in its place, or in a part of it.
 */
export type Standing = "stands" | "undone" | "superseded";

/** What is left of a change now, by the lines of its files; how they were put back is of no matter. */
export function standingOf(files: readonly FileThen[]): Standing {
  const standings = new Set(files.flatMap(standingsIn));
  const [only] = standings;
  return standings.size > 1 ? "superseded" : (only ?? "stands");
}

function standingsIn({ before, after, now }: FileThen): Standing[] {
  if (before === after) return [];
  if (now === after) return ["stands"];
  if (now === before || now === null) return ["undone"];
  if (after === null) return ["superseded"];
  const [ours, then, today] = [linesOf(after), linesOf(before ?? ""), linesOf(now)];
  const [sinceAfter, sinceBefore] = [lineChanges(ours, today), lineChanges(then, today)];
  return lineChanges(then, ours).map((hunk) => standingOfHunk(hunk, sinceAfter, sinceBefore));
}

function standingOfHunk(
  { from, to }: LineChange,
  sinceAfter: readonly LineChange[],
  sinceBefore: readonly LineChange[],
): Standing {
  if (leaves(sinceAfter, to)) return "stands";
  return leaves(sinceBefore, from) ? "undone" : "superseded";
}

/**
 * The files as they are now without the change, line by line, where its commit cannot be reverted any more; null when
 * not every line of it is as it left it.
 */
export function withoutChange(files: readonly FileThen[]): { path: string; content: string | null }[] | null {
  if (standingOf(files) !== "stands") return null;
  const undone: { path: string; content: string | null }[] = [];
  for (const { path, before, after, now } of files) {
    if (before === after) continue;
    if (now === after) undone.push({ path, content: before });
    else if (before === null || after === null || now === null) return null;
    else {
      const content = putBack(before, after, now);
      if (content === null) return null;
      undone.push({ path, content });
    }
  }
  return undone;
}

/** null for a text whose lines end in different ways, which would not stay as they are. */
function putBack(before: string, after: string, now: string): string | null {
  const [ours, then, today] = [linesOf(after), linesOf(before), linesOf(now)];
  const lineEnd = now.includes("\r\n") ? "\r\n" : "\n";
  const whole = (): string => (now.startsWith("\uFEFF") ? "\uFEFF" : "") + today.join(lineEnd);
  if (whole() !== now) return null;
  const sinceAfter = lineChanges(ours, today);
  for (const { from, to } of lineChanges(then, ours).toReversed()) {
    const earlier = sinceAfter.filter((one) => one.from[1] <= to[0]);
    const moved = earlier.reduce(
      (sum, one) => sum + (one.to[1] - one.to[0]) - (one.from[1] - one.from[0]),
      0,
    );
    today.splice(to[0] + moved, to[1] - to[0], ...then.slice(...from));
  }
  return whole();
}
