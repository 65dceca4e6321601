/** Objects in one text that are tried, and how far into the text they may begin. */
const MAX_TRIES = 8;
const MAX_TEXT = 65_536;

/**
 * The JSON objects and lists in a text, in order: the text itself, or what stands between other text. One that was
 * cut off at the end is closed where it ends. Empty when there is none. Never throws.
 */
export function jsonDocuments(text: string): object[] {
  const bounded = text.slice(0, MAX_TEXT);
  const found: object[] = [];
  const begins = /[{[](?=\s*["{[])/g;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const start = begins.exec(bounded)?.index;
    if (start === undefined) break;
    const { end, open } = scan(bounded, start);
    const document = end === null ? closed(bounded.slice(start), open) : parsed(bounded.slice(start, end));
    if (document === null) continue;
    found.push(document);
    if (end === null) break;
    begins.lastIndex = end;
  }
  return found;
}

/** The object that the text is as a whole; null for anything else. */
export function jsonObject(text: string): Record<string, unknown> | null {
  if (!/^\s*\{/.test(text) || text.length > MAX_TEXT) return null;
  const document = parsed(text);
  return document !== null && !Array.isArray(document) ? { ...document } : null;
}

/** Whether a value is an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** Where the bracket at `start` is closed; null with what is still open when the text ends before. */
function scan(text: string, start: number): { readonly end: number | null; readonly open: string } {
  const closers: string[] = [];
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted) {
      if (character === "\\") at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{") closers.push("}");
    else if (character === "[") closers.push("]");
    else if (character === "}" || character === "]") {
      if (closers.pop() !== character) return { end: at + 1, open: "" };
      if (closers.length === 0) return { end: at + 1, open: "" };
    }
  }
  return { end: null, open: (quoted ? '"' : "") + closers.reverse().join("") };
}

/** A document that was cut off: with its strings and brackets closed, what was begun last left out if need be. */
function closed(text: string, open: string): object | null {
  const whole = text.replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, "");
  return (
    parsed(whole + open) ?? parsed(`${whole.replace(/[,:]\s*$/, "")}${open}`) ?? withoutLastField(whole, open)
  );
}

function withoutLastField(text: string, open: string): object | null {
  const field = /,?\s*"(?:[^"\\]|\\.)*"?\s*(?::\s*)?[\w.+-]*$/.exec(text.slice(-2_000));
  if (!field) return null;
  return parsed(text.slice(0, text.length - field[0].length) + open.replace(/^"/, ""));
}
