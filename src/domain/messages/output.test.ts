import fc from "fast-check";
import { expect, it } from "vitest";
import { anyCharacter } from "../../../test/any-character.ts";
import { hiddenCharacters } from "../shared/visible.ts";
import { outputJson, outputText, visible } from "./output.ts";

const orders = /^[ \t]*::|##(?:\[|vso\[|teamcity\[)/m;
const text = fc.string({
  unit: fc.oneof(anyCharacter, fc.constantFrom("::", "##[", "\n", "\r", "\u001b[2J")),
});

it("output shows all that it holds and gives no orders", () => {
  fc.assert(
    fc.property(text, (any) => {
      const shown = outputText(any);
      expect(hiddenCharacters(shown.replaceAll("\u200b", ""))).toEqual([]);
      expect(shown).not.toMatch(orders);
    }),
  );
});

it("a line of a log is the same JSON, shows all that it holds and gives no orders", () => {
  fc.assert(
    fc.property(text, (any) => {
      const line = outputJson(`${JSON.stringify({ any })}\n`);
      expect(JSON.parse(line)).toEqual({ any });
      expect(hiddenCharacters(line)).toEqual([]);
      expect(line).not.toMatch(orders);
    }),
  );
});

it.each([
  ["plain text\n\twith a tab\n", "plain text\n\twith a tab\n"],
  ["a\u001b[31mred\u0007", "a[31mred"],
  ["one\r\ntwo\rthree", "one\ntwo\nthree"],
  [" ::error::x", " :\u200b:error::x"],
])("of %j the terminal gets %j", (given, shown) => expect(outputText(given)).toBe(shown));

it("none of them shows a secret, and JSON stays JSON", () => {
  const secret = ["hunter2", "hunter2"].join("");
  const said = { msg: `password=${secret}`, list: [{ text: `token: ${secret}` }] };
  const line = `${JSON.stringify(said)}\n`;
  for (const shown of [outputJson(line), outputText(line), JSON.stringify(visible(said))]) {
    expect(shown).not.toContain(secret);
    expect(JSON.parse(shown)).toMatchObject({ msg: expect.stringContaining("<secret>") });
  }
  expect(outputText(`  It says password=${secret}.\n`)).not.toContain(secret);
});

it("another agent reads what people see", () => {
  const hidden = "a\u{E0041}\u202eb";
  expect(visible({ [hidden]: [hidden, 1, null, { x: hidden, y: undefined }], z: true })).toEqual({
    ab: ["ab", 1, null, { x: "ab", y: undefined }],
    z: true,
  });
});
