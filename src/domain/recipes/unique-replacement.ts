import type { Edit } from "../change/change.ts";

/** What is to be written instead of [from, to). */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A replacement as an edit whose old text, whole lines around it, occurs once in the file's text. */
export function uniqueReplacement(content: string, path: string, { from, to, text }: Replacement): Edit {
  let start = lineStartBefore(content, from);
  let end = lineEndAfter(content, to);
  // Twice as many lines each time: a file of thousands of equal lines must not take for ever.
  for (let lines = 1; !occursOnce(content, start, end); lines *= 2) {
    for (let line = 0; line < lines; line++) {
      if (start > 0) start = lineStartBefore(content, start - 1);
      else end = lineEndAfter(content, end + 1);
    }
  }
  return {
    kind: "replace",
    path,
    oldText: content.slice(start, end),
    newText: content.slice(start, from) + text + content.slice(to, end),
  };
}

function lineStartBefore(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

function lineEndAfter(text: string, at: number): number {
  const next = text.indexOf("\n", at);
  return next < 0 ? text.length : next;
}

function occursOnce(text: string, start: number, end: number): boolean {
  const part = text.slice(start, end);
  return part !== "" && text.indexOf(part) === start && text.indexOf(part, start + 1) < 0;
}
