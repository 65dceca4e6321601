import { isRecord, jsonObject } from "./json-documents.ts";
import { documentSays, tellsOfError } from "./log-document.ts";
import { withoutEscapes } from "./plain-text.ts";

/** How bad a log event is, as far as its text says. */
export type LogLevel = "error" | "warn" | "info" | "unknown";

/** Levels stand near the beginning; words deeper in a message are content. */
const HEAD = 240;
const MAX_DEPTH = 3;

const ERROR =
  /\b(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC|EMERG(?:ENCY)?|ALERT|ERR!)(?![\w-])|\b[eE]rror:|\bpanic(?:ked)?(?::| at)|\b[A-Z]\w*(?:Error|Exception)\b|Traceback \(most recent|Task timed out after|Runtime exited|\b[Ff]atal error|\[(?:error|critical|crit|alert|emerg)\s*\]/;
const FAILED_START = /^(?:INIT_REPORT|RESTORE_REPORT) .*\tStatus: (?:timeout|error|failure)/;
const WARN = /\b(?:WARN(?:ING)?)\b|^npm warn|\b[wW]arning:|\[warn(?:ing)?\s*\]/;
const INFO =
  /\b(?:INFO|DEBUG|TRACE|NOTICE)\b|^(?:START|END|REPORT|INIT_START) |\[(?:info|debug|trace|notice)\s*\]/;
const NAMED = /["']?\b(?:level|severity|lvl|log\.level|levelname)["']?\s*[:=]\s*["']?(\w+)/i;
const WORD =
  /(?:^|[\s[(|.])(ERROR|FATAL|CRITICAL|SEVERE|WARN|WARNING|INFO|DEBUG|TRACE|NOTICE|ERR|FTL|WRN|INF|DBG|VRB)(?=[\s\]:)|]|$)/;
/** .NET's console and Lambda's text format: `fail: Category[0]`, `<time>\t<request>\tfail\t…`. */
const DOTNET = /(?:^|\t|\s)(fail|crit|warn|info|dbug|trce)(?=:\s|\t)/;
/** Ruby's `E, [` and Google's `E1108 10:00:00`. */
const LETTER = /^([EFWIDC])(?:, \[|\d{4} \d\d:\d\d:\d\d)/;
const LEVEL_KEY =
  /^@?(?:log[._]?)?(?:level|lvl|severity|priority|l)(?:[._]?(?:name|text|no|number|value))?$/i;

/**
 * The level of a log event: of JSON the field that names it, at any depth and in any logger's numbers; of text a
 * named field (`level=warn`) before words, before what reads like an error. `unknown` when the text says nothing.
 */
export function detectLevel(message: string): LogLevel {
  const document = message.startsWith("{") ? jsonObject(message) : null;
  return document ? documentLevel(document) : textLevel(message);
}

/** {@link detectLevel} of a JSON object that was read already. Names of its fields are no content. */
export function documentLevel(document: Record<string, unknown>): LogLevel {
  const named = levelField(document, 0);
  if (named) return named;
  if (
    typeof document.type === "string" &&
    /^platform\.(?:initReport|restoreReport|fault)$/.test(document.type)
  )
    return "error";
  if (tellsOfError(document)) return "error";
  const said = documentSays(document);
  return said === null ? "unknown" : textLevel(said);
}

function textLevel(message: string): LogLevel {
  const head = withoutEscapes(message.slice(0, 2 * HEAD)).slice(0, HEAD);
  const named = NAMED.exec(head)?.[1];
  const fromName = named === undefined ? null : namedLevel(named);
  if (fromName) return fromName;
  const word = WORD.exec(head)?.[1] ?? DOTNET.exec(head)?.[1] ?? LETTER.exec(head)?.[1];
  const fromWord = word === undefined ? null : namedLevel(word);
  if (fromWord) return fromWord;
  if (ERROR.test(head) || FAILED_START.test(head)) return "error";
  if (WARN.test(head)) return "warn";
  return INFO.test(head) ? "info" : "unknown";
}

function levelField(record: Record<string, unknown>, depth: number): LogLevel | null {
  const fields = Object.entries(record);
  for (const [key, value] of fields) {
    if (!LEVEL_KEY.test(key)) continue;
    const level = typeof value === "string" ? namedLevel(value) : numberLevel(key, value);
    if (level) return level;
  }
  if (depth >= MAX_DEPTH) return null;
  for (const [, value] of fields) {
    const level = isRecord(value) ? levelField(value, depth + 1) : null;
    if (level) return level;
  }
  return null;
}

function namedLevel(name: string): LogLevel | null {
  const lower = name.toLowerCase();
  if (
    /^(?:error|eror|err|e|fatal|ftl|f|critical|crit|c|severe|panic|dpanic|emerg|emergency|alert|fail)$/.test(
      lower,
    )
  )
    return "error";
  if (/^(?:warn(?:ing)?|wrn|w)$/.test(lower)) return "warn";
  if (
    /^(?:info|information(?:al)?|inf|i|debug|dbug|dbg|d|trace|trce|trc|notice|verbose|vrb|silly|http|fine(?:r|st)?|config)$/.test(
      lower,
    )
  )
    return "info";
  return /^\d{1,3}$/.test(lower) ? numberLevel("level", Number(lower)) : null;
}

/**
 * Bunyan and pino: 30 info, 40 warn, 50 error. Python: 20 info, 30 warning, 40 error, told by its key. Syslog: 3 error,
 * 4 warning. OpenTelemetry: 13 warn, 17 error, told by its key. Monolog: 300 warning, 400 error.
 */
function numberLevel(key: string, value: unknown): LogLevel | null {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) return null;
  const [warn, error] = /severity.?number/i.test(key)
    ? [13, 17]
    : /level.?(?:no|number)$/i.test(key)
      ? [30, 40]
      : value >= 100
        ? [300, 400]
        : [40, 50];
  if (value < 8 && error === 50) return value <= 3 ? "error" : value === 4 ? "warn" : "info";
  if (value >= error) return "error";
  return value >= warn ? "warn" : "info";
}
