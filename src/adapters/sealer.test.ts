import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hmacSealer } from "./sealer.ts";

const sealer = hmacSealer("a key of at least sixteen characters");

describe("hmacSealer", () => {
  it("opens whatever it sealed", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(String.fromCharCode) }),
        (text) => {
          expect(sealer.open(sealer.seal(text))).toBe(text);
        },
      ),
    );
  });

  it("gives a text that cannot end an HTML comment", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(sealer.seal(text)).not.toMatch(/--|[<>\s]/);
      }),
    );
  });

  it("opens nothing in which a single character was changed", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (text, at, other) => {
        const sealed = sealer.seal(text);
        const index = at % sealed.length;
        const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
        fc.pre(changed !== sealed);
        expect(sealer.open(changed)).toBeNull();
      }),
    );
  });

  it("opens nothing that another key sealed, and no other text", () => {
    expect(sealer.open(hmacSealer("another key of enough characters").seal("x"))).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => sealer.open(text) === null));
  });

  it("refuses a key that is too short to protect anything", () => {
    expect(() => hmacSealer("")).toThrow(/at least 16/);
  });
});
