/** The text of a stack trace that was logged inside a JSON object. */
interface StructuredTrace {
  readonly text: string;
  readonly errorType: string | null;
}

const TRACE_KEYS = ["stack", "stackTrace", "stack_trace", "stacktrace", "trace", "traceback", "exc_info"];
const TYPE_KEYS = ["errorType", "exceptionType", "error_type", "exception_type", "type", "name", "class"];
const MESSAGE_KEYS = ["errorMessage", "message", "msg"];
const MAX_DEPTH = 4;

/**
 * Reads a trace that stands as a string or a list of strings in the JSON object which `message` is or ends with.
 * Null when there is no such object or no trace in it.
 */
export function structuredTraceText(message: string): StructuredTrace | null {
  const start = message.indexOf("{");
  if (start === -1) return null;
  try {
    return findTrace(JSON.parse(message.slice(start)), 0);
  } catch {
    return null;
  }
}

function findTrace(value: unknown, depth: number): StructuredTrace | null {
  if (!isRecord(value) || depth > MAX_DEPTH) return null;
  for (const key of TRACE_KEYS) {
    const text = traceText(value[key]);
    if (text === null) continue;
    const errorType = firstString(value, TYPE_KEYS);
    const known = errorType !== null && /^[A-Z]|\./.test(errorType) ? errorType : null;
    const header =
      known && !text.includes(known) ? `${known}: ${firstString(value, MESSAGE_KEYS) ?? ""}\n` : "";
    return { text: header + text, errorType: known };
  }
  for (const nested of Object.values(value)) {
    const found = findTrace(nested, depth + 1);
    if (found) return found;
  }
  return null;
}

function traceText(value: unknown): string | null {
  if (typeof value === "string") return value.includes("\n") || /\bat |File "/.test(value) ? value : null;
  if (!Array.isArray(value) || value.length === 0) return null;
  const parts: readonly unknown[] = value;
  return parts.every((part) => typeof part === "string") ? parts.join("\n") : null;
}

function firstString(record: Record<string, unknown>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = record[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
