import { SUSPICION, scanForSecrets } from "./secret-scan.ts";

/** What stands where a secret stood. */
const SECRET = "<secret>";
/** Masking may bring two pieces together that look like a secret again; this ends it in any case. */
const MAX_ROUNDS = 8;
const EMAIL = "<email>";

/**
 * Longest piece that one quantifier may eat; keeps matching linear on hostile input. Longer secrets are real
 * (a private key has 3 kB), so {@link maskSecrets} repeats until nothing is left.
 */
const PIECE = "4096";

const SECRET_KEY =
  "pass(?:word|wd|phrase|code)?|pwd|secret|api[_-]?key|apikey|access[_-]?key(?:[_-]?id)?|secret[_-]?key|" +
  "private[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|shared[_-]?access[_-]?key|" +
  "token|credentials?|authorization|cookie|session[_-]?id|signature|x-amz-signature|sig|dsn";

/** A key that is named like a secret, up to where its value starts. */
const ASSIGNED = `((?:${SECRET_KEY})\\\\?["']?\\s{0,4}(?:=>|[:=])\\s{0,4})(?:(?:bearer|basic|token|digest)\\s+)?`;

export interface SecretRule {
  /** The rule runs only on texts that are suspected of it. */
  readonly suspicion: number;
  readonly pattern: RegExp;
  readonly replacement: string;
}

export const RULES: readonly SecretRule[] = [
  {
    suspicion: SUSPICION.privateKey,
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    replacement: SECRET,
  },
  {
    suspicion: SUSPICION.jsonWebToken,
    pattern: new RegExp(
      `(?<![\\w-])eyJ[\\w-]{6,${PIECE}}\\.[\\w-]{6,${PIECE}}(?:\\.[\\w-]{0,${PIECE}}){0,3}`,
      "g",
    ),
    replacement: SECRET,
  },
  {
    suspicion: SUSPICION.awsKey,
    pattern: /(?:AKIA|ASIA|AGPA|AROA|AIDA|ANPA|ANVA|AIPA)[A-Z0-9]{16}/g,
    replacement: SECRET,
  },
  {
    suspicion: SUSPICION.prefixed,
    pattern: new RegExp(
      `(?:gh[pousr]_|github_pat_|glpat-|npm_|pypi-|dop_v1_|hf_|ya29\\.|xox[abeoprs]-|xapp-)[\\w.-]{10,${PIECE}}`,
      "g",
    ),
    replacement: SECRET,
  },
  {
    suspicion: SUSPICION.shortPrefixed,
    pattern: new RegExp(`\\b(?:sk|rk|pk)[-_](?:[a-z]{2,10}[-_])?[A-Za-z0-9_-]{16,${PIECE}}`, "g"),
    replacement: SECRET,
  },
  {
    suspicion: SUSPICION.google,
    pattern: /AIza[\w-]{35}|SG\.[\w-]{16,128}\.[\w-]{16,128}/g,
    replacement: SECRET,
  },
  {
    suspicion: SUSPICION.at,
    pattern: new RegExp(`([a-z][a-z0-9+.-]{1,20}://[^\\s:@/"'<>]{0,256}):[^\\s@/"'<>]{1,${PIECE}}@`, "gi"),
    replacement: `$1:${SECRET}@`,
  },
  {
    suspicion: SUSPICION.bearer,
    pattern: new RegExp(
      `\\b(bearer|basic|digest|negotiate)\\s+(?=\\S{0,64}[0-9=_.])[\\w.~+/=-]{8,${PIECE}}`,
      "gi",
    ),
    replacement: `$1 ${SECRET}`,
  },
  {
    suspicion: SUSPICION.bearer,
    pattern: new RegExp(`\\b(bearer)\\s+[\\w.~+/=-]{16,${PIECE}}`, "gi"),
    replacement: `$1 ${SECRET}`,
  },
  {
    suspicion: SUSPICION.key,
    pattern: new RegExp(`${ASSIGNED}(\\\\?")(?:[^"\\\\]|\\\\[^"]){0,${PIECE}}(?:\\\\?")?`, "gi"),
    replacement: `$1$2${SECRET}$2`,
  },
  {
    suspicion: SUSPICION.key,
    pattern: new RegExp(`${ASSIGNED}(')[^']{0,${PIECE}}'?`, "gi"),
    replacement: `$1$2${SECRET}$2`,
  },
  {
    suspicion: SUSPICION.key,
    pattern: new RegExp(`${ASSIGNED}[^\\s"'&;\\\\]{0,${PIECE}}[^\\s"'&;\\\\,)\\]}]`, "gi"),
    replacement: `$1${SECRET}`,
  },
  {
    suspicion: SUSPICION.flag,
    pattern: new RegExp(
      `(--(?:password|passwd|token|secret|api-?key|access-?key|auth)[\\w-]{0,20}[ =])(?:"[^"]{0,${PIECE}}"|'[^']{0,${PIECE}}'|[^\\s"'-][^\\s"']{0,${PIECE}})`,
      "gi",
    ),
    replacement: `$1${SECRET}`,
  },
  {
    suspicion: SUSPICION.base64,
    pattern:
      /(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+]{0,39}[a-z])(?=[A-Za-z0-9/+]{0,39}[A-Z])(?=[A-Za-z0-9/+]{0,39}[0-9])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
    replacement: SECRET,
  },
  {
    suspicion: SUSPICION.at,
    pattern: /[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}\.[A-Za-z]{2,24}/g,
    replacement: EMAIL,
  },
];

/**
 * Replaces secrets by `<secret>` and e-mail addresses by `<email>`: private key blocks, JSON web tokens, AWS,
 * GitHub, GitLab, Slack, Stripe, OpenAI, Google, npm and PyPI tokens, passwords in URLs and connection strings,
 * authorization headers, and the value of any key that is named like a secret (`password=`, `"apiKey":`, `--token `).
 * Masking twice gives what masking once gives. It rather takes a harmless value than leaves a secret.
 */
export function maskSecrets(text: string): string {
  let masked = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const suspicions = scanForSecrets(masked);
    if (suspicions === 0) return masked;
    let next = masked;
    for (const { suspicion, pattern, replacement } of RULES) {
      if ((suspicions & suspicion) !== 0) next = next.replace(pattern, replacement);
    }
    if (next === masked) return masked;
    masked = next;
  }
  return masked;
}
