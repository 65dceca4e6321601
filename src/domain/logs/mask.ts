/** What stands where a value stood. */
export const VALUE = "<*>";

const MAX_TOKENS = 256;
const MAX_CHARACTERS = 2_000;

/** The line with every run of values (words with a digit) replaced by `<*>`; at most 256 words and 2,000 characters are looked at. */
export function maskValues(line: string): string {
  const words = line.slice(0, MAX_CHARACTERS).trim().split(/\s+/, MAX_TOKENS);
  const masked = words.map((word) => word.replace(/[^\s=:,;()[\]{}"'<>|]*\d[^\s=,;()[\]{}"'<>|]*/g, VALUE));
  return masked.filter((word, index) => word !== VALUE || masked[index - 1] !== VALUE).join(" ");
}
