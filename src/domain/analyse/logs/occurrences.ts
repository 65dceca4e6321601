import { isRecord, jsonDocuments, jsonObject } from "./json-documents.ts";
import { linePrefix } from "./plain-text.ts";

/** What an event says of the request it belongs to, and of the message that was worked on. */
export interface Origin {
  readonly requestId: string | null;
  /** E.g. the id of a queue's message, which stays the same when it is delivered again. */
  readonly eventId: string | null;
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const REQUEST_KEY =
  /^(?:aws|lambda|function|x-amzn)?[._-]?(?:lambda|function)?[._-]?(?:request|invocation)[._-]?id$|invocation_id$/i;
const EVENT_KEY = /^(?:sqs|sns|queue|kafka|record)?[._-]?(?:message|event|record|delivery)[._-]?id$/i;
const IN_TEXT = /\b(?:message|event|record)[._-]?id["']?\s*[:=]\s*["']?([\w-]{8,64})/i;
const MAX_DEPTH = 4;

/** Which request and message an event belongs to, as far as its text says. */
export function originOf(message: string): Origin {
  const head = linePrefix(message.slice(0, 400));
  const inText = ID.exec(head)?.[0] ?? /\bRequestId: ([\w-]{8,64})/.exec(message.slice(0, 400))?.[1] ?? null;
  const document = jsonObject(message) ?? embedded(message);
  const requestId = inText ?? (document && find(document, REQUEST_KEY, 0));
  const eventId =
    (document && find(document, EVENT_KEY, 0)) ?? IN_TEXT.exec(message.slice(0, 2_000))?.[1] ?? null;
  return { requestId, eventId };
}

function embedded(message: string): Record<string, unknown> | null {
  if (!message.includes("{")) return null;
  const [first] = jsonDocuments(message);
  return isRecord(first) ? first : null;
}

function find(record: Record<string, unknown>, keys: RegExp, depth: number): string | null {
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === "string" && value !== "" && value.length <= 100 && keys.test(key)) return value;
  }
  if (depth >= MAX_DEPTH) return null;
  for (const value of Object.values(record)) {
    const found = isRecord(value) ? find(value, keys, depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

/**
 * How often something occurred, as opposed to how often it was logged: lines of one message, or of one request where
 * no message is named, are one occurrence. So a retry, and an error that is logged and thrown again, count once.
 */
export class Occurrences {
  private readonly windows = new Map<string, number>();
  private readonly requests = new Set<string>();
  private anonymous = 0;

  get count(): number {
    return this.windows.size;
  }

  /** @param window number of the counting window in which the line was written */
  add({ requestId, eventId }: Origin, window: number): void {
    const isKnown =
      eventId !== null ? this.windows.has(`e${eventId}`) : requestId !== null && this.requests.has(requestId);
    if (requestId !== null) this.requests.add(requestId);
    if (isKnown) return;
    const key =
      eventId !== null ? `e${eventId}` : requestId !== null ? `r${requestId}` : `a${this.anonymous++}`;
    this.windows.set(key, window);
  }

  /** Whether each of these occurrences is one of the other's, too. */
  isWithin(other: Occurrences): boolean {
    if (this.anonymous > 0 || this.count === 0) return false;
    for (const request of this.requests) if (!other.requests.has(request)) return false;
    for (const key of this.windows.keys())
      if (key.startsWith("e") && !other.windows.has(key) && this.requests.size === 0) return false;
    return true;
  }

  absorb(other: Occurrences): void {
    for (const [key, window] of other.windows) {
      if (key.startsWith("a")) this.windows.set(`a${this.anonymous++}`, window);
      else if (key.startsWith("r") && this.requests.has(key.slice(1))) continue;
      else if (!this.windows.has(key)) this.windows.set(key, window);
    }
    for (const request of other.requests) this.requests.add(request);
  }

  /** Occurrences in each of the first `windows` windows. */
  perWindow(windows: number): number[] {
    const counts = Array.from({ length: windows }, () => 0);
    for (const window of this.windows.values()) {
      const before = counts[window];
      if (before !== undefined) counts[window] = before + 1;
    }
    return counts;
  }
}
