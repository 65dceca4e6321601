import { mineLogPatterns } from "../../src/domain/analyse/logs/patterns.ts";
import { type ParsedTrace, parseStackTrace } from "../../src/domain/analyse/logs/stack-trace.ts";
import { locateFrames } from "../../src/domain/draft/source-location.ts";
import type { Entry } from "./corpus.ts";

/** What was read right of one entry. A file is wrong when the trace does not pass through it. */
export interface Mark {
  readonly entry: Entry;
  readonly frame: boolean;
  readonly language: boolean;
  readonly type: boolean;
  readonly file: boolean;
  readonly wrongFiles: readonly string[];
  readonly seen: ParsedTrace | null;
}

/** Reads an entry as the product does and compares. */
export function mark(entry: Entry): Mark {
  const { trace: right, lines } = entry;
  const seen = read(lines);
  const innermost = seen?.frames.find((frame) => frame.inApp);
  const found = locateFrames(seen?.frames ?? [], right.repository, right.source);
  const allowed = new Set([...(right.through ?? []), ...(right.file === null ? [] : [right.file])]);
  return {
    entry,
    frame: innermost?.file === right.at[0] && innermost.line === right.at[1],
    language: seen?.language === right.language,
    type: seen !== null && seen.errorType === right.type,
    file: (found[0] ?? null) === right.file,
    wrongFiles: found.filter((file) => !allowed.has(file)),
    seen,
  };
}

/** One event is parsed; of several lines the pattern with the longest trace is taken. */
function read(lines: readonly string[]): ParsedTrace | null {
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return parseStackTrace(only);
  const sample = lines.map((message, index) => ({ atMs: index, message }));
  const found = mineLogPatterns({
    logGroup: "g",
    fromMs: 0,
    toMs: 60_000,
    lines: sample,
    complete: true,
  }).flatMap(({ trace }) => trace ?? []);
  return found.sort((a, b) => b.frames.length - a.frames.length)[0] ?? null;
}

/** Shares of a group of marks, 0 to 1. */
export interface Score {
  readonly group: string;
  readonly entries: number;
  readonly frame: number;
  readonly language: number;
  readonly type: number;
  readonly file: number;
  readonly wrongFiles: number;
}

/** The score of each group, in order of appearance. */
export function scores(marks: readonly Mark[], groupOf: (mark: Mark) => string): Score[] {
  const groups = Map.groupBy(marks, groupOf);
  return [...groups].map(([group, members]) => {
    const share = (holds: (mark: Mark) => boolean) => members.filter(holds).length / members.length;
    return {
      group,
      entries: members.length,
      frame: share((one) => one.frame),
      language: share((one) => one.language),
      type: share((one) => one.type),
      file: share((one) => one.file),
      wrongFiles: members.reduce((sum, one) => sum + one.wrongFiles.length, 0),
    };
  });
}
