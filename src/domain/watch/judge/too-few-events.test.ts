import { expect, it } from "vitest";
import { codes, context, errors, noise, OVER_MS, policyFor, series } from "../../../../test/judged-series.ts";
import { judge } from "./judge.ts";

/** An error in every fifth period of the past; then so many in each of the first two after the change. */
function verdictOn(errorsEach: number) {
  const before = series(errors, -2016, 0, (index) => (noise(index) < 0.2 ? 1 : 0));
  const post = series(errors, 0, 12, (index) => (index < 2 ? errorsEach : 0));
  return judge([before], [post], context, policyFor(errors), OVER_MS);
}

it("does not revert on fewer than five events more than usual, however unusual, and does on more", () => {
  expect(verdictOn(2).kind).toBe("keep");
  const many = verdictOn(5);
  expect(many.kind).toBe("revert");
  expect(codes(many)).toContain("degraded");
});
