const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);
/** Escape sequences of terminals: colours, links, titles. */
const ESCAPES = new RegExp(
  `${ESCAPE}(?:\\[[0-9;:?]{0,40}[A-Za-z]|\\][^${BELL}${ESCAPE}\n]{0,400}(?:${BELL}|${ESCAPE}\\\\)|[()][A-Z0-9])`,
  "g",
);
/** Ends of lines, as runtimes without a log descriptor, rsyslog, JavaScript and XML write them. */
const LINE_ENDS = /\r\n?|\u2028|\u2029|\u0085|#012|<!\[CDATA\[|\]\]>(?=\s*<\/)/g;
const HARD_SPACES = /[\u00a0\u2007\u202f]/g;

/** The text without colours, with newlines and blanks as usual. */
export function plainText(text: string): string {
  return withoutEscapes(text).replace(LINE_ENDS, "\n").replace(/#011/g, "\t").replace(HARD_SPACES, " ");
}

/** The text without the escape sequences of terminals. */
export function withoutEscapes(text: string): string {
  return text.includes(ESCAPE) ? text.replace(ESCAPES, "") : text;
}

const TIME =
  "\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d[.,\\d]{0,12}(?:Z| ?[+-]\\d\\d:?\\d\\d| UTC)?|\\d\\d:\\d\\d:\\d\\d[.,\\d]{0,12}";
const SYSLOG = "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\S{1,80} \\S{1,80}?:";
const REQUEST = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE):?";
const STREAM = "std(?:out|err)(?: [FP])?";
const QUOTE = "[\\w./-]{0,60} {0,8}[|>│]";
const PREFIX = new RegExp(
  `^(?:(?:${SYSLOG}|${TIME}|${REQUEST}|${LEVEL}|${STREAM}|${QUOTE}|\\[[^\\]\\n]{1,60}\\])[ \\t]){1,8}`,
);

/** What a logger or collector put before a line: time, request, level, stream, container. Empty when nothing. */
export function linePrefix(line: string): string {
  return PREFIX.exec(line)?.[0] ?? "";
}

/** The line without its {@link linePrefix}; its indentation stays. */
export function lineBody(line: string): string {
  return line.slice(linePrefix(line).length);
}

/** The text with newlines, tabs and quotes that were escaped once more than needed. */
export function unescaped(text: string): string {
  return text.replace(/\\(r\\n|[nrt"'\\/])/g, (_, what: string) => ESCAPED[what] ?? "\n");
}

const ESCAPED: Record<string, string> = { t: "\t", '"': '"', "'": "'", "\\": "\\", "/": "/" };
