import fc from "fast-check";

const firstSurrogate = 0xd800;
const surrogates = 0x800;

/**
 * Any Unicode character but halves of surrogate pairs, as unit of `fc.string`: what its own unit "binary" is, which
 * takes a second or two to prepare in every test file.
 */
export const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - surrogates }).map(
  (place) => String.fromCodePoint(place < firstSurrogate ? place : place + surrogates),
  (character) => {
    const point = typeof character === "string" ? character.codePointAt(0) : undefined;
    if (point === undefined || String.fromCodePoint(point) !== character) throw new Error("not a character");
    return point < firstSurrogate ? point : point - surrogates;
  },
);
