import type { LogLine } from "../../shared/log.ts";

/** How Lambda and its runtimes say that an invocation died for want of memory; each at the start of a line. */
const forms: readonly RegExp[] = [
  /^(?:RequestId: [0-9a-f-]{36} )?Error: Runtime exited with error: signal: killed/m,
  /^(?:RequestId: [0-9a-f-]{36} )?(?:Error: )?Runtime\.OutOfMemory\b/m,
  /^REPORT RequestId: .*\tError Type: Runtime\.OutOfMemory\b/m,
  /^(?:Exception in thread "[^"\n]{0,100}" )?java\.lang\.OutOfMemoryError\b/m,
  /^(?:FATAL ERROR: .{0,100}|<--- .{0,100})JavaScript heap out of memory/m,
  /^(?:\[ERROR\] )?MemoryError\b/m,
  /^(?:fatal error: )?runtime: out of memory\b/m,
  /^(?:Unhandled exception\. )?System\.OutOfMemoryException\b/m,
];

const errorTypes: ReadonlySet<unknown> = new Set([
  "Runtime.OutOfMemory",
  "java.lang.OutOfMemoryError",
  "MemoryError",
  "System.OutOfMemoryException",
  "OutOfMemoryException",
]);

/** The invocations that, by these lines, were killed or failed because there was no more memory; each once. */
export function outOfMemoryIn(lines: readonly LogLine[]): ReadonlySet<string> {
  return new Set(
    lines.flatMap(({ message }, index) => {
      const text = message.slice(0, 8192);
      const isOne = text.startsWith("{") ? saysErrorType(text) : forms.some((form) => form.test(text));
      return isOne ? [requestId.exec(text)?.[0] ?? `line ${index}`] : [];
    }),
  );
}

const requestId = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/;

function saysErrorType(text: string): boolean {
  try {
    const record: unknown = JSON.parse(text);
    return typeof record === "object" && record !== null && errorTypes.has(Reflect.get(record, "errorType"));
  } catch {
    return false;
  }
}
