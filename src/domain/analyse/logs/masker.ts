import {
  CLASSES,
  closingBracket,
  closingQuote,
  DIGIT,
  endOfAssigned,
  endOfPath,
  goesOn,
  ipv6End,
  isAxis,
  isHexWord,
  isHostWithPort,
  isMarks,
  isRooted,
  macAddressEnd,
  opensText,
  SEPARATOR,
  SPACE,
  scanWord,
  startsDate,
  WORD,
  wordEnd,
  wordHasDigit,
  wordSlashes,
} from "./scan.ts";
import { namesAnError } from "./slot.ts";
import { DATE_WORDS, JOINS, LITERALS, MESSAGE_KEYS, UNITS } from "./value-words.ts";

/** What stands where a value stood, inside masked text: one private-use character, so that text stays short. */
export const VALUE = "\uE000";
/** `( on off )`: lamps and switches side by side. */
const STATES = /\(\s?(?:(?:on|off|up|down|yes|no)\s?){2,12}\)/iy;
/** `[a, b, c]` and `Set(a, b)`. */
const LIST = /[[(]\s?[\w.$-]{1,60}(?:, ?[\w.$-]{1,60}){1,20}\s?[\])]/y;
const PLACEHOLDER = /<(?:secret|email|\*)>/y;

/** Masks the values of one text, in one pass. */
export class Masker {
  private readonly text: string;
  private at = 0;
  private out = "";
  /** Separators since the last value; null when a word came after it. */
  private tail: string | null = null;
  private lastWord = "";

  constructor(text: string) {
    this.text = text;
  }

  mask(): string {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      const kind = code < 128 ? CLASSES[code] : WORD;
      if (kind === SPACE) this.space();
      else if (kind === SEPARATOR) this.separator(code);
      else this.word();
    }
    return (this.out + (this.tail ?? "")).trimEnd();
  }

  private space(): void {
    const { text, at: start } = this;
    do this.at++;
    while (this.at < text.length && CLASSES[text.charCodeAt(this.at)] === SPACE);
    if (this.out !== "") this.put(" ");
    if (this.at === start + 2 && this.lastWord !== "" && opensText(text.charCodeAt(this.at)))
      this.emptyValue();
    this.lastWord = "";
  }

  /** Two blanks between two words: what stood there was empty, as in `Invalid user  from`. */
  private emptyValue(): void {
    this.value();
    this.put(" ");
  }

  private put(separator: string): void {
    if (this.tail === null) this.out += separator;
    else this.tail += separator;
  }

  private value(): void {
    if (this.tail === null || !JOINS.has(this.tail)) this.out += (this.tail ?? "") + VALUE;
    this.tail = "";
    this.lastWord = "";
  }

  private constant(word: string): void {
    this.out += (this.tail ?? "") + word;
    this.tail = null;
    this.lastWord = word;
  }

  private separator(code: number): void {
    const { text, at } = this;
    const character = text.charAt(at);
    let end = at + 1;
    while (text.charCodeAt(end) === code && code !== 40 && code !== 91 && code !== 123) end++;
    if (code === 60 && this.angle()) return;
    if (code === 58 && this.address()) return;
    if (code === 40 && this.enclosed(STATES)) return;
    if ((code === 91 || (code === 40 && this.lastWord !== "")) && this.enclosed(LIST)) return;
    if (code === 61 && end === at + 1 && this.lastWord !== "" && this.assigned()) return;
    if ((code === 34 || code === 39 || code === 96) && this.quoted(code)) return;
    this.put(character);
    this.at = end;
    this.lastWord = "";
  }

  /** `<secret>` and its like, and `<1`. */
  private angle(): boolean {
    PLACEHOLDER.lastIndex = this.at;
    const placeholder = PLACEHOLDER.exec(this.text)?.[0];
    if (placeholder) {
      this.at += placeholder.length;
      this.value();
      return true;
    }
    if (CLASSES[this.text.charCodeAt(this.at + 1)] !== DIGIT) return false;
    this.at++;
    return true;
  }

  private address(): boolean {
    const end = ipv6End(this.text, this.at);
    if (end === this.at) return false;
    this.at = end;
    this.value();
    return true;
  }

  /** A bracket whose whole content is one value. */
  private enclosed(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (!found) return false;
    this.put(found.charAt(0));
    this.value();
    this.put(found.charAt(found.length - 1));
    this.at += found.length;
    return true;
  }

  /** After `key=`: everything up to the next white space or closing mark is its value, also nothing. */
  private assigned(): boolean {
    const { text } = this;
    const start = this.at + 1;
    const first = text.charCodeAt(start);
    if (first === 62 || first === 61) return false;
    if ((first === 34 || first === 39) && MESSAGE_KEYS.has(this.lastWord)) return false;
    this.put("=");
    this.at = first === 34 || first === 39 ? closingQuote(text, start, first) : start;
    if (this.at <= start) this.at = endOfAssigned(text, start);
    const nested = closingBracket(text, this.at);
    if (nested > this.at) this.at = nested;
    this.valueUnlessError(text.slice(start, this.at));
    return true;
  }

  /** A quoted single word is a value; longer quotations are read as text. */
  private quoted(code: number): boolean {
    const { text, at } = this;
    if (code === 39 && this.lastWord !== "") return false;
    const end = closingQuote(text, at, code);
    if (end <= at + 2) return false;
    for (let index = at + 1; index < end - 1; index++) {
      const inner = text.charCodeAt(index);
      if (inner === 32 || inner === 9) return false;
    }
    this.at = end;
    this.valueUnlessError(text.slice(at, end));
    return true;
  }

  /** The class of an error says what happened, wherever it stands. */
  private valueUnlessError(text: string): void {
    const word = text.replace(/^["'`]|["'`]$/g, "");
    if (namesAnError(word) && !/\s/.test(word)) this.constant(word);
    else this.value();
  }

  private word(): void {
    const { text } = this;
    const start = this.at;
    if (this.address()) return;
    const word = scanWord(text, start);
    const end = wordEnd(word);
    const next = text.charCodeAt(end);
    const drive = end === start + 1 && next === 58 && text.charCodeAt(end + 1) === 92;
    if (
      drive ||
      wordSlashes(word) > 1 ||
      (next === 58 && text.startsWith("://", end)) ||
      isRooted(text, start, end)
    ) {
      this.at = endOfPath(text, end);
      this.value();
      return;
    }
    if (next === 123 || (next === 91 && text.charCodeAt(end - 1) === 45)) {
      const nested = closingBracket(text, end);
      if (nested > end) {
        this.at = nested;
        this.value();
        return;
      }
    }
    this.at = macAddressEnd(text, start, end);
    if (this.at > end || wordHasDigit(word) || isHostWithPort(text, start, end)) this.value();
    else this.letters(start, end);
  }

  /** A word without digits: a constant, unless it is part of the value beside it. */
  private letters(start: number, end: number): void {
    const { text } = this;
    let last = end;
    while (last > start && text.charCodeAt(last - 1) === 46) last--;
    const word = text.slice(start, last);
    if (word === "") this.put(".");
    else if (this.belongsToValue(word) || startsDate(word, text, end)) this.value();
    else if (LITERALS.has(word) || isHexWord(word) || isAxis(word)) this.value();
    else if (isMarks(word) && goesOn(text, end + 1, word)) this.value();
    else this.constant(word);
    if (last < end && word !== "" && this.tail === null) this.put(".");
  }

  private belongsToValue(word: string): boolean {
    if (this.tail !== "" && this.tail !== " ") return false;
    if (UNITS.has(word) || DATE_WORDS.has(word)) return true;
    if (word.length === 1) return word >= "B" && word <= "Z" && word !== "I";
    return isMarks(word);
  }
}
