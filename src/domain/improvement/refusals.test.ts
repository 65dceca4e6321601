import { expect, it } from "vitest";
import { reason } from "../shared/reason.ts";
import { isFinalRefusal } from "./refusals.ts";

it.each([
  ["github_forbidden", 0, false],
  ["github_invalid", 32, false],
  ["github_invalid", 33, true],
  ["branch_in_the_way", 0, false],
  ["github_rule_violation", 0, true],
  ["written_differs", 0, true],
] as const)("%s after %i refusals is final: %s", (code, faults, expected) => {
  expect(isFinalRefusal(reason(code, ""), faults)).toBe(expected);
});
