const MESSAGE_KEYS = ["msg", "message", "event", "error", "errorMessage", "err", "log"];
const MAX_JSON = 65_536;

/**
 * What a JSON log line says: its message, or its keys when it has none. Null when the line is no JSON object.
 * Values of keys never show.
 */
export function jsonMessage(line: string): string | null {
  if (line.length > MAX_JSON || !line.startsWith('{"')) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null) return null;
  const record: Record<string, unknown> = { ...parsed };
  for (const key of MESSAGE_KEYS) {
    const value = record[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return `{${Object.keys(record).slice(0, 40).sort().join(", ")}}`;
}
