import fc from "fast-check";
import { expect, test } from "vitest";
import { isCommand, parseCommand } from "./parse-command.ts";

test.each([
  ["/improve", { kind: "improve" }],
  ["  /improve  \nplease", { kind: "improve" }],
  ["\n\n/IMPROVE Status\r\nthanks", { kind: "status" }],
  ["/improve\thelp", { kind: "help" }],
  ["/improve everything now", { kind: "unknown", text: "everything now" }],
])("%j is a command", (body, command) => {
  expect(parseCommand(body)).toEqual(command);
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
])("%j is no command", (body) => {
  expect(parseCommand(body)).toBeNull();
});

test("only the first line counts, whatever follows", () => {
  fc.assert(
    fc.property(fc.string(), (rest) => {
      expect(parseCommand(`/improve status\n${rest}`)).toEqual({ kind: "status" });
      expect(isCommand(`> quoted\n${rest}`)).toBe(false);
    }),
  );
});
