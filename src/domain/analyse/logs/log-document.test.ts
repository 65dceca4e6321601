import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonMessage } from "./log-document.ts";

test.each<[string, unknown, string]>([
  ["a message", { level: 30, msg: "job done", ms: 5 }, "job done"],
  [
    "a message that is an object",
    { message: { msg: "card declined", code: "E_CARD" } },
    "E_CARD: card declined",
  ],
  [
    "an error without a stack",
    { message: { errorType: "Error", errorMessage: "card declined" } },
    "Error: card declined",
  ],
  [
    "the error beside the message",
    { msg: "failed", err: { type: "TimeoutError", message: "no answer" } },
    "failed: TimeoutError: no answer",
  ],
  [
    "an error whose message is the message",
    { msg: "no answer", err: { name: "TimeoutError", message: "no answer" } },
    "TimeoutError: no answer",
  ],
  [
    "dotted names",
    { message: "failed", "error.kind": "TimeoutError", "error.message": "no answer" },
    "failed: TimeoutError: no answer",
  ],
  ["an envelope", { labels: {}, jsonPayload: { message: "failed" } }, "failed"],
  ["JSON in a text", { log: '{"level":"error","msg":"failed"}', stream: "stderr" }, "failed"],
  ["only the first line", { message: "no price\n    at f (/a.js:1:2)" }, "no price"],
  ["what tells, where there is no sentence", { level: "error", code: "E_STOCK", ms: 3 }, "code: E_STOCK"],
  ["names of fields, where nothing tells", { b: 1, a: "x" }, "{a, b}"],
])("%s", (_, document, said) => {
  expect(jsonMessage(JSON.stringify(document))).toBe(said);
});

test("a line that is no JSON object says nothing here", () => {
  for (const line of ["", "{", "[1]", "{broken", '"x"', "null"]) expect(jsonMessage(line)).toBeNull();
});

test("any object says one line", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      expect(jsonMessage(JSON.stringify(document))).not.toMatch(/[\r\n]\S/);
    }),
  );
});
