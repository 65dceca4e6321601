import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../test/any-character.ts";
import { stableHash } from "./hash.ts";

test("the hash of a text is the same in every run", () => {
  expect(stableHash("")).toBe("1aee8d83488bdcb8");
  expect(stableHash("TypeError: x is undefined")).toBe(stableHash("TypeError: x is undefined"));
});

test("every hash is 16 hexadecimal characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => /^[0-9a-f]{16}$/.test(stableHash(text))),
  );
});

test("a hundred thousand similar texts do not collide", () => {
  const seen = new Set<string>();
  for (let index = 0; index < 100_000; index++) seen.add(stableHash(`template number ${index}`));
  expect(seen.size).toBe(100_000);
});

test("one changed character changes about half of the bits", () => {
  let changed = 0;
  for (let index = 0; index < 200; index++) {
    const a = BigInt(`0x${stableHash(`line ${index}`)}`);
    const b = BigInt(`0x${stableHash(`line ${index + 1}`)}`);
    changed += (a ^ b).toString(2).replaceAll("0", "").length;
  }
  expect(changed / 200).toBeGreaterThan(26);
  expect(changed / 200).toBeLessThan(38);
});
