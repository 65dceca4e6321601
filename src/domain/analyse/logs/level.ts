/** How bad a log event is, as far as its text says. */
export type LogLevel = "error" | "warn" | "info" | "unknown";

/** Levels stand near the beginning; words deeper in a message are content. */
const HEAD = 240;

const ERROR =
  /\b(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC|EMERG(?:ENCY)?|ALERT|ERR!)(?![\w-])|\b[eE]rror:|\bpanic:|\b[A-Z]\w*(?:Error|Exception)\b|Traceback \(most recent|Task timed out after|Runtime exited/;
const WARN = /\b(?:WARN(?:ING)?)\b|^npm warn|\b[wW]arning:/;
const INFO = /\b(?:INFO|DEBUG|TRACE|NOTICE)\b|^(?:START|END|REPORT|INIT_START) /;
const NAMED = /["']?\b(?:level|severity|lvl|log\.level|levelname)["']?\s*[:=]\s*["']?(\w+)/i;

/**
 * The level of a log event: a named field (`level=warn`, `"severity":"ERROR"`, pino's numbers) before upper-case
 * words, before what reads like an error. `unknown` when the text says nothing.
 */
export function detectLevel(message: string): LogLevel {
  const head = message.slice(0, HEAD);
  const named = NAMED.exec(head)?.[1];
  const fromName = named === undefined ? null : namedLevel(named.toLowerCase());
  if (fromName) return fromName;
  const upper =
    /(?:^|[\s[(|])(ERROR|FATAL|CRITICAL|SEVERE|WARN|WARNING|INFO|DEBUG|TRACE|NOTICE)(?=[\s\]:)|]|$)/.exec(
      head,
    )?.[1];
  const fromWord = upper === undefined ? null : namedLevel(upper.toLowerCase());
  if (fromWord) return fromWord;
  if (ERROR.test(head)) return "error";
  if (WARN.test(head)) return "warn";
  return INFO.test(head) ? "info" : "unknown";
}

function namedLevel(name: string): LogLevel | null {
  if (/^(?:error|err|fatal|critical|crit|severe|panic|emerg|emergency|alert)$/.test(name)) return "error";
  if (/^warn(?:ing)?$/.test(name)) return "warn";
  if (/^(?:info|information|debug|trace|notice|verbose|silly|http)$/.test(name)) return "info";
  if (!/^\d{1,2}$/.test(name)) return null;
  const number = Number(name);
  if (number >= 50) return "error";
  return number >= 40 ? "warn" : number >= 10 ? "info" : null;
}
