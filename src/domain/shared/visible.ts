/** A character that a reader does not see, or that changes the order in which others are seen. */
export interface HiddenCharacter {
  /** Where it begins, in UTF-16 units. */
  readonly index: number;
  /** `U+200B`. */
  readonly name: string;
  readonly reorders: boolean;
}

/**
 * What Unicode calls ignorable by default (tags, fillers, joiners, variation selectors, most format characters), what
 * formats or controls, separators of lines that most tools do not show as such, blanks that pass for letters, halves
 * of surrogate pairs and what is no character.
 */
const hidden =
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u2800\u{1D159}]/gu;
/** Characters that make text read differently from how it runs (Boucher and Anderson, Trojan Source, 2021). */
const reordering = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

const pictographBefore = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?$/u;
const takesSelector = /[\p{Extended_Pictographic}#*0-9]$/u;
const pictographAfter = /^\p{Extended_Pictographic}/u;
/** A pictograph with all that may follow it has no more UTF-16 units. */
const reach = 6;

/**
 * The hidden characters of a text, in their order. Tabs and line ends (LF, CR LF) are none, nor are joiners and
 * variation selectors within emoji.
 */
export function hiddenCharacters(text: string): HiddenCharacter[] {
  const found: HiddenCharacter[] = [];
  for (const { index, 0: character } of text.matchAll(hidden)) {
    if (isExpected(text, index, character)) continue;
    const code = character.codePointAt(0) ?? 0;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    found.push({ index, name, reorders: reordering.test(character) });
  }
  return found;
}

/** The text without {@link hiddenCharacters}. */
export function withoutHidden(text: string): string {
  return text.replace(hidden, (character, index: number) =>
    isExpected(text, index, character) ? character : "",
  );
}

function isExpected(text: string, index: number, character: string): boolean {
  switch (character) {
    case "\t":
    case "\n":
      return true;
    case "\r":
      return text[index + 1] === "\n";
    case "\uFE0E":
    case "\uFE0F":
      return takesSelector.test(text.slice(Math.max(0, index - 2), index));
    case "\u200D":
      return (
        pictographBefore.test(text.slice(Math.max(0, index - reach), index)) &&
        pictographAfter.test(text.slice(index + 1, index + 3))
      );
    default:
      return false;
  }
}
