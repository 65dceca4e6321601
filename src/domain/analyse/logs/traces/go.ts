import { located, MAX_FRAMES, type RawFrame, type RawTrace } from "./raw-trace.ts";

const CALL = /^(?:created by )?(\S{1,300}?)(?:\([^()\n]{0,500}\))?(?: in goroutine \d+)?$/;
const LOCATION = /^\s+(\S[^\n]{0,500}\.(?:go|s)):(\d{1,9})(?: \+0x[0-9a-f]+)?[\s,;'"\]}]*$/;
const STANDARD =
  "(?:runtime|net|reflect|syscall|os|fmt|sync|encoding|testing|time|io|bufio|bytes|strings|context|database|crypto|errors|log|math|sort|strconv|text|html|compress|archive|mime|path|regexp|unicode|internal/(?:poll|bytealg|runtime|abi|reflectlite|singleflight|syscall|testlog|fuzz))";
/** Module caches, vendored modules, Go's own tree, and with -trimpath versions and the standard library's names. */
const LIBRARY = new RegExp(
  `/go/src/|/libexec/src/|/pkg/mod/|(?:^|/)vendor/|^_?cgo|@v\\d|\\.s$|^${STANDARD}/|^golang\\.org/x/`,
);
const RUNTIME_CALL = new RegExp(`^(?:${STANDARD}|go)[./]|^panic$`);

/** Whether a frame is Go's or a module's. */
export function isGoLibrary(file: string, call: string): boolean {
  return LIBRARY.test(file) || RUNTIME_CALL.test(call);
}

/**
 * A trace of Go: the first goroutine of a panic, or what pkg/errors prints with %+v; the call on one line, its place
 * on the next.
 */
export function goTrace(lines: readonly string[]): RawTrace {
  const frames: RawFrame[] = [];
  let goroutines = 0;
  for (const [index, line] of lines.entries()) {
    if (/^\s*goroutine \d+ /.test(line) && ++goroutines > 1) break;
    const place = LOCATION.exec(line.replace(/^\s*\|/, ""));
    const call = place && CALL.exec((lines[index - 1] ?? "").replace(/^\s*\|/, "").trim())?.[1];
    if (!place?.[1] || !call || frames.length >= MAX_FRAMES) continue;
    frames.push(located(place[1], place[2], call, !isGoLibrary(place[1], call)));
  }
  return { language: "go", errorType: errorType(lines), frames };
}

function errorType(lines: readonly string[]): string | null {
  for (const line of lines) {
    const match =
      /(?:^|[\s"])(?:panic|fatal error|panic serving \S+): (runtime error|\*?[\w./]+\{|[\w.]+Error\b)?/.exec(
        line.slice(0, 2_000),
      );
    if (match) return match[1]?.replace(/[*{]/g, "") ?? "panic";
  }
  return null;
}
