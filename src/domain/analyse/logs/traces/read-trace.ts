import { lineBody, plainText, unescaped } from "../plain-text.ts";
import { dotnetTrace } from "./dotnet.ts";
import { goTrace } from "./go.ts";
import { jvmTrace } from "./jvm.ts";
import { nodeTrace } from "./node.ts";
import { phpTrace } from "./php.ts";
import { pythonTrace } from "./python.ts";
import type { RawTrace } from "./raw-trace.ts";
import { rubyTrace } from "./ruby.ts";
import { rustTrace } from "./rust.ts";

const MAX_LINES = 1_000;
const MAX_LINE = 2_500;
const MAX_ESCAPED = 3;
/** What some frame of each language has. */
const HINT =
  /\bat \S|File \\*"|\.py:\d+ in |:in \\*[`']|\.(?:go|s|rs|php)\b(?:[:(]| on line )\d|\w\\?\.java:\d/;

const READERS: readonly ((lines: readonly string[]) => RawTrace)[] = [
  pythonTrace,
  goTrace,
  rustTrace,
  phpTrace,
  jvmTrace,
  nodeTrace,
  dotnetTrace,
  rubyTrace,
];

/**
 * The stack trace in a plain text: the language that finds most frames in it. Newlines that were escaped or
 * made blanks are put back. Null when there is none.
 */
export function readTrace(text: string): RawTrace | null {
  const texts = [plainText(text)];
  for (let last = texts[0] ?? ""; texts.length <= MAX_ESCAPED; ) {
    const next = unescaped(last);
    if (next === last) break;
    texts.push(next);
    last = next;
  }
  const hopeful = texts.filter(mayHoldTrace);
  return longest(hopeful.map(readLines)) ?? longest(hopeful.map((one) => readLines(onLines(one))));
}

/** Whether a text could hold a frame; cheap. */
export function mayHoldTrace(text: string): boolean {
  return HINT.test(text) || /\\[nrt]+at \S/.test(text);
}

function readLines(text: string): RawTrace | null {
  const lines = text.split("\n", MAX_LINES).map((line) => lineBody(shortened(line)));
  return longest(READERS.map((read) => read(lines)));
}

/** The first of those with most frames; null when none has any. */
export function longest(traces: readonly (RawTrace | null)[]): RawTrace | null {
  let best: RawTrace | null = null;
  for (const trace of traces) if (trace && trace.frames.length > (best?.frames.length ?? 0)) best = trace;
  return best;
}

/** What names a frame stands at the beginning of its line, or at the end of a message. */
function shortened(line: string): string {
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE - 500)}${line.slice(-500)}`;
}

/** A trace on one line: each frame on a line of its own again. */
function onLines(text: string): string {
  return text
    .replace(/[ \t|]{1,20}(?=at (?:async |new )?[\w$.<>/[\]-]{1,200} ?\()/g, "\n    ")
    .replace(/[ \t|]{1,20}(?=File "[^"\n]{1,300}", line \d)/g, "\n  ")
    .replace(/(File "[^"\n]{1,300}", line \d{1,9}, in [\w<>]{1,200}) +/g, "$1\n    ");
}
