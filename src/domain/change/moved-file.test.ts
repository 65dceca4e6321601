import { describe, expect, it } from "vitest";
import { holderOf, isAlike, likelyPaths, mayHaveMoved } from "./moved-file.ts";
import type { FileThen } from "./standing.ts";

const before = "Name: checkout\nType: function\nMemory: 512\nTimeout: 30\nRuntime: node\n";
const after = before.replace("512", "1024");
const file = (now: string | null, then: Partial<FileThen> = {}): FileThen => ({
  path: "t.yaml",
  before,
  after,
  now,
  ...then,
});

it.each<[string, FileThen, boolean]>([
  ["a file that is gone", file(null), true],
  ["a file that is gone and was gone before", file(null, { before: null }), false],
  ["a file without the place", file("Name: checkout\n"), true],
  ["a file with another value", file(after.replace("1024", "640")), true],
  ["a file that was put back", file(before), false],
  ["a file with the change", file(`# mine\n${after}`), false],
])("%s is looked for elsewhere: %s", (_what, then, expected) => {
  expect(mayHaveMoved(then)).toBe(expected);
});

describe("what has the change", () => {
  it.each<[string, string, boolean]>([
    ["the text itself", after, true],
    ["the text with other line ends", after.replaceAll("\n", "\r\n"), true],
    ["its place among other lines", `Other: 1\n\n${after}More: 2\n`, true],
    ["the text before it", before, false],
    ["its line alone", "Memory: 1024\n", false],
    ["its lines in another order", after.split("\n").reverse().join("\n"), false],
    ["another indentation", after.replaceAll(/^/gm, "  "), false],
  ])("%s", (_what, text, expected) => {
    expect(holderOf(file(null))(text)).toBe(expected);
  });

  it("is every place of it", () => {
    const two = file(null, { before: `${before}\n\n\n\n${before}`, after: `${after}\n\n\n\n${after}` });
    expect(holderOf(two)(after)).toBe(false);
    expect(holderOf(two)(`# here\n${two.after}`)).toBe(true);
  });

  it("is known by what is left where lines were taken away", () => {
    const shorter = file(null, { after: before.replace("Memory: 512\n", "") });
    expect(holderOf(shorter)(`${shorter.after}`)).toBe(true);
    expect(holderOf(shorter)(before)).toBe(false);
  });

  it("is nothing that only a line or two could tell", () => {
    expect(holderOf(file(null, { before: null, after: "x: 1\ny: 2\n" }))("x: 1\ny: 2\n")).toBe(false);
  });
});

it.each<[string, string, boolean]>([
  ["half of its lines and as many others", "Name: checkout\nType: function\nA: 1\nB: 2\nC: 3\n", false],
  ["most of its lines", after.replace("30", "60"), true],
  ["all of its lines among twice as many", `${after}${"x\n".repeat(6)}`, false],
])("a text with %s is its successor: %s", (_what, text, expected) => {
  expect(isAlike(file(null), text)).toBe(expected);
});

it("looks where a file would be first, and not at its own place", () => {
  const all = ["README.md", "infra/other.yaml", "t.yaml", "infra/T.yaml", "lib/t.js"];
  expect(likelyPaths("t.yaml", all)).toEqual(["infra/T.yaml", "infra/other.yaml", "README.md", "lib/t.js"]);
  const many = Array.from({ length: 900 }, (_, index) => `f${index}.txt`);
  expect(likelyPaths("t.yaml", [...many, "infra/t.yaml"])).toHaveLength(500);
  expect(likelyPaths("t.yaml", [...many, "infra/t.yaml"])[0]).toBe("infra/t.yaml");
});
