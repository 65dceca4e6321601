import { SUSPICION, scanForSecrets } from "./secret-scan.ts";
import { RULES } from "./secrets.ts";

/** What seems to be a secret in a text that is to be published. */
export interface Leak {
  /** What it seems to be, never the secret itself. */
  readonly rule: "token" | "password" | "split token" | "encoded token";
  /** Where it begins, in UTF-16 units; of a split or encoded one, where its first part begins. */
  readonly index: number;
  /** What was found; two leaks with the same one are the same. */
  readonly found: string;
}

/**
 * Finds what {@link maskSecrets} would take out of a log, in code and prose: tokens whose form gives them away (also put
 * together from literals, written by the numbers of their characters, or in base64 or hexadecimal), and literal values of
 * what is named like a secret. Unlike a mask it has to be sound: a variable, a type or a placeholder is no leak.
 */
export function findLeaks(text: string): Leak[] {
  const plain = [
    ...tokensIn(text, certain).map((one) => ({ ...one, rule: "token" as const })),
    ...passwordsIn(text),
  ];
  const known = new Set(plain.map(({ found }) => found));
  const hidden = [...splitTokens(text), ...encodedTokens(text)];
  return [...plain, ...hidden.filter(({ found }) => !known.has(found))];
}

/** What their form alone gives away. Names, addresses and values of settings need more than a form. */
const certain =
  SUSPICION.privateKey | SUSPICION.jsonWebToken | SUSPICION.awsKey | SUSPICION.prefixed | SUSPICION.google;
/** Of texts that were put together by guess. Shorter prefixes are there by chance. */
const unmistakable = certain & ~SUSPICION.privateKey;

function tokensIn(text: string, kinds: number): { index: number; found: string }[] {
  const suspicions = scanForSecrets(text) & kinds;
  if (suspicions === 0) return [];
  return RULES.filter(({ suspicion }) => (suspicions & suspicion) !== 0).flatMap(({ pattern }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ index, found })),
  );
}

/** A name that ends like a secret's, and the literal that it is given. */
const assignment =
  /(?:pass(?:word|wd|phrase|code)|\bpwd|secret|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|account[_-]?key|token|credentials?|authorization)(?:["'`]?\]?\s{0,4}(?::=|=>|[:=])\s{0,4})(?:"([^"\n]{1,512})"|'([^'\n]{1,512})'|`([^`\n]{1,512})`|([^\s"'`,;)\]}]{1,512}))/gi;

function passwordsIn(text: string): Leak[] {
  if ((scanForSecrets(text) & SUSPICION.key) === 0) return [];
  return [...text.matchAll(assignment)].flatMap(({ index, 1: a, 2: b, 3: c, 4: bare }) => {
    const quoted = a ?? b ?? c;
    const isSecret = quoted === undefined ? isBareSecret(bare ?? "") : isSecretValue(quoted);
    return isSecret ? [{ rule: "password" as const, index, found: quoted ?? bare ?? "" }] : [];
  });
}

const placeholder =
  /[<>{}*]|\$\(|\.\.\.|%\w|xxx|your|example|placeholder|change.?me|redacted|dummy|process\.env|environ|getenv|^(?:arn:|https?:|ssm:|file:|env:|vault:|op:|\.{0,2}\/)/i;

function isSecretValue(value: string): boolean {
  if (value.length < 5 || /\s/.test(value) || placeholder.test(value)) return false;
  const [hasDigit, hasLetter] = [/\d/.test(value), /[a-z]/i.test(value)];
  const isMixed = /[a-z]/.test(value) && /[A-Z]/.test(value) && value.length >= 10;
  return (hasDigit && hasLetter) || isMixed || (/[!@#$%^&]/.test(value) && value.length >= 8);
}

/** Without quotes, as in YAML and environments, it may be code as well: no call, no member, no name of a variable. */
function isBareSecret(value: string): boolean {
  return (
    /^[^$!(.[@&*-]/.test(value) && !/[([]|\w\.[a-z]/i.test(value) && /\d/.test(value) && isSecretValue(value)
  );
}

const literals = /"((?:[^"\\\n]|\\.){1,400})"|'((?:[^'\\\n]|\\.){1,400})'|`((?:[^`\\]|\\.){1,400})`/g;

/** Of all literals in their order, one behind the other. */
function splitTokens(text: string): Leak[] {
  let joined = "";
  const starts: { at: number; index: number }[] = [];
  for (const { index, 1: a, 2: b, 3: c } of text.matchAll(literals)) {
    starts.push({ at: joined.length, index });
    joined += unescaped(a ?? b ?? c ?? "");
  }
  return tokensIn(joined, unmistakable).map(({ index: at, found }) => ({
    rule: "split token",
    index: starts.findLast((one) => one.at <= at)?.index ?? 0,
    found,
  }));
}

const escapes = /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2}))/gi;

function unescaped(literal: string): string {
  return literal.replaceAll(escapes, (_all, a?: string, b?: string, c?: string) => {
    const code = Number.parseInt(a ?? b ?? c ?? "20", 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : "";
  });
}

const encoded = /(?<![\w+/=])(?:[\w+/-]{20,8192}={0,2})/g;

/** What is base64 or hexadecimal of a token. A JSON web token is base64 itself, and not meant. */
function encodedTokens(text: string): Leak[] {
  return [...text.matchAll(encoded)].flatMap(({ index, 0: run }) => {
    const isHex = run.length % 2 === 0 && /^[\da-f]+$/i.test(run);
    const decoded = [decodedBase64(run), ...(isHex ? [decodedHex(run)] : [])];
    return decoded
      .flatMap((one) => tokensIn(one, unmistakable))
      .map(({ found }) => ({ rule: "encoded token" as const, index, found }));
  });
}

function decodedBase64(run: string): string {
  try {
    return atob(run.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
  } catch {
    return "";
  }
}

function decodedHex(run: string): string {
  return run.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}
