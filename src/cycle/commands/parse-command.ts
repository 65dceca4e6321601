/** What a person asked for in a comment. */
export type Command =
  | { readonly kind: "improve" }
  | { readonly kind: "status" }
  | { readonly kind: "help" }
  /** Begins like a command and is none; `text` is what followed `/improve`. */
  | { readonly kind: "unknown"; readonly text: string };

const commandLine = /^\/improve(?:[ \t]+(.*))?$/i;
const maxUnknownCharacters = 80;

/**
 * Reads the command of a comment: its first line, and nothing else. Quotes and code blocks are other people's words or
 * examples, so a comment that begins with one has no command, nor has one that only mentions `/improve` later.
 */
export function parseCommand(body: string): Command | null {
  const firstLine = body.trimStart().split(/\r?\n/, 1)[0] ?? "";
  const indented = /^(?: {4}|\t)/.test(body.replace(/^(?:[ \t]*\r?\n)+/, ""));
  const match = indented ? null : commandLine.exec(firstLine.trimEnd());
  if (!match) return null;
  const rest = (match[1] ?? "").trim();
  switch (rest.toLowerCase()) {
    case "":
      return { kind: "improve" };
    case "status":
      return { kind: "status" };
    case "help":
      return { kind: "help" };
    default:
      return { kind: "unknown", text: rest.slice(0, maxUnknownCharacters) };
  }
}

/** Whether a comment addresses the app at all. */
export function isCommand(body: string): boolean {
  return parseCommand(body) !== null;
}
