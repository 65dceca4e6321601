import { isDotnetLibrary } from "./dotnet.ts";
import { isGoLibrary } from "./go.ts";
import { isJvmLibrary, jvmPath } from "./jvm.ts";
import { isNodeLibrary } from "./node.ts";
import { isPhpLibrary } from "./php.ts";
import { isPythonLibrary } from "./python.ts";
import { located, type RawFrame, type TraceLanguage } from "./raw-trace.ts";
import { isRubyLibrary } from "./ruby.ts";
import { isRustLibrary } from "./rust.ts";

/** A frame that was written as an object or as a place. */
export interface FrameObject {
  readonly language: TraceLanguage;
  readonly frame: RawFrame;
  /** Of the form that Sentry's clients send, which lists the outermost call first. */
  readonly isSentry: boolean;
}

const LANGUAGES: readonly [RegExp, TraceLanguage][] = [
  [/\.(?:[cm]?[jt]sx?|vue|svelte)$/, "node"],
  [/\.py$/, "python"],
  [/\.(?:java|kts?|scala|groovy|clj)$/, "java"],
  [/\.(?:go|s)$/, "go"],
  [/\.(?:cs|fs|vb)$/, "dotnet"],
  [/\.rb$/, "ruby"],
  [/\.php$/, "php"],
  [/\.rs$/, "rust"],
];

const FILE_KEYS = [
  /^(?:abs_?path|full_?(?:file_?)?path)$/i,
  /^(?:file_?name|file_?path|file|path|source|source_?file|script|uri|url)$/i,
];
const LINE_KEYS = [/^(?:line_?(?:no|number|num)?|file_?line|row)$/i];
const CALL_KEYS = [/^(?:function_?(?:name)?|func|method_?(?:name)?|label|symbol|call|name)$/i];
const CLASS_KEYS = [/^(?:class_?(?:name)?|declaring_?class|type_?name)$/i];

/** Reads `{file, line, function}` under whatever names; null for other objects. */
export function frameOfObject(item: Record<string, unknown>): FrameObject | null {
  const file = textOf(item, FILE_KEYS);
  const line = textOf(item, LINE_KEYS);
  if (file === null || line === null || !/^\d{1,9}$/.test(line)) return null;
  const call = textOf(item, CALL_KEYS) ?? "<anonymous>";
  const ofClass = textOf(item, CLASS_KEYS);
  const frame = frameOf(file, line, ofClass === null ? call : `${ofClass}.${call}`);
  if (!frame) return null;
  const own = item.in_app ?? item.inApp ?? item.inProject;
  const isSentry = "in_app" in item || "abs_path" in item;
  return typeof own === "boolean"
    ? { ...frame, frame: { ...frame.frame, inApp: own && frame.frame.inApp }, isSentry }
    : { ...frame, isSentry };
}

/** Reads `path:line` and `function:path:line`; null for other texts. */
export function frameOfPlace(text: string): FrameObject | null {
  const match =
    /^(?:([\w.$<>()*/-]{1,300}):)?((?:[A-Za-z]:)?[^\s:]{1,400}\.\w{1,6}):(\d{1,9})(?::\d{1,9})?$/.exec(
      text.trim(),
    );
  const frame = match?.[2] && match[3] ? frameOf(match[2], match[3], match[1] ?? "<anonymous>") : null;
  return frame && { ...frame, isSentry: false };
}

/** Where an error says of itself that it was thrown: `file: "path:line"`, or `file` and `line`. */
export function topFrame(holder: Record<string, unknown>): FrameObject | null {
  const file = textOf(holder, FILE_KEYS.slice(1));
  return file === null ? null : (frameOfPlace(file) ?? frameOfObject(holder));
}

function frameOf(file: string, line: string, call: string): Omit<FrameObject, "isSentry"> | null {
  const bare = file.replace(/^file:\/\//, "").replace(/\?.*$/, "");
  const language = LANGUAGES.find(([ending]) => ending.test(bare))?.[1];
  if (!language || !(Number(line) >= 1)) return null;
  const path = language === "java" && !/[/\\]/.test(bare) ? jvmPath(call, bare) : bare;
  return { language, frame: located(path, line, call, !isLibrary(language, path, call)) };
}

function isLibrary(language: TraceLanguage, file: string, call: string): boolean {
  switch (language) {
    case "node":
      return isNodeLibrary(file);
    case "python":
      return isPythonLibrary(file);
    case "java":
      return isJvmLibrary(call);
    case "go":
      return isGoLibrary(file, call);
    case "dotnet":
      return isDotnetLibrary(call);
    case "ruby":
      return isRubyLibrary(file);
    case "php":
      return isPhpLibrary(file);
    case "rust":
      return isRustLibrary(file, call);
  }
}

function textOf(record: Record<string, unknown>, keys: readonly RegExp[]): string | null {
  for (const pattern of keys) {
    for (const [key, value] of Object.entries(record)) {
      if (!pattern.test(key)) continue;
      if (typeof value === "string" && value !== "" && value.length <= 500) return value;
      if (typeof value === "number") return String(value);
    }
  }
  return null;
}
