import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metricSchema } from "../shared/series.ts";
import { hiddenCharacters } from "../shared/visible.ts";
import { codeBlock, commitText, duration, instant, percent, plain, quantity } from "./format.ts";

/** Text as an attacker would write it: markup, references and characters that do not show, in any order. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "@ada",
        "#12",
        "GH-12",
        "acme/shop#12",
        "\\#12",
        "acme/shop@a5c3785ed8d6a35868bc169f07e40e889087fd2e",
        "a5c3785",
        "https://",
        "www.evil.example",
        "[x](y)",
        "![x](y)",
        "<script>",
      ),
      fc.constantFrom(
        "-->",
        "<!--",
        "&commat;ada",
        "&#64;",
        "```",
        "| a |",
        "\n",
        "\r\n- ",
        "\u2028",
        "\\",
        "$x$",
      ),
      fc.constantFrom(
        "# ",
        "1. ",
        "- ",
        "> ",
        "---",
        "===",
        "[skip ci]",
        "[^1]",
        "\u202e",
        "\u200b",
        "\ud800",
      ),
      fc.string({ unit: "grapheme", maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** What GitHub reads after Markdown has taken the backslashes away. */
const rendered = (markdown: string) => markdown.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");

/** What GitHub links in the text that is left: numbers of issues, whatever is before them, and commits. */
const references = /#\d|\bGH-\d|@(?!\u200b)|(?<![\da-z])(?=\d*[a-f])[\da-f]{7,40}(?![\da-z])/i;

describe("plain", () => {
  it("leaves nothing that Markdown or GitHub acts on, whatever the text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = plain(text);
        const bare = shown.replaceAll(/\\[!-/:-@[-`{-~]/g, "");
        expect(bare).not.toMatch(/[\\`*_{}[\]()#+!|<>~&$=^]/);
        expect(shown).not.toMatch(/@(?!\u200b)|:\/\/|\bwww\.|\bGH-\d/i);
        expect(rendered(shown)).not.toMatch(references);
        expect(shown).not.toMatch(/^(?:-|\d+\.)/);
        expect(hiddenCharacters(shown.replaceAll("\u200b", ""))).toEqual([]);
        expect(shown.isWellFormed()).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["a plain sentence, with 12.5 % and ü.", "a plain sentence, with 12.5 % and ü."],
    ["  two\n\nlines\t", "two lines"],
    ["/approve", "\\/approve"],
    ["mail @ada about #12", "mail @\u200bada about \\#\u200b12"],
    ["at a5c3785 of 1234567", "at a5c378\u200b5 of 1234567"],
    ["&commat;ada", "\\&commat;ada"],
    ["a|b\\|c", "a\\|b\\\\\\|c"],
    ["", ""],
  ])("writes %j as %j", (text, shown) => expect(plain(text)).toBe(shown));
});

describe("commitText", () => {
  it("mentions nobody, closes nothing, skips nothing and adds no trailer, whatever the text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(commitText(text)).not.toMatch(/@(?!\u200b)|#\d|\bGH-\d|\[skip|:\/\/|[\n\r\u2028]/i);
        expect(commitText(text)).not.toMatch(references);
      }),
    );
  });

  it.each(["Release-As: 9.0.0", "BREAKING CHANGE: all", "skip-checks: true", "Co-authored-by: Eve <e@e>"])(
    "takes the trailer out of %j",
    (text) => expect(commitText(text)).not.toMatch(/^[\w-]+( [\w-]+)?\s*:/),
  );

  it("leaves what is harmless as it is", () => {
    expect(commitText("Set the memory of a-b from 1024 MB to 512 MB (50 %)")).toBe(
      "Set the memory of a-b from 1024 MB to 512 MB (50 %)",
    );
  });
});

describe("codeBlock", () => {
  it("cannot be closed by what is in it", () => {
    const text = fc.array(fc.constantFrom("`", "```", "~~~", "\n", "a", "``````"), { maxLength: 20 });
    fc.assert(
      fc.property(text, (parts) => {
        const block = codeBlock(parts.join(""));
        const fence = /^`+/.exec(block)?.[0] ?? "";
        const inside = block.split("\n").slice(1, -1);
        expect(fence.length).toBeGreaterThanOrEqual(3);
        expect(inside.some((line) => line.includes(fence))).toBe(false);
        expect(block.split("\n").at(-1)).toBe(fence);
      }),
    );
  });

  it("begins no line with a bot's command and mentions nobody", () => {
    const block = codeBlock("/approve\n  /merge\n@dependabot merge");
    expect(block).not.toMatch(/^\s*\/|@d/m);
  });

  it("takes very many runs of backticks", () => {
    expect(codeBlock("` ".repeat(300_000))).toMatch(/^```text\n/);
  });
});

describe("numbers and times", () => {
  const metric = metricSchema.parse({ namespace: "n", name: "m", statistic: "Sum", unit: "Milliseconds" });

  it.each([
    [0.1234, "+12.3 %"],
    [-0.04, "−4 %"],
    [0.0001, "0 %"],
    [null, "unknown"],
    [Number.NaN, "unknown"],
    [Number.POSITIVE_INFINITY, "unknown"],
  ])("percent of %s is %s", (fraction, text) => expect(percent(fraction)).toBe(text));

  it.each([
    [1234.5, "1,235 ms"],
    [12.34, "12.3 ms"],
    [0.1234, "0.123 ms"],
    [null, "no data"],
    [Number.NaN, "no data"],
  ])("quantity of %s is %s", (value, text) => expect(quantity(value, metric)).toBe(text));

  it.each([
    [Date.UTC(2026, 0, 5, 8, 15), "2026-01-05 08:15 UTC"],
    [Number.NaN, "unknown time"],
    [9e15, "unknown time"],
  ])("instant of %s is %s", (atMs, text) => expect(instant(atMs)).toBe(text));

  it.each([
    [90, "90 s"],
    [900, "15 min"],
    [21_600, "6 h"],
    [604_800, "7 days"],
  ])("duration of %s is %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});
