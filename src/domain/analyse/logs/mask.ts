import { jsonMessage } from "./log-document.ts";
import { Masker, VALUE } from "./masker.ts";

/** How {@link VALUE} is shown to people. */
const SHOWN_VALUE = "<*>";
/** A template needs no more of a line than this. */
const MAX_CHARACTERS = 2_000;

/**
 * The masked text of a line: every value is {@link VALUE}, neighbouring values are one, white space is one blank.
 * Values are words with a digit, hexadecimal and quoted words, paths, URLs, what follows `key=`, object dumps,
 * `true`, `false` and `null`, with their units. Of a JSON object it is the message. Secrets must be masked before.
 * One pass over at most 2,000 characters; lines with equal masked text have the same shape.
 */
export function maskValues(line: string): string {
  const text = line.length > MAX_CHARACTERS ? line.slice(0, MAX_CHARACTERS) : line;
  const message = text.charCodeAt(0) === 123 ? jsonMessage(line) : null;
  return new Masker(message ?? text).mask();
}

/** The masked text for people. */
export function showMasked(masked: string): string {
  return masked.replaceAll(VALUE, SHOWN_VALUE);
}
