import { lineChanges, linesOf } from "./line-changes.ts";
import { type FileThen, standingOf } from "./standing.ts";

/** How many files are read to find one that is not where it was. */
const maxSearched = 500;
/** Lines around a changed place by which it is known again elsewhere. */
const context = 3;
/** Fewer say nothing: they may be anywhere. */
const minTellingLines = 3;
/** From this share of lines in common a new file is an old one under another name, as for git. */
const minLikeness = 0.5;

/** Whether the change may live on in another file: it is not whole where it was, and was not just put back there. */
export function mayHaveMoved(file: FileThen): boolean {
  return file.now !== file.before && standingOf([file]) !== "stands";
}

/** Where a file is looked for that is not where it was, the likely places first: under its name, then of its kind. */
export function likelyPaths(path: string, all: readonly string[]): string[] {
  const rank = (other: string): number =>
    nameOf(other) === nameOf(path) ? 0 : kindOf(other) === kindOf(path) ? 1 : 2;
  return all
    .filter((other) => other !== path)
    .map((other) => ({ other, rank: rank(other) }))
    .sort((one, two) => one.rank - two.rank)
    .slice(0, maxSearched)
    .map(({ other }) => other);
}

/**
 * Asks of a text whether it has every place of the change as the change left it, with the lines around. Of a change
 * whose places are too short to tell the answer is always no.
 */
export function holderOf({ before, after }: FileThen): (text: string) => boolean {
  if (after === null || before === after) return () => false;
  const ours = writtenLines(after);
  const passages = lineChanges(writtenLines(before ?? ""), ours).map(({ to }) =>
    ours.slice(Math.max(0, to[0] - context), to[1] + context),
  );
  if (passages.flat().filter((line) => line.trim() !== "").length < minTellingLines) return () => false;
  const wanted = passages.map(whole);
  return (text) => {
    const lines = whole(linesOf(text));
    return wanted.every((passage) => lines.includes(passage));
  };
}

/** Whether a text that is new in the tree is the file's under another name, with whatever edits. */
export function isAlike({ after }: FileThen, text: string): boolean {
  return after !== null && likeness(after, text) >= minLikeness;
}

/** The share of lines that two texts have in common, 0 to 1. */
export function likeness(one: string, other: string): number {
  const [mine, theirs] = [tally(one), tally(other)];
  const common = [...mine].reduce((sum, [line, count]) => sum + Math.min(count, theirs.get(line) ?? 0), 0);
  const size = (lines: ReadonlyMap<string, number>) => [...lines.values()].reduce((sum, n) => sum + n, 0);
  return common / Math.max(1, size(mine), size(theirs));
}

function tally(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const line of linesOf(text)) {
    if (line.trim() !== "") lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  return lines;
}

/** Without the end of the last line, which elsewhere is followed by others. */
function writtenLines(text: string): string[] {
  const lines = linesOf(text);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function whole(lines: readonly string[]): string {
  return `\n${lines.join("\n")}\n`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).toLowerCase();
}

function kindOf(path: string): string {
  return nameOf(path).split(".").slice(1).join(".");
}
