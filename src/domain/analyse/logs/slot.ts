/** Words before a slot that holds a name. */
const NAMING = new Set(
  "user for from by at on host named name called file class type id key interface node service package process via using table database schema index partition shard image container pod namespace volume bucket account client customer tenant member owner project team group role server peer driver module plugin component device queue topic channel job task app application target source region zone cluster cache flag feature plan product model provider currency locale browser command method".split(
    " ",
  ),
);
/** Words before which a name is only a little more likely. */
const LINKING = new Set(["of", "in", "with"]);
/** Words that carry the sense of a sentence; they are never a value. */
const FUNCTION_WORDS = new Set(
  "a an the to from for of in on at by with without not no and or is are was were be been has have had will can cannot could should would may this that it its if then than but so as into out up down over under after before during while when via per all any some new old failed failure success successful successfully succeeded error warning start started starting stop stopped stopping begin end ok open opened close closed enable enabled disable disabled true false".split(
    " ",
  ),
);

/**
 * What each observation adds to the score. The sizes were chosen by hand on the development corpora, round and few;
 * docs/judgement/logs.md says what each one gives.
 */
const WEIGHT = {
  /** Two different words alone are no reason to believe in a value. */
  prior: -3.2,
  doubledWords: 1.3,
  allIdentifiers: 2.5,
  functionWords: -5,
  inflected: -3,
  doubledPlaces: 0.7,
  mostPlaces: 1.5,
  naming: 1.5,
  linking: 0.7,
  afterMark: 0.5,
  /** What stands before `=` is a key. */
  beforeEquals: -3,
  firstWord: -0.5,
  /** For each constant word above or below {@link USUAL_CONSTANTS}, within bounds. */
  constant: 0.3,
  fewestConstants: -1.2,
  mostConstants: 2.4,
} as const;

const USUAL_CONSTANTS = 4;
/** A value that other lines have in the place counts as so many different words. */
const WORDS_OF_A_VALUE = 2;

/** One place in a template where otherwise equal templates have different words. */
export interface Slot {
  /** The different words found there. */
  readonly words: ReadonlySet<string>;
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
 * they look like identifiers or like verbs, whether they are alternatives elsewhere too, what stands around them,
 * and how much constant text there is.
 */
export function slotScore(slot: Slot): number {
  if (slot.constants === 0 || tellsErrorsApart(slot.words)) return Number.NEGATIVE_INFINITY;
  return WEIGHT.prior + scoreOfWords(slot) + scoreOfSurroundings(slot);
}

function tellsErrorsApart(words: ReadonlySet<string>): boolean {
  let names = 0;
  for (const word of words) if (namesAnError(word)) names++;
  return names > 1;
}

function scoreOfWords({ words, position, places, valueLines }: Slot): number {
  const distinct = words.size;
  let identifiers = 0;
  let functional = 0;
  let inflected = 0;
  for (const word of words) {
    if (looksLikeValue(word, position)) identifiers++;
    if (FUNCTION_WORDS.has(word.toLowerCase())) functional++;
    if (/[a-z]{2}(?:ed|ing)$/.test(word)) inflected++;
  }
  let score = WEIGHT.doubledWords * Math.log2(distinct + (valueLines > 0 ? WORDS_OF_A_VALUE : 0));
  score += WEIGHT.allIdentifiers * (identifiers / distinct);
  score += WEIGHT.functionWords * Math.min(1, (2 * functional) / distinct);
  if (inflected >= distinct * 0.4) score += WEIGHT.inflected;
  score += Math.min(WEIGHT.mostPlaces, WEIGHT.doubledPlaces * Math.log2(Math.max(1, places)));
  return score;
}

function scoreOfSurroundings({ before, gapBefore, gapAfter, position, constants }: Slot): number {
  let score = WEIGHT.constant * (constants - USUAL_CONSTANTS);
  score = Math.max(WEIGHT.fewestConstants, Math.min(WEIGHT.mostConstants, score));
  const word = before.toLowerCase();
  if (NAMING.has(word)) score += WEIGHT.naming;
  if (LINKING.has(word)) score += WEIGHT.linking;
  if (/[=:]\s*$/.test(gapBefore)) score += WEIGHT.afterMark;
  if (/^\s?=/.test(gapAfter)) score += WEIGHT.beforeEquals;
  if (position === 0) score += WEIGHT.firstWord;
  return score;
}

/** Dots, underscores, inner capitals: written by a program, not by a person. */
export function isIdentifier(word: string): boolean {
  return !namesAnError(word) && /[a-z][A-Z]|[A-Za-z][._$@\\/~-][A-Za-z]|^[.@$*]|[*$]$/.test(word);
}

/** The class of an error is what a line says, however many others stand in its place. */
export function namesAnError(word: string): boolean {
  return /[a-z](?:Error|Exception|Failure|Fault|Timeout|Denied|NotFound|Refused|Invalid)s?$/.test(word);
}

/** At the beginning of a line stands rather a method's name, and upper case with underscores is rather a state. */
function looksLikeValue(word: string, position: number): boolean {
  if (!isIdentifier(word) || /^[A-Z]+(?:_[A-Z]+)+$/.test(word)) return false;
  return position > 0 || !/^[a-z]+(?:[A-Z][a-z]*)+$/.test(word);
}
