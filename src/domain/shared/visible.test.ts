import fc from "fast-check";
import { expect, it } from "vitest";
import { hiddenCharacters, withoutHidden } from "./visible.ts";

it.each([
  ["tags", "\u{E0041}\u{E007F}"],
  ["fillers", "\u3164\u115F\u1160\uFFA0\u2800\u17B4\u034F\u180E"],
  ["variation selectors", "\uFE00\uFE0E\uFE0F\u{E0100}\u180B"],
  ["directions", "\u202E\u2066\u200F\u061C"],
  ["zero width", "\u200B\u200C\u200D\u2060\uFEFF\u00AD"],
  ["line separators", "\u2028\u2029\u0085\u000B\u000C"],
  ["controls", "\0\u0007\u001B\u007F\u009B"],
  ["halves and what is no character", "\uD800\uFFFE\u{1FFFF}"],
])("sees %s and takes them out", (_name, characters) => {
  for (const character of characters) {
    const text = `if (a${character}b)`;
    expect(hiddenCharacters(text), JSON.stringify(character)).toMatchObject([{ index: 5 }]);
    expect(withoutHidden(text)).toBe("if (ab)");
  }
});

it.each(["a\tb\r\nc\n", "👩‍👩‍👧 ❤️ 1️⃣ 👍🏽 ✔︎ 🏳️‍🌈", "für 日本語 עברית عربي", "\u00A0 \u3000"])(
  "leaves %j alone",
  (text) => {
    expect(hiddenCharacters(text)).toEqual([]);
    expect(withoutHidden(text)).toBe(text);
  },
);

it("knows what reorders, and a CR that ends no line", () => {
  expect(hiddenCharacters("a\u202Eb\rc")).toEqual([
    { index: 1, name: "U+202E", reorders: true },
    { index: 3, name: "U+000D", reorders: false },
  ]);
});

it("leaves nothing hidden behind, whatever the text", () => {
  const unit = fc.constantFrom(
    "a",
    "1",
    "👩",
    "\u200D",
    "\uFE0F",
    "\r",
    "\n",
    "\u{E0041}",
    "\uD83D",
    "🏽",
    "\u3164",
  );
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit }), fc.string({ unit: "binary" })), (text) => {
      expect(hiddenCharacters(withoutHidden(text))).toEqual([]);
    }),
  );
});
