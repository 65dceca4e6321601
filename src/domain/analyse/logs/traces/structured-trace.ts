import { isRecord, jsonDocuments } from "../json-documents.ts";
import { frameOfObject, frameOfPlace, topFrame } from "./frame-objects.ts";
import { MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";
import { longest, mayHoldTrace, readTrace } from "./read-trace.ts";

const MAX_DEPTH = 8;
const MAX_VALUES = 2_000;
const CAUSE = /cause|inner|previous|root|original/i;
/** The last word of a key under which the error's class stands, the surest first. */
const TYPE_KEYS: readonly RegExp[] = [
  /(?:err(?:or)?|exc(?:eption)?)[._]?(?:type|class|name|kind)$/i,
  /(?:^|[._])(?:type|class|kind)$/i,
  /(?:^|[._])name$/i,
];
const CLASS_NAME = /^(?:Function<)?((?:[A-Za-z_$][\w$]*(?:\.|::|\\|\+))*[A-Za-z_$][\w$`]*)>?$/;

/** A trace at one place of a document. */
interface Found {
  readonly trace: RawTrace;
  /** Whether it stands below a key that says so: it caused what the others tell. */
  readonly isCause: boolean;
}

/**
 * The trace in JSON objects, wherever it stands and whatever its key is called: as a text, as a list of lines or
 * places, as objects of frames, or in JSON that is a text itself. The error's class comes from the trace or, where
 * that does not say, from a field beside it. Null when there is none.
 */
export function structuredTrace(documents: readonly object[]): RawTrace | null {
  const found: Found[] = [];
  const budget = { values: MAX_VALUES };
  for (const document of documents)
    search(document, { depth: 0, isCause: false, parents: [] }, found, budget);
  const main =
    longest(found.flatMap(({ trace, isCause }) => (isCause ? [] : [trace]))) ??
    longest(found.map(({ trace }) => trace));
  if (!main) return null;
  const causes = found.filter((one) => one.isCause && one.trace !== main).map(({ trace }) => trace);
  return { ...main, frames: joined([...causes.reverse(), main]).slice(0, MAX_FRAMES) };
}

interface Place {
  readonly depth: number;
  readonly isCause: boolean;
  /** The objects around, innermost first. */
  readonly parents: readonly Record<string, unknown>[];
}

function search(value: unknown, place: Place, found: Found[], budget: { values: number }): void {
  if (place.depth > MAX_DEPTH || budget.values-- <= 0) return;
  if (typeof value === "string") {
    searchText(value, place, found, budget);
    return;
  }
  const items = Array.isArray(value) ? value : null;
  const trace = items && traceOfList(items, place.parents);
  if (trace) {
    found.push({ trace: withType(trace, place.parents), isCause: place.isCause });
    return;
  }
  const parents = isRecord(value) ? [value, ...place.parents] : place.parents;
  for (const [key, nested] of Object.entries(value ?? {})) {
    const isCause = place.isCause || (items === null && CAUSE.test(key));
    search(nested, { depth: place.depth + 1, isCause, parents }, found, budget);
  }
}

function searchText(text: string, place: Place, found: Found[], budget: { values: number }): void {
  if (/^\s*[{[]/.test(text)) {
    const inner = jsonDocuments(text);
    for (const one of inner) search(one, { ...place, depth: place.depth + 1 }, found, budget);
    if (inner.length > 0) return;
  }
  const trace = mayHoldTrace(text) ? readTrace(text) : null;
  if (trace) found.push({ trace: withType(trace, place.parents), isCause: place.isCause });
}

/** Lines of a trace, places, or objects of frames. */
function traceOfList(
  items: readonly unknown[],
  parents: readonly Record<string, unknown>[],
): RawTrace | null {
  const [holder = {}] = parents;
  if (items.length === 0) return null;
  if (items.every((item) => typeof item === "string")) {
    const lines = items.map((item) => item.replace(/\n$/, ""));
    const text = readTrace(lines.join("\n")) ?? readTrace(lines.map((line) => `\tat ${line}`).join("\n"));
    return text ?? ofFrames(lines.map(frameOfPlace), holder);
  }
  return ofFrames(
    items.map((item) => (isRecord(item) ? frameOfObject(item) : null)),
    holder,
  );
}

function ofFrames(
  read: readonly ReturnType<typeof frameOfObject>[],
  holder: Record<string, unknown>,
): RawTrace | null {
  const known = read.filter((one) => one !== null);
  const [first] = known;
  if (!first || known.length * 2 < read.length) return null;
  const frames: RawFrame[] = known.map(({ frame }) => frame);
  // Python and Sentry list the outermost call first.
  const outermostFirst = first.language === "python" || known.some(({ isSentry }) => isSentry);
  const ordered = outermostFirst ? frames.reverse() : frames;
  const top = topFrame(holder);
  const isNew = top && !ordered.some((one) => one.file === top.frame.file && one.line === top.frame.line);
  return { language: first.language, errorType: null, frames: isNew ? [top.frame, ...ordered] : ordered };
}

/** The class that the trace names, unless it is the most general; else that of the nearest object around. */
function withType(trace: RawTrace, parents: readonly Record<string, unknown>[]): RawTrace {
  if (trace.errorType !== null && trace.errorType !== "Error") return trace;
  for (const [distance, parent] of parents.slice(0, 2).entries()) {
    const strict = (distance > 0 && !("value" in parent)) || trace.language === "go";
    const type = typeIn(parent, strict) ?? typeBeside(parent);
    if (type !== null) return { ...trace, errorType: type };
  }
  return trace;
}

/** That of an error that stands beside its trace. */
function typeBeside(parent: Record<string, unknown>): string | null {
  for (const [key, value] of Object.entries(parent)) {
    const type = /^(?:error|exception)$/i.test(key) && isRecord(value) ? typeIn(value, false) : null;
    if (type !== null) return type;
  }
  return null;
}

/** @param strict only a key that speaks of an error */
function typeIn(record: Record<string, unknown>, strict: boolean): string | null {
  for (const pattern of strict ? TYPE_KEYS.slice(0, 1) : TYPE_KEYS) {
    for (const [key, value] of Object.entries(record)) {
      if (typeof value !== "string" || !pattern.test(key)) continue;
      const type = CLASS_NAME.exec(value.slice(0, 300))?.[1];
      if (type && (/(?:^|[.:\\+])[A-Z]/.test(type) || /[a-z](?:Error|Exception)$/.test(type))) return type;
    }
  }
  return null;
}

/** All frames, each once. */
function joined(traces: readonly RawTrace[]): RawFrame[] {
  const main = new Set(traces.at(-1)?.frames.map(keyOf));
  return traces.flatMap((trace, index) =>
    index === traces.length - 1 ? trace.frames : trace.frames.filter((frame) => !main.has(keyOf(frame))),
  );
}

function keyOf({ file, line, functionName }: RawFrame): string {
  return `${file}:${line}:${functionName}`;
}
