import { nearest } from "../../domain/shared/nearest.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";

/** What a comment asks for. */
export type Parsed =
  | { readonly kind: "command"; readonly command: Command }
  /** Begins like a command and is none; `meant` is the command that it nearly is, if there is one. */
  | { readonly kind: "unknown"; readonly meant: Command | null };

const commandLine = /^\/improve(?:\s+(.*))?$/i;

/**
 * Reads the command of a comment: its first line, and nothing else. Quotes and code blocks are other people's words or
 * examples, so a comment that begins with one has no command, nor has one that only mentions `/improve` later.
 */
export function parseCommand(body: string, known: readonly Command[] = commands): Parsed | null {
  const firstLine = visible(body).trimStart().split(/\r?\n/, 1)[0] ?? "";
  const indented = /^(?: {4}|\t)/.test(body.replace(/^(?:[ \t]*\r?\n)+/, ""));
  const match = indented ? null : commandLine.exec(firstLine.trimEnd());
  if (!match) return null;
  const said = (match[1] ?? "").trim().replaceAll(/\s+/g, " ").toLowerCase();
  const byName = new Map(known.map((command) => [command.name, command]));
  const command = byName.get(said);
  if (command) return { kind: "command", command };
  const [word = ""] = said.split(/\s+/, 1);
  const names = known.map(({ name }) => name).filter((name) => name !== "");
  const meant = nearest(word, names);
  return { kind: "unknown", meant: meant === null ? null : (byName.get(meant) ?? null) };
}

/** Phones and editors put in marks that do not show. */
function visible(body: string): string {
  return body.replaceAll(/\p{Cf}/gu, "");
}

/** Whether a comment addresses the app at all. */
export function isCommand(body: string): boolean {
  return parseCommand(body) !== null;
}
