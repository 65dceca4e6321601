/** So many letters and digits in a row of a secret are a part of it that nobody writes by chance. */
const gramLength = 16;
/** Shorter values are passwords like `none` and `postgres`, which would be found everywhere. */
const shortest = 12;

/**
 * Tells whether a text holds one of these secrets or sixteen characters in a row of one: as it is, backwards, in base64, in
 * hexadecimal, by the numbers of its characters, or with anything that is neither letter nor digit between its characters.
 */
export function ownSecretFinder(secrets: readonly string[]): (text: string) => boolean {
  const grams = new Set(secrets.flatMap(formsOf).flatMap(gramsOf));
  const lengths = [...new Set([...grams].map((gram) => gram.length))];
  if (grams.size === 0) return () => false;
  return (text) => {
    const [plain, decoded] = [lettersOf(text), lettersOf(withoutEscapes(text))];
    const forms = new Set([plain, plain.toLowerCase(), decoded]);
    return [...forms].some((one) => lengths.some((length) => holds(one, length, grams)));
  };
}

function holds(text: string, length: number, grams: ReadonlySet<string>): boolean {
  for (let at = 0; at + length <= text.length; at++) {
    if (grams.has(text.slice(at, at + length))) return true;
  }
  return false;
}

/** Characters written by their numbers, as addresses, JSON, JavaScript and HTML do it. */
const escapes = /%([\da-f]{2})|\\u([\da-f]{4})|\\x([\da-f]{2})|&#x([\da-f]{1,6});/gi;

function withoutEscapes(text: string): string {
  return text.replaceAll(escapes, (_all, ...parts: (string | undefined)[]) => {
    const code = Number.parseInt(parts.slice(0, 4).find((part) => part !== undefined) ?? "20", 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}

function lettersOf(text: string): string {
  return text.normalize("NFKC").replaceAll(/[^A-Za-z0-9]/g, "");
}

/** A key file is many lines, and its first and last are the same in each. */
function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n|\\n/).filter((line) => !line.startsWith("-----"));
  const whole = lines.join("");
  if (lettersOf(whole).length < shortest) return [];
  const bytes = Buffer.from(secret);
  // A text before it moves the secret's bits in base64 to one of three places.
  const encoded = [0, 1, 2].map((before) => encodedAfter(bytes, before));
  const backwards = [...whole].reverse().join("");
  return [whole, backwards, bytes.toString("hex"), ...encoded];
}

/** Without the letters at both ends, which depend on what stands around it. */
function encodedAfter(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString("base64")
    .replaceAll("=", "");
  return text.slice(before === 0 ? 0 : before + 1, -2);
}

function gramsOf(form: string): string[] {
  const letters = lettersOf(form);
  if (letters.length < shortest) return [];
  if (letters.length <= gramLength) return [letters];
  return Array.from({ length: letters.length - gramLength + 1 }, (_, at) =>
    letters.slice(at, at + gramLength),
  );
}

const secretName = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i;

/** The values of an environment that are secrets by their names, and the passwords in its addresses. */
export function secretsIn(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value = ""]) => {
    // A file's place is no secret.
    if (secretName.test(name)) return value.startsWith("/") ? [] : [value];
    const password =
      /^[a-z][a-z+.-]*:\/\//i.test(value) && URL.canParse(value) ? new URL(value).password : "";
    return password === "" ? [] : [decodeURIComponent(password)];
  });
}
