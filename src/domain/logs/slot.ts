/** Words before a slot that holds a name. */
const NAMING = new Set(
  "user for from by at on host named name called file class type id key interface node service package process via using table database schema index partition shard image container pod namespace volume bucket account client customer tenant member owner project team group role server peer driver module plugin component device queue topic channel job task app application target source region zone cluster cache flag feature plan product model provider currency locale browser command method".split(
    " ",
  ),
);
/** Words that carry the sense of a sentence; they are never a value. */
const FUNCTION_WORDS = new Set(
  "a an the to from for of in on at by with without not no and or is are was were be been has have had will can cannot could should would may this that it its if then than but so as into out up down over under after before during while when via per all any some new old failed failure success successful successfully succeeded error warning start started starting stop stopped stopping begin end ok open opened close closed enable enabled disable disabled true false".split(
    " ",
  ),
);

/** One place in a template where otherwise equal templates have different words. */
export interface Slot {
  /** The words found there with how many lines have each. */
  readonly words: ReadonlyMap<string, number>;
  /** The word before, empty when there is none. */
  readonly before: string;
  /** The separators directly before and after. */
  readonly gapBefore: string;
  readonly gapAfter: string;
  /** Place among the template's words, and how many other words stay constant. */
  readonly position: number;
  readonly constants: number;
  /** In how many places of the templates two of these words are found as alternatives. */
  readonly places: number;
  /** Lines that are equal but have a plain value there. */
  readonly valueLines: number;
}

/**
 * How strongly the words of a slot look like values of one template (positive) rather than like the words that
 * tell several templates apart (negative); about a log-odds. It weighs how many different words there are, whether
 * they look like identifiers or like verbs, what stands before them, whether they are
 * alternatives elsewhere too, and how much constant text is around.
 */
export function slotScore(slot: Slot): number {
  if (slot.constants === 0) return Number.NEGATIVE_INFINITY;
  const distinct = slot.words.size;
  let lines = 0;
  let identifiers = 0;
  let functional = 0;
  let inflected = 0;
  for (const [word, count] of slot.words) {
    lines += count;
    identifiers += identifierWeight(word, slot.position);
    if (FUNCTION_WORDS.has(word.toLowerCase())) functional++;
    if (/[a-z]{2}(?:ed|ing)$/.test(word)) inflected++;
  }
  let score = -3.2 + 1.3 * Math.log2(distinct + (slot.valueLines > 0 ? 2 : 0));
  score += 2.5 * (identifiers / distinct);
  score -= 5 * Math.min(1, (2 * functional) / distinct) + 3 * Math.min(1, (2 * inflected) / distinct);
  score += Math.min(1.5, 0.7 * Math.log2(Math.max(1, slot.places)));
  if (NAMING.has(slot.before.toLowerCase())) score += 1.5;
  if (/[=:]\s*$/.test(slot.gapBefore)) score += 0.5;
  if (/^\s?=/.test(slot.gapAfter)) score -= 3;
  if (/["'([{<]\s?$/.test(slot.gapBefore) && /^\s?["')\]}>]/.test(slot.gapAfter)) score += 1.5;
  if (slot.position === 0) score -= 0.5;
  score += Math.max(-1.2, Math.min(2.4, 0.3 * (slot.constants - 4)));
  if (distinct >= 4 && lines <= distinct * 1.5) score += 0.5;
  return score;
}

/** Dots, underscores, inner capitals: written by a program, not by a person. */
export function isIdentifier(word: string): boolean {
  return /[a-z][A-Z]|[A-Za-z][._$@\\/~-][A-Za-z]|^[.@$*]|[*$]$/.test(word);
}

/** At the beginning of a line stands rather a method's name, and upper case with underscores is rather a state. */
function identifierWeight(word: string, position: number): number {
  if (!isIdentifier(word)) return 0;
  if (/^[A-Z]+(?:_[A-Z]+)+$/.test(word)) return 0;
  return position === 0 && /^[a-z]+(?:[A-Z][a-z]*)+$/.test(word) ? 0.4 : 1;
}
