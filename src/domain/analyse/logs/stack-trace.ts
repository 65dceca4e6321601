import { stableHash } from "../../shared/hash.ts";
import type { StackFrame } from "../finding.ts";
import {
  dotnetFrames,
  goFrames,
  javaFrames,
  nodeFrames,
  pythonFrames,
  type RawFrame,
  type RawTrace,
  rubyFrames,
  type TraceLanguage,
} from "./stack-frames.ts";
import { structuredTraceText } from "./structured-trace.ts";

/** A stack trace found in a log message. */
export interface ParsedTrace {
  readonly language: TraceLanguage;
  /** The class of the error as the language writes it; null where the text does not say. */
  readonly errorType: string | null;
  /** Innermost call first; only frames whose file and line are known. */
  readonly frames: readonly StackFrame[];
  /** 16 hexadecimal characters: equal for the same error type along the same in-app calls. */
  readonly fingerprint: string;
}

/** A trace further in than this is not looked for. */
const MAX_TEXT = 65_536;
const MAX_LINES = 1_000;

const ERROR_TYPE = "(?:[A-Za-z_$][\\w$]*(?:\\.|::|\\+))*[A-Z_$][\\w$`]*";
const HEADER = new RegExp(`(?:^|[\\s"'([])(${ERROR_TYPE})(?: \\[[A-Z_0-9]+\\])?(?::|$)`);
const DOTTED_HEADER = /(?:^|[\s"'([:>])((?:[A-Za-z_][\w$]*\.)+[A-Z][\w$`]*)(?::|\s*$| \()/;
const RUBY_HEADER = /\(((?:[A-Z]\w*::)*[A-Z]\w*)\)\s*$|^((?:[A-Z]\w*::)*[A-Z]\w*) \(/;

/**
 * Finds a stack trace of Node (or TypeScript), Python, Java (or Kotlin, Scala), Go, .NET or Ruby in a message:
 * as text, or inside a JSON object such as Lambda's `{"errorType", "errorMessage", "stack"}`. Null when there is
 * none. Never throws.
 *
 * The fingerprint covers language, error type, and function and file name of the in-app frames (of all frames
 * when none is in-app), without line numbers, messages and folders, so that it survives deployments and edits
 * elsewhere in the file. The idea is Sentry's grouping by in-app frames.
 */
export function parseStackTrace(message: string): ParsedTrace | null {
  const bounded = message.slice(0, MAX_TEXT);
  if (!/\bat |File \\?"|:in [`']|\.(?:go|s):\d/.test(bounded)) return null;
  const structured = structuredTraceText(bounded);
  const raw = readTrace((structured?.text ?? bounded).split(/\r?\n/).slice(0, MAX_LINES));
  if (!raw) return null;
  const errorType = structured?.errorType ?? raw.errorType;
  const frames = raw.frames.flatMap(({ file, line, functionName, inApp }) =>
    file !== null && line !== null ? [{ file, line, functionName, inApp }] : [],
  );
  return { language: raw.language, errorType, frames, fingerprint: fingerprint({ ...raw, errorType }) };
}

function readTrace(lines: readonly string[]): RawTrace | null {
  const text = lines.join("\n");
  const candidates: readonly (() => RawTrace)[] = [
    () => ({ language: "python", errorType: pythonErrorType(lines), frames: pythonFrames(lines) }),
    () => ({ language: "go", errorType: goErrorType(text), frames: goFrames(lines) }),
    () => ({ language: "java", errorType: headerType(lines, DOTTED_HEADER), frames: javaFrames(lines) }),
    () => ({ language: "node", errorType: headerType(lines, HEADER), frames: nodeFrames(lines) }),
    () => ({ language: "dotnet", errorType: headerType(lines, DOTTED_HEADER), frames: dotnetFrames(lines) }),
    () => ({ language: "ruby", errorType: rubyErrorType(lines), frames: rubyFrames(lines) }),
  ];
  let best: RawTrace | null = null;
  for (const candidate of candidates) {
    const trace = candidate();
    if (trace.frames.length > (best?.frames.length ?? 0)) best = trace;
  }
  return best;
}

/** The error is named on the last line before the first frame that names one. */
function headerType(lines: readonly string[], header: RegExp): string | null {
  const firstFrame = lines.findIndex((line) => /^\s*at /.test(line));
  const above = lines.slice(0, firstFrame === -1 ? lines.length : firstFrame);
  for (const line of above) {
    const type = header.exec(line.slice(0, 2_000))?.[1];
    if (type && !/^(?:[A-Z_]+|Invoke|Unhandled|Uncaught)$/.test(type)) return type;
  }
  return null;
}

/** Python names the error on the first line without indent after the frames. */
function pythonErrorType(lines: readonly string[]): string | null {
  const lastFrame = lines.findLastIndex((line) => /^\s*File "/.test(line));
  for (const line of lines.slice(lastFrame + 1)) {
    const type = /^(?:\s*\| )?([A-Za-z_][\w.]*)(?::|\s*$)/.exec(line)?.[1];
    if (type) return type;
  }
  for (const line of lines) {
    const type = /^\[ERROR\] ([A-Za-z_][\w.]*)(?::|$)/.exec(line)?.[1];
    if (type) return type;
  }
  return null;
}

function goErrorType(text: string): string | null {
  const match = /^(?:panic|fatal error): (runtime error|\*?[\w./]+\{|[\w.]+Error\b)?/m.exec(text);
  if (!match) return null;
  return match[1]?.replace(/[*{]/g, "") ?? "panic";
}

function rubyErrorType(lines: readonly string[]): string | null {
  for (const line of lines) {
    const match = RUBY_HEADER.exec(line.slice(0, 2_000));
    if (match) return match[1] ?? match[2] ?? null;
  }
  return null;
}

function fingerprint({ language, errorType, frames }: RawTrace): string {
  const inApp = frames.filter((frame) => frame.inApp);
  const calls = (inApp.length > 0 ? inApp : frames).map(
    (frame: RawFrame) => `${generalise(frame.functionName)}@${generalise(baseName(frame.file ?? ""))}`,
  );
  const withoutRecursion = calls.filter((call, index) => call !== calls[index - 1]);
  return stableHash([language, errorType ?? "", ...withoutRecursion].join("\n"));
}

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}

/** Build hashes and counters that compilers put into names: `chunk-4f1c2a.js`, `lambda$run$0`, `$$Lambda/0x7f`. */
function generalise(name: string): string {
  return name.replace(/0x[0-9a-f]+/gi, "#").replace(/(?=[a-f]*\d)[0-9a-f]{6,}|\d+/gi, "#");
}
