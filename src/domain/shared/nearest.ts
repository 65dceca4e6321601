/** Of what people type in place of a short word, nothing longer is a slip. */
const maxWordCharacters = 40;

/**
 * The word that somebody probably meant: the one that fewest slips lead to, at most one for every three of its letters
 * and always one; null when none is that near. A slip is a letter too many, one missing, a wrong one, or two swapped.
 */
export function nearest(typed: string, words: readonly string[]): string | null {
  if (typed.length > maxWordCharacters) return null;
  const [best] = words
    .map((word) => ({ word, slips: slipsBetween(typed, word) }))
    .filter(({ word, slips }) => slips <= Math.max(1, Math.floor(word.length / 3)))
    .sort((one, other) => one.slips - other.slips);
  return best?.word ?? null;
}

/** The optimal string alignment distance, row by row. */
function slipsBetween(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
