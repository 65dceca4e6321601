import { expect, test } from "vitest";
import { detectLevel } from "./level.ts";

test.each([
  ["2026-11-20T12:00:00Z\tid\tERROR\tboom", "error"],
  ['{"level":50,"msg":"x"}', "error"],
  ['{"level":"warn","msg":"ERROR in name only"}', "warn"],
  ["level=info msg=x", "info"],
  ["[WARNING] disk is nearly full", "warn"],
  ["Uncaught TypeError: x is not a function", "error"],
  ["java.lang.IllegalStateException: no", "error"],
  ["npm warn deprecated x", "warn"],
  ["2026-11-20T12:00:00Z id Task timed out after 3.00 seconds", "error"],
  ["INFO user ERRORLESS logged in", "info"],
  ["order placed", "unknown"],
  ["", "unknown"],
] as const)("%s is %s", (message, level) => {
  expect(detectLevel(message)).toBe(level);
});
