import { type Reason, reason } from "../shared/reason.ts";
import { hiddenCharacters } from "../shared/visible.ts";
import type { ChangedFile } from "./edited-files.ts";
import { equalEnds } from "./limits.ts";
import { lineChanges } from "./line-changes.ts";

/** A line that a change adds, or changes from `from` on up to `to`. */
interface AddedLine {
  /** 1-based, in the file after the change. */
  readonly number: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const maxBlankColumns = 100;
const maxBlankLines = 20;
const columnsOfTab = 4;

/** A letter that looks like a Latin one, in a word of Latin letters. */
const lookalikes = /[аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅԌԚԜοΑΒΕΖΗΙΚΜΝΟΡΤΥΧνｏａｅ]/u;
const words = /[\p{L}\p{N}_$]+/gu;

/**
 * Why a reviewer could not see all that a change adds to a file: hidden characters, letters of another script inside a
 * word, code far to the right or below many empty lines. What was there before is not the change's fault.
 */
export function reviewProblems(file: ChangedFile, maxLineLength: number): Reason[] {
  const lines = addedLines(file);
  const problem =
    hiddenIn(lines, file.path) ??
    mixedIn(lines, file.path) ??
    farIn(lines, file.path, maxLineLength) ??
    belowIn(lines, file.path);
  return problem === null ? [] : [problem];
}

function hiddenIn(lines: readonly AddedLine[], path: string): Reason | null {
  for (const { number, text, from, to } of lines) {
    const [first] = hiddenCharacters(text).filter(({ index }) => index >= from && index < to);
    if (!first) continue;
    const where = `Line ${number} of ${path} has ${first.name}`;
    return first.reorders
      ? reason("edit_hides_order", `${where}, which reorders what people see.`)
      : reason("edit_hides_text", `${where}, which people do not see.`);
  }
  return null;
}

function mixedIn(lines: readonly AddedLine[], path: string): Reason | null {
  for (const { number, text, from, to } of lines) {
    for (const { 0: word, index } of text.matchAll(words)) {
      const isAdded = index < to && index + word.length > from;
      if (!isAdded || !lookalikes.test(word) || !/[a-z]/i.test(word)) continue;
      const shown = [...word.slice(0, 40)].map((one) => (lookalikes.test(one) ? codeOf(one) : one)).join("");
      const what = `a word with letters that look like Latin ones and are none (${shown})`;
      return reason("edit_hides_text", `Line ${number} of ${path} has ${what}.`);
    }
  }
  return null;
}

function farIn(lines: readonly AddedLine[], path: string, maxLineLength: number): Reason | null {
  for (const { number, text, from, to } of lines) {
    const blank = longestBlank(text, from, to);
    if (blank > maxBlankColumns) {
      return reason("edit_hides_text", `Line ${number} of ${path} has text behind ${blank} blanks.`);
    }
    if (columns(text.slice(0, to)) <= maxLineLength) continue;
    const limit = `limits.maxLineLength (${maxLineLength})`;
    return reason("line_too_long", `What is added to line ${number} of ${path} ends beyond ${limit}.`);
  }
  return null;
}

function belowIn(lines: readonly AddedLine[], path: string): Reason | null {
  let [run, previous] = [0, -1];
  for (const { number, text } of lines) {
    const isBlank = text.trim() === "";
    if (isBlank) run = number === previous + 1 ? run + 1 : 1;
    else if (run > maxBlankLines && number === previous + 1) {
      return reason("edit_hides_text", `Line ${number} of ${path} stands below ${run} empty lines.`);
    } else run = 0;
    previous = number;
  }
  return null;
}

/** Columns of the longest run of blanks that ends before something that was added. */
function longestBlank(text: string, from: number, to: number): number {
  let longest = 0;
  for (const { 0: run, index } of text.matchAll(/\s+/gu)) {
    const end = index + run.length;
    if (end < text.length && index < to && end > from) longest = Math.max(longest, columns(run));
  }
  return longest;
}

function columns(text: string): number {
  return text.length + (text.split("\t").length - 1) * (columnsOfTab - 1);
}

function addedLines({ before, after }: ChangedFile): AddedLine[] {
  const [then, now] = [linesOf(before ?? ""), linesOf(after)];
  const known = new Set(before === null ? [] : then);
  return lineChanges(then, now).flatMap(({ from, to }) => {
    const isInPlace = to[1] - to[0] === from[1] - from[0];
    return now.slice(...to).flatMap((text, at) => {
      if (known.has(text)) return [];
      const old = isInPlace ? (then[from[0] + at] ?? "") : "";
      const [start, end] = equalEnds(old, text);
      return [{ number: to[0] + at + 1, text, from: start, to: text.length - end }];
    });
  });
}

/** Only LF ends a line, as for git; a CR before it belongs to it. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
