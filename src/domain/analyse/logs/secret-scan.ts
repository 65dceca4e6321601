/** Which kinds of secret a text could hold, as bits of {@link scanForSecrets}. */
export const SUSPICION = {
  key: 1,
  bearer: 2,
  jsonWebToken: 4,
  awsKey: 8,
  prefixed: 16,
  shortPrefixed: 32,
  google: 64,
  at: 128,
  base64: 256,
  flag: 512,
  privateKey: 1_024,
} as const;

const TRIGRAMS: readonly (readonly [number, string])[] = [
  [SUSPICION.bearer, "bea bas dig neg"],
  [SUSPICION.jsonWebToken, "eyj"],
  [SUSPICION.awsKey, "aki asi agp aro aid anp anv aip"],
  [SUSPICION.prefixed, "ghp gho ghu ghs ghr hub glp npm pyp dop hf_ ya0 xox xap"],
  [SUSPICION.shortPrefixed, "sk- sk_ rk- rk_ pk- pk_"],
  [SUSPICION.google, "aiz sg."],
  [SUSPICION.flag, "--p --t --s --a"],
  [SUSPICION.privateKey, "-be"],
];

/** How the names of secret keys end; looked up before each `:` and `=`. */
const KEY_ENDINGS = "ord swd ase ode ass pwd ret key yid _id -id nid ken ial als ion kie ure sig dsn";

const LETTER = letterTable();
const TRIGRAM = trigramTable(TRIGRAMS);
const ENDING = trigramTable([[SUSPICION.key, KEY_ENDINGS]]);

/**
 * One cheap pass that says which kinds of secret could be in the text, so that the precise rules run only where
 * they can find something: it looks at every three neighbouring characters, at what stands before `:` and `=`, at
 * `@`, and at long runs of base64 characters.
 */
export function scanForSecrets(text: string): number {
  let suspicions = 0;
  let window = 0;
  let run = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const letter = code < 128 ? (LETTER[code] ?? 0) : 0;
    window = ((window << 5) | letter) & 0x7fff;
    suspicions |= TRIGRAM[window] ?? 0;
    if ((letter > 0 && letter <= 26) || letter === 30 || code === 47 || code === 43) {
      if (++run === 40) suspicions |= SUSPICION.base64;
    } else {
      run = 0;
      if (code === 64) suspicions |= SUSPICION.at;
      else if (code === 58 || code === 61) suspicions |= endingBefore(text, index);
    }
  }
  return suspicions;
}

function endingBefore(text: string, mark: number): number {
  let end = mark;
  while (end > 0 && mark - end < 8 && isFiller(text.charCodeAt(end - 1))) end--;
  let window = 0;
  for (let index = end - 3; index < end; index++) {
    const code = text.charCodeAt(index);
    window = (window << 5) | (code < 128 ? (LETTER[code] ?? 0) : 0);
  }
  return ENDING[window] ?? 0;
}

/** White space, quotes and backslashes may stand between a key and its `:`. */
function isFiller(code: number): boolean {
  return code <= 32 || code === 34 || code === 39 || code === 92 || code === 160;
}

function letterTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (let letter = 0; letter < 26; letter++) {
    table[65 + letter] = letter + 1;
    table[97 + letter] = letter + 1;
  }
  for (let digit = 48; digit <= 57; digit++) table[digit] = 30;
  table[45] = 27;
  table[95] = 28;
  table[46] = 29;
  return table;
}

function trigramTable(entries: readonly (readonly [number, string])[]): Uint16Array {
  const table = new Uint16Array(0x8000);
  for (const [bit, trigrams] of entries) {
    for (const trigram of trigrams.split(" ")) {
      let window = 0;
      for (const character of trigram) window = (window << 5) | (LETTER[character.charCodeAt(0)] ?? 0);
      table[window] = (table[window] ?? 0) | bit;
    }
  }
  return table;
}
