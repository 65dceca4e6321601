import { DATE_WORDS } from "./value-words.ts";

/** Classes of ASCII characters; anything beyond ASCII is part of a word. */
export const WORD = 0;
export const SPACE = 1;
export const SEPARATOR = 2;
export const DIGIT = 3;

/** Longest bracketed or quoted value that is taken as one. */
const MAX_NESTED = 400;

const MAC_ADDRESS = /[0-9a-f]{2}(?::[0-9a-f]{2}){3,7}(?![\w])/iy;

const IPV6 = /(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w{1,16})?(?:\/\d{1,3})?(?![\w:])/iy;

export const CLASSES = characterClasses();
const ENDS_PATH = blanksAnd(",;)]}<>\"'|");
const ENDS_ASSIGNED = blanksAnd(",;(){}[]|&\"'<>");

/**
 * The word at `start`, packed in one number because this is asked for every word: see {@link wordEnd},
 * {@link wordHasDigit} and {@link wordSlashes}. Dots in a row end a word.
 */
export function scanWord(text: string, start: number): number {
  let end = start;
  let digit = 0;
  let slashes = 0;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code >= 128) continue;
    const kind = CLASSES[code];
    if (kind === DIGIT) digit = 1;
    else if (code === 47 || code === 92) slashes++;
    else if (code === 46 && text.charCodeAt(end + 1) === 46) break;
    else if (code === 58 && digit === 1 && continuesAfterColon(text, end)) continue;
    else if (kind !== WORD) break;
  }
  if (end === start) end = text.charCodeAt(start) === 46 ? endOfRun(text, start) : start + 1;
  return end * 8 + Math.min(slashes, 3) * 2 + digit;
}

/** Where a word of {@link scanWord} ends. */
export function wordEnd(word: number): number {
  return word >> 3;
}

/** Whether a word of {@link scanWord} has a digit. */
export function wordHasDigit(word: number): boolean {
  return (word & 1) === 1;
}

/** How many slashes a word of {@link scanWord} has; at most 3. */
export function wordSlashes(word: number): number {
  return (word >> 1) & 3;
}

function endOfRun(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) === text.charCodeAt(start)) end++;
  return end;
}

/** `10:20`, `host1:8080`, `00:1a:2b`. */
function continuesAfterColon(text: string, colon: number): boolean {
  const next = text.charCodeAt(colon + 1);
  if (CLASSES[next] === DIGIT) return true;
  return isHexCode(next) && isHexCode(text.charCodeAt(colon + 2)) && !isWordCode(text.charCodeAt(colon + 3));
}

function isHexCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** An ASCII letter, or a square bracket that opens. */
export function opensText(code: number): boolean {
  return code === 91 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Hexadecimal without any digit; shorter ones are English. */
export function isHexWord(word: string): boolean {
  return word.length >= 8 && word.charCodeAt(0) <= 102 && /^(?:[a-f]+|[A-F]+)$/.test(word);
}

/** `****` where a number is expected. */
export function isMarks(word: string): boolean {
  const first = word.charCodeAt(0);
  if (word.length < 2 || (first !== 42 && first !== 45 && first !== 63)) return false;
  return endOfRun(word, 0) === word.length;
}

/** After the marks comes a number, or the same marks again. */
export function goesOn(text: string, at: number, marks: string): boolean {
  return CLASSES[text.charCodeAt(at)] === DIGIT || text.startsWith(marks, at);
}

/** `X+`, `z-`. */
export function isAxis(word: string): boolean {
  return word.length === 2 && /^[A-Za-z][+-]$/.test(word);
}

/** The end of the hardware address at `start`, or `end` when there is none. */
export function macAddressEnd(text: string, start: number, end: number): number {
  if (end !== start + 2 || text.charCodeAt(end) !== 58 || text.charCodeAt(end + 3) !== 58) return end;
  MAC_ADDRESS.lastIndex = start;
  return start + (MAC_ADDRESS.exec(text)?.[0].length ?? 2);
}

/** The end of the IPv6 address at `start`, or `start` when there is none. */
export function ipv6End(text: string, start: number): number {
  const colon = text.indexOf(":", start);
  if (colon === -1 || colon > start + 4) return start;
  IPV6.lastIndex = start;
  const address = IPV6.exec(text)?.[0] ?? "";
  const isAddress = /\d/.test(address) && (address.includes("::") || address.split(":").length === 8);
  return isAddress ? start + address.length : start;
}

/** `db.example.org:5432`; a plain word before a colon is rather the name of a field. */
export function isHostWithPort(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(end) !== 58 || CLASSES[text.charCodeAt(end + 1)] !== DIGIT) return false;
  return end > start + 2 && text.lastIndexOf(".", end - 2) > start;
}

/** `/var`, but not a slash alone. */
export function isRooted(text: string, start: number, end: number): boolean {
  return end > start + 1 && text.charCodeAt(start) === 47 && isWordCode(text.charCodeAt(start + 1));
}

/** `Sun Jul 10`: the names stand before the number that they belong to. */
export function startsDate(word: string, text: string, end: number): boolean {
  if (word.length !== 3 || !DATE_WORDS.has(word)) return false;
  let next = end;
  while (CLASSES[text.charCodeAt(next)] === SPACE || text.charCodeAt(next) === 44) next++;
  return CLASSES[text.charCodeAt(next)] === DIGIT || DATE_WORDS.has(text.slice(next, next + 3));
}

/** The end of the path or URL that goes on at `from`; punctuation at its end does not belong to it. */
export function endOfPath(text: string, from: number): number {
  let end = from;
  while (end < text.length && ENDS_PATH[text.charCodeAt(end)] !== 1) end++;
  while (end > from && (text.charCodeAt(end - 1) === 58 || text.charCodeAt(end - 1) === 46)) end--;
  return end;
}

/** The end of a bare value after `key=`. */
export function endOfAssigned(text: string, from: number): number {
  let end = from;
  while (end < text.length && ENDS_ASSIGNED[text.charCodeAt(end)] !== 1) end++;
  return end;
}

/** The place after the closing quote, or -1 when there is none near. */
export function closingQuote(text: string, open: number, code: number): number {
  const limit = Math.min(text.length, open + MAX_NESTED);
  for (let index = open + 1; index < limit; index++) {
    const inner = text.charCodeAt(index);
    if (inner === 92) index++;
    else if (inner === code) return index + 1;
  }
  return -1;
}

/** The place after the bracket that closes the one at `open`, or -1 when there is no bracket or it stays open. */
export function closingBracket(text: string, open: number): number {
  const opening = text.charCodeAt(open);
  const closing =
    opening === 40 ? 41 : opening === 91 ? 93 : opening === 123 ? 125 : opening === 60 ? 62 : -1;
  if (closing === -1) return -1;
  const limit = Math.min(text.length, open + MAX_NESTED);
  let depth = 0;
  for (let index = open; index < limit; index++) {
    const code = text.charCodeAt(index);
    if (code === opening) depth++;
    else if (code === closing && --depth === 0) return index + 1;
  }
  return -1;
}

function characterClasses(): Uint8Array {
  const classes = new Uint8Array(128);
  for (let code = 0; code <= 32; code++) classes[code] = SPACE;
  for (const separator of "=,;()[]{}|\"'`<>:!?") classes[separator.charCodeAt(0)] = SEPARATOR;
  for (let code = 48; code <= 57; code++) classes[code] = DIGIT;
  return classes;
}

function blanksAnd(marks: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code <= 32; code++) table[code] = 1;
  for (const mark of marks) table[mark.charCodeAt(0)] = 1;
  return table;
}
