import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { isCommand, parseCommand } from "./parse-command.ts";

/** The name of the command that a comment has; for what is none `meant` and the one that it nearly is. */
function parsed(body: string, known?: readonly Command[]) {
  const result = parseCommand(body, known);
  if (result?.kind === "unknown") return { meant: result.meant?.name ?? null };
  return result ? result.command.name : null;
}

test.each([
  ["/improve", ""],
  ["  /improve  \nplease", ""],
  ["\n\n/IMPROVE Status\r\nthanks", "status"],
  ["/improve\thelp", "help"],
])("%j is the command %j", (body, name) => {
  expect(parsed(body)).toBe(name);
});

test.each([
  ["/improve everything now", null],
  ["/improve stauts", "status"],
  ["/improve status, please", "status"],
  ["/improve hlep", "help"],
  ["/improve held", "help"],
  ["/improve heel", null],
  ["/improve x", null],
  [`/improve ${"status".repeat(10_000)}`, null],
])("%.30j is no command; the one meant is %j", (body, meant) => {
  expect(parsed(body)).toEqual({ meant });
});

test.each([
  "",
  "please /improve",
  "hello\n/improve",
  "> /improve",
  "```\n/improve\n```",
  "`/improve`",
  "    /improve",
  "\n\n\t/improve",
  "/improvements",
  "/improve-status",
  "//improve",
])("%j does not address the app", (body) => {
  expect(parsed(body)).toBeNull();
});

test("only the first line counts, whatever follows", () => {
  fc.assert(
    fc.property(fc.string(), (rest) => {
      expect(parsed(`/improve status\n${rest}`)).toBe("status");
      expect(isCommand(`> quoted\n${rest}`)).toBe(false);
    }),
  );
});

test("every command of the list is understood, however it is written, and one that is not in it is unknown", () => {
  for (const { name } of commands) {
    expect(parsed(`/improve ${name}`)).toBe(name);
    expect(parsed(`/Improve \t ${name.toUpperCase()} `)).toBe(name);
  }
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  const others = commands.filter(({ name }) => name !== "status");
  expect(parsed("/improve status", others)).toEqual({ meant: null });
});

test.each([
  "/improve\u00a0status",
  "/improve   status",
  "\u200b/improve status",
  "\ufeff/improve\u3000status\u200b",
])("odd spaces and marks that do not show change nothing: %j", (body) =>
  expect(parseCommand(body)).toMatchObject({ kind: "command", command: { name: "status" } }),
);
