import { isRecord, jsonObject } from "./json-documents.ts";

/** Keys under which loggers put the sentence, the surest first. */
const TEXT_KEYS: readonly RegExp[] = [
  /^(?:msg|message|@m|@mt|messagetemplate|rendered_?message|short_?message)$/i,
  /^(?:event|body|text|log|full_?message|log_?message|error_?message|err_?msg|description|title|summary)$/i,
  /^(?:error|err|exception|reason|detail|cause)$/i,
];
/** Keys of an object that tells of an error. */
const ERROR_KEY = /^(?:err(?:or)?|exc(?:eption)?(?:_?info)?|thrown|failure|fault|cause|why)s?$/i;
const TYPE_KEY =
  /^(?:err(?:or)?|exc(?:eption)?)[._]?(?:type|class|name|kind|code)$|^exc_type$|^(?:@?x?type|class|kind|name|code)$/i;
const OWN_TYPE_KEY = /^(?:err(?:or)?|exc(?:eption)?)[._]?(?:type|class|name|kind)$/i;
const OWN_MESSAGE_KEY = /^(?:err(?:or)?|exc(?:eption)?)[._]?(?:message|msg|value)$/i;
const MESSAGE_KEY =
  /^(?:(?:err(?:or)?|exc(?:eption)?)[._]?)?(?:message|msg|value|reason|description|detail)$/i;
/** Where there is no sentence, these say what happened. */
const TELLING_KEY =
  /(?:code|reason|status|state|kind|type|name|title|detail|error|exception|fault|cause|operation|action|outcome|result)$/i;
const MAX_DEPTH = 4;
const MAX_KEYS = 40;

/**
 * What a JSON log line says: its sentence, wherever it stands, with the class and message of the error that it tells
 * of; without a sentence the fields that name what happened, else the names of all fields. One line. Null when the
 * line is no JSON object.
 */
export function jsonMessage(line: string): string | null {
  const document = jsonObject(line);
  return document && documentMessage(document);
}

/** {@link jsonMessage} of an object that was read already. */
export function documentMessage(document: Record<string, unknown>): string {
  return documentSays(document) ?? fieldNames(document);
}

/** {@link documentMessage} without the names of fields; null where nothing is said. */
export function documentSays(document: Record<string, unknown>): string | null {
  return says(document, 0) ?? tellingFields(document);
}

/** Whether a record tells of an error, whatever its level: a field that is named so holds something. */
export function tellsOfError(document: Record<string, unknown>): boolean {
  return Object.entries(document).some(
    ([key, value]) =>
      (ERROR_KEY.test(key) || OWN_TYPE_KEY.test(key)) &&
      ((typeof value === "string" && !/^(?:|none|null|nil|false|0)$/i.test(value)) || isRecord(value)),
  );
}

function says(record: Record<string, unknown>, depth: number): string | null {
  if (depth > MAX_DEPTH) return null;
  const sentence = sentenceOf(record, depth);
  const error = errorOf(record, depth);
  if (sentence === null || error === null || sentence.includes(error)) return sentence ?? error;
  const [type = ""] = error.split(": ", 1);
  const rest = error.slice(type.length + 2);
  if (rest === "" && sentence.includes(type)) return sentence;
  return rest === "" || sentence.includes(rest) ? `${type}: ${sentence}` : `${sentence}: ${error}`;
}

function sentenceOf(record: Record<string, unknown>, depth: number): string | null {
  for (const pattern of TEXT_KEYS) {
    for (const [key, value] of Object.entries(record)) {
      if (!pattern.test(key)) continue;
      const text =
        typeof value === "string" ? textOf(value, depth) : isRecord(value) ? says(value, depth + 1) : null;
      if (text !== null) return text;
    }
  }
  return depth === 0 ? sentenceInWrapping(record) : null;
}

/** A text may itself be JSON; of one with a trace the first line says what it is. */
function textOf(text: string, depth: number): string | null {
  if (text.startsWith("{")) {
    const inner = depth < MAX_DEPTH ? jsonObject(text) : null;
    if (inner) return says(inner, depth + 1);
  }
  return /\S[^\r\n]*/.exec(text)?.[0] ?? null;
}

/** Envelopes put the whole record below one key. */
function sentenceInWrapping(record: Record<string, unknown>): string | null {
  for (const [key, value] of Object.entries(record)) {
    if (!isRecord(value) || ERROR_KEY.test(key)) continue;
    const text = says(value, 1);
    if (text !== null) return text;
  }
  return null;
}

/** `Class: message` of the error in a record; null when it tells of none. */
function errorOf(record: Record<string, unknown>, depth: number): string | null {
  const own = firstText(record, depth === 0 ? OWN_TYPE_KEY : TYPE_KEY);
  if (own !== null) return joined(own, firstText(record, depth === 0 ? OWN_MESSAGE_KEY : MESSAGE_KEY));
  for (const [key, value] of Object.entries(record).slice(0, MAX_KEYS)) {
    if (!ERROR_KEY.test(key) || !isRecord(value)) continue;
    const type = firstText(value, TYPE_KEY);
    const said = firstText(value, MESSAGE_KEY);
    if (type !== null || said !== null) return joined(type, said);
  }
  return null;
}

function joined(type: string | null, message: string | null): string {
  const line = message === null ? null : (/\S[^\r\n]*/.exec(message)?.[0] ?? null);
  return [type, line].filter((part) => part !== null).join(": ");
}

function firstText(record: Record<string, unknown>, keys: RegExp): string | null {
  for (const [key, value] of Object.entries(record)) {
    if (keys.test(key) && typeof value === "string" && value !== "") return value;
  }
  return null;
}

function tellingFields(record: Record<string, unknown>): string | null {
  const told = Object.entries(record)
    .filter(([key, value]) => TELLING_KEY.test(key) && typeof value === "string" && value !== "")
    .map(([key, value]) => `${key}: ${String(value).slice(0, 200)}`);
  return told.length === 0 ? null : told.slice(0, 6).sort().join(", ");
}

function fieldNames(record: Record<string, unknown>): string {
  return `{${Object.keys(record).slice(0, MAX_KEYS).sort().join(", ")}}`;
}
