import { isMetricDocument } from "./embedded-metrics.ts";
import { isRecord, jsonDocuments, jsonObject } from "./json-documents.ts";
import { isLambdaBookkeeping } from "./lambda-lines.ts";
import { detectLevel, documentLevel, type LogLevel } from "./level.ts";
import { documentMessage, documentSays } from "./log-document.ts";
import { type Origin, originOf } from "./occurrences.ts";
import { lineBody, plainText, withoutEscapes } from "./plain-text.ts";
import { maskSecrets } from "./secrets.ts";
import { type ParsedTrace, parseStackTrace } from "./stack-trace.ts";

/** What one log event says. */
export interface ReadEvent {
  /** Masked, without colours. */
  readonly message: string;
  readonly level: LogLevel;
  readonly trace: ParsedTrace | null;
  readonly origin: Origin;
  readonly document: Readonly<Record<string, unknown>> | null;
}

/** Of a longer message only this much is looked at; secrets are masked before anything is cut shorter. */
const MAX_MESSAGE = 65_536;
/** Python's heading says nothing of the error. */
const HEADING = /^Traceback \(most recent call last\):?$/;

/** Reads an event; null for Lambda's own lines, metric documents, and a heading that lost its trace. */
export function readEvent(text: string): ReadEvent | null {
  if (isLambdaBookkeeping(text) || isMetrics(text)) return null;
  const message = withoutEscapes(maskSecrets(text.slice(0, MAX_MESSAGE)));
  const document = message.startsWith("{") ? jsonObject(message) : null;
  const trace = parseStackTrace(message);
  if (!trace && isHeading(message)) return null;
  const level = trace ? "error" : document ? documentLevel(document) : detectLevel(message);
  return { message, level, trace, origin: originOf(message), document };
}

function isMetrics(text: string): boolean {
  if (!text.startsWith("{") || !text.includes('"_aws"')) return false;
  const document = jsonObject(text);
  return document !== null && isMetricDocument(document);
}

/** Whether a line only announces a trace. */
export function isHeading(message: string): boolean {
  return HEADING.test(lineBody(message.trim()));
}

/**
 * Whether an event may tell of an error: it reads like one, has a trace or announces one, or does not say how bad it
 * is. Metric documents and Lambda's own lines do not.
 */
export function mayTellOfError(text: string): boolean {
  if (isHeading(text)) return true;
  const read = readEvent(text);
  return read !== null && (read.level === "error" || read.level === "unknown");
}

/** The line by which an event is known first; of one with a trace also the line that names its error. */
export function headlines({ message, trace, document }: ReadEvent): string[] {
  if (document) return [documentMessage(document)];
  const told = trace && documentAfterText(message);
  if (told) return [told];
  const lines = plainText(message).split("\n", 400);
  const first = lines.find((line) => /\S/.test(line)) ?? "";
  const named = trace?.errorType
    ? lines.find((line) => lineBody(line).startsWith(trace.errorType ?? ""))
    : undefined;
  const naming = named === undefined ? [] : [lineBody(named)];
  if (HEADING.test(lineBody(first.trim()))) return naming.length > 0 ? naming : [first];
  return naming[0] === first ? naming : [first, ...naming];
}

/** `Invoke Error {"errorType": …}`: the text and what the object says. */
function documentAfterText(message: string): string | null {
  const start = message.indexOf("{");
  const [document] = start === -1 ? [] : jsonDocuments(message);
  const said = isRecord(document) ? documentSays(document) : null;
  return said === null ? null : `${lineBody(message.slice(0, start)).trim()} ${said}`.trim();
}
