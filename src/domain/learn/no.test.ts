import { expect, it } from "vitest";
import { isOver, noInLabels, noLabel, noReasons } from "./no.ts";

const dayMs = 86_400_000;

it("is kept by a label, the strictest of several", () => {
  for (const why of noReasons) expect(noInLabels(["x", noLabel(why)])).toBe(why);
  expect(noInLabels([noLabel("not-now"), noLabel("never"), noLabel("wrong")])).toBe("never");
  expect(noInLabels(["self-building", "never"])).toBeNull();
});

it("is over after 30 days where it was one for now, and never else", () => {
  for (const why of noReasons) {
    expect(isOver({ why, by: "ada", atMs: 0 }, 30 * dayMs)).toBe(why === "not-now");
    expect(isOver({ why, by: "ada", atMs: 0 }, 30 * dayMs - 1)).toBe(false);
    expect(isOver({ why, by: "ada", atMs: 0 }, Number.NaN)).toBe(false);
  }
  expect(isOver(undefined, 99 * dayMs)).toBe(false);
});
