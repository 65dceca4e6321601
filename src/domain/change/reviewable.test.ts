import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hiddenCharacters } from "../shared/visible.ts";
import { reviewProblems } from "./reviewable.ts";

function codes(before: string | null, after: string, most = 300): string[] {
  return reviewProblems({ path: "a.ts", before, after, mode: "100644" }, most).map(({ code }) => code);
}

describe("what reviewers do not see", () => {
  it.each<[string, string, string]>([
    ["edit_hides_text", "tags", "const a = 1; // \u{E0049}\u{E0047}"],
    ["edit_hides_text", "a filler as a name", "const \u3164 = query.x;"],
    ["edit_hides_text", "half a filler", "call(\uFFA0, \u115F)"],
    ["edit_hides_text", "variation selectors that carry bytes", "x = '😀\u{E0100}\u{E0101}'"],
    ["edit_hides_text", "a variation selector behind a letter", "a\uFE0F"],
    ["edit_hides_text", "a lone CR", "ok()\revil()"],
    ["edit_hides_text", "a line separator", "// ok\u2028evil()"],
    ["edit_hides_text", "an escape sequence", "\u001b[2K"],
    ["edit_hides_text", "zero width in a word", "is\u200bAdmin"],
    ["edit_hides_order", "an override", "/*\u202e*/"],
    ["edit_hides_order", "an isolate", "\u2066a\u2069"],
    ["edit_hides_text", "a Cyrillic letter in a Latin word", "const p\u0430ssword = 1"],
    ["edit_hides_text", "a Greek letter in a Latin word", "c\u03bfnst"],
    ["edit_hides_text", "code behind 5,000 blanks", `ok();${" ".repeat(5_000)}evil();`],
    ["edit_hides_text", "code behind 40 tabs", `ok();${"\t".repeat(40)}evil();`],
    ["edit_hides_text", "code below many empty lines", `ok();${"\n".repeat(60)}evil();`],
    ["line_too_long", "the far right", `${"a ".repeat(160)}evil()`],
  ])("%s: %s", (code, _what, text) => {
    expect(codes(null, `${text}\n`)).toEqual([code]);
    expect(codes("one\nthree\n", `one\n${text}\nthree\n`)).toEqual([code]);
    expect(codes("ok();\n", `ok();${text}\n`), "in a line that is there").toHaveLength(1);
    // What was there before is not the change's fault.
    expect(codes(`${text}\none\n`, `${text}\ntwo\n`)).toEqual([]);
    expect(codes(`one\n${text}\n`, `two\n${text}\n`)).toEqual([]);
  });

  it.each([
    ["emoji and other scripts", "// 👩‍👩‍👧 ❤️ für 日本語 עברית и всё, Δx = μs\n"],
    ["CR LF", "one\r\ntwo\r\n"],
    ["deep indentation", `${" ".repeat(60)}x()\n`],
    ["a blank end of a line", `x()${" ".repeat(300)}\n`.slice(0, 200)],
  ])("is none of %s", (_what, text) => expect(codes("", text)).toEqual([]));

  it("is none of a number in a line that was long before", () => {
    const line = (memory: number) =>
      `{"a":"${"x".repeat(100)}","MemorySize":${memory},"b":"${"x".repeat(5_000)}"}\n`;
    expect(codes(line(1024), line(512))).toEqual([]);
    const far = (memory: number) => `{"a":"${"x".repeat(5_000)}","MemorySize":${memory}}\n`;
    expect(codes(far(1024), far(512))).toEqual(["line_too_long"]);
    expect(codes(far(1024), far(512), Number.POSITIVE_INFINITY)).toEqual([]);
  });

  it("never gets into a file: what passes has nothing hidden that was not there", () => {
    const unit = fc.constantFrom(
      "a",
      "1",
      " ",
      "\n",
      "\r",
      "\t",
      "\u200b",
      "\u{E0041}",
      "\u202e",
      "😀",
      "\uFE0F",
      "\u3164",
    );
    const text = fc.oneof(fc.string({ unit }), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{0,4}$/)), text, fc.nat(), (lines, added, place) => {
        const before = lines.join("\n");
        const at = place % (before.length + 1);
        const after = before.slice(0, at) + added + before.slice(at);
        if (before === after || codes(before, after).length > 0) return;
        expect(hiddenCharacters(after)).toEqual([]);
      }),
    );
  });
});
