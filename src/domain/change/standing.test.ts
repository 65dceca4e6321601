import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FileThen, type Standing, standingOf, withoutChange } from "./standing.ts";

const before = "Name: checkout\nMemory: 512\nTimeout: 30\nRuntime: node\n";
const after = before.replace("512", "1024");
const file = (now: string | null, then: Partial<FileThen> = {}): FileThen[] => [
  { path: "t.yaml", before, after, now, ...then },
];

describe("what is left of a change", () => {
  it.each<[string, FileThen[], Standing]>([
    ["all of it", file(after), "stands"],
    ["all of it, with an edit elsewhere", file(`# mine\n${after}More: yes\n`), "stands"],
    ["all of it, with an edit in the line below", file(after.replace("30", "60")), "stands"],
    ["all of it, with other line ends", file(after.replaceAll("\n", "\r\n")), "stands"],
    ["nothing: put back", file(before), "undone"],
    ["nothing: put back with other edits", file(`# mine\n${before.replace("30", "60")}`), "undone"],
    ["nothing: put back with other line ends", file(before.replaceAll("\n", "\r\n")), "undone"],
    ["nothing: the file is gone", file(null), "undone"],
    ["another value", file(after.replace("1024", "640")), "superseded"],
    ["no line, neither old nor new", file(after.replace("Memory: 1024\n", "")), "superseded"],
    ["a new file", file("x\n", { before: null, after: "x\n" }), "stands"],
    ["no new file", file(null, { before: null, after: "x\n" }), "undone"],
    ["another new file", file("z\n", { before: null, after: "x\ny\n" }), "superseded"],
    ["added lines", file(`top\n${before}A: 1\nend\n`, { after: `${before}A: 1\n` }), "stands"],
    ["none of the added lines", file(`top\n${before}`, { after: `${before}A: 1\n` }), "undone"],
    ["removed lines", file("b\nc\nd\n", { before: "a\nb\nc\n", after: "b\nc\n" }), "stands"],
    ["none of the removed lines", file("a\nb\nc\nd\n", { before: "a\nb\nc\n", after: "b\nc\n" }), "undone"],
    ["one of two files", [...file(after), ...file(before)], "superseded"],
    ["both files", [...file(after), ...file(after)], "stands"],
    ["nothing of two files", [...file(null), ...file(before)], "undone"],
    ["a change that changes nothing", file(after, { before: after }), "stands"],
  ])("%s", (_what, files, expected) => {
    expect(standingOf(files)).toBe(expected);
  });

  const line = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 3 });
  const numbered = fc
    .array(line, { minLength: 3, maxLength: 12 })
    .map((all) => all.map((one, at) => `${at}${one}`));
  const someChange = fc.record({ lines: numbered, at: fc.nat(11), elsewhere: fc.nat(12), put: line });
  type SomeChange = { lines: string[]; at: number; elsewhere: number; put: string };
  /** A changed line, and a text to which another line is added, not beside it. */
  function played({ lines, at, elsewhere, put }: SomeChange) {
    const index = at % lines.length;
    const changed = lines.with(index, "OURS");
    const place = elsewhere % (lines.length + 1);
    const isBeside = place === index || place === index + 1;
    const edited = (some: string[]): string =>
      (isBeside ? some : some.toSpliced(place, 0, `+${put}`)).join("\n");
    return { before: lines.join("\n"), after: changed.join("\n"), edited, lines, changed };
  }

  it("is not touched by edits elsewhere, and what is put back is undone whatever was edited elsewhere", () => {
    fc.assert(
      fc.property(someChange, (given) => {
        const { edited, lines, changed, ...then } = played(given);
        expect(standingOf(file(edited(changed), then))).toBe("stands");
        expect(standingOf(file(edited(lines), then))).toBe("undone");
      }),
    );
  });

  it("is taken away line by line, and edits elsewhere stay", () => {
    fc.assert(
      fc.property(someChange, (given) => {
        const { edited, lines, changed, ...then } = played(given);
        expect(withoutChange(file(edited(changed), then))).toEqual([
          { path: "t.yaml", content: edited(lines) },
        ]);
        expect(withoutChange(file(edited(lines), then))).toBeNull();
      }),
    );
  });
});

it.each([
  ["a new file", file("x\n", { before: null, after: "x\n" }), [{ path: "t.yaml", content: null }]],
  ["a new file that was edited", file("x\ny\n", { before: null, after: "x\n" }), null],
  [
    "the text with its line ends",
    file(after.replaceAll("\n", "\r\n")),
    [{ path: "t.yaml", content: before.replaceAll("\n", "\r\n") }],
  ],
  ["no text with two kinds of line ends", file(`a\r\n${after}`), null],
  ["what was edited at the same place", file(after.replace("1024", "640")), null],
])("takes back %s", (_what, files, expected) => {
  expect(withoutChange(files)).toEqual(expected);
});
