import { stableHash } from "../../shared/hash.ts";
import type { StackFrame } from "../finding.ts";
import { jsonDocuments } from "./json-documents.ts";
import { withoutEscapes } from "./plain-text.ts";
import type { RawFrame, RawTrace, TraceLanguage } from "./traces/raw-trace.ts";
import { readTrace } from "./traces/read-trace.ts";
import { structuredTrace } from "./traces/structured-trace.ts";

/** A stack trace found in a log message. */
export interface ParsedTrace {
  readonly language: TraceLanguage;
  /** The class of the error as the language writes it; null where the text does not say. */
  readonly errorType: string | null;
  /** Innermost call first, those of a cause before those of what it caused; only frames whose place is known. */
  readonly frames: readonly StackFrame[];
  /** 16 hexadecimal characters: equal for the same error type along the same in-app calls. */
  readonly fingerprint: string;
}

/** A trace further in than this is not looked for. */
const MAX_TEXT = 65_536;
/** Every frame has its place so, as text or as fields. */
const HINT = /at |File |:in | on line \d|\.\w{1,6}\\*["':,(]/;

/**
 * Finds a stack trace of Node (or TypeScript), Python, the JVM, Go, .NET, Ruby, PHP or Rust in a message: as text, or
 * anywhere in JSON that the message is or holds. Colours, line ends other than newlines, and what collectors put
 * before lines do not matter. Null when there is none. Never throws; takes time linear in the text.
 *
 * The fingerprint covers language, error type, and function and file name of the in-app frames (of all frames
 * when none is in-app), without line numbers, messages and folders, so that it survives deployments and edits
 * elsewhere in the file. The idea is Sentry's grouping by in-app frames.
 */
export function parseStackTrace(message: string): ParsedTrace | null {
  const bounded = withoutEscapes(message.slice(0, MAX_TEXT));
  if (!HINT.test(bounded)) return null;
  const raw = structuredTrace(jsonDocuments(bounded)) ?? readTrace(bounded);
  if (!raw) return null;
  const frames = raw.frames.flatMap(({ file, line, ...frame }) =>
    file !== null && line !== null ? [{ file, line, ...frame }] : [],
  );
  return { language: raw.language, errorType: raw.errorType, frames, fingerprint: fingerprint(raw) };
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
  return name
    .slice(0, 1_000)
    .replace(/0x[0-9a-f]+/gi, "#")
    .replace(/(?=[a-f]*\d)[0-9a-f]{6,}|\d+/gi, "#");
}
