import fc from "fast-check";
import { expect, test } from "vitest";
import { maskSecrets } from "./secrets.ts";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];
const letters = (minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...LETTERS), minLength, maxLength });
const surrounding = fc.string({ unit: fc.constantFrom(..."abc xyz019 -_./\t\n"), maxLength: 30 });

/** Every shape gives the text to log and the part of it that must not survive. */
const SHAPES: Record<string, fc.Arbitrary<{ text: string; secret: string }>> = {
  "an AWS access key id": fc
    .string({ unit: fc.constantFrom(..."ABCDEFGHJKLMNPQRSTUVWXYZ234567"), minLength: 16, maxLength: 16 })
    .map((rest) => ({ text: `AKIA${rest}`, secret: rest })),
  "a GitHub token": letters(36).map((rest) => ({ text: `ghp_${rest}`, secret: rest })),
  "a fine-grained GitHub token": letters(60).map((rest) => ({ text: `github_pat_${rest}`, secret: rest })),
  "a JSON web token": fc
    .tuple(letters(20), letters(40), letters(43))
    .map(([head, body, signature]) => ({ text: `eyJ${head}.eyJ${body}.${signature}`, secret: signature })),
  "a bearer header": letters(24).map((secret) => ({ text: `authorization: Bearer ${secret}`, secret })),
  "a password in a pair": letters(8, 40).map((secret) => ({ text: `DB_PASSWORD=${secret}`, secret })),
  "a quoted password": letters(8, 40).map((secret) => ({ text: `{"password": "a b ${secret}"}`, secret })),
  "a password whose quote is never closed": letters(8, 40).map((secret) => ({
    text: `password="${secret}`,
    secret,
  })),
  "an escaped JSON key": letters(8, 40).map((secret) => ({ text: `{\\"apiKey\\":\\"${secret}\\"}`, secret })),
  "a password with a comma": letters(8).map((secret) => ({ text: `password=ab,${secret}`, secret })),
  "a password in a connection string": letters(8, 40).map((secret) => ({
    text: `postgres://admin:${secret}@db.internal:5432/shop`,
    secret,
  })),
  "a command-line password": letters(8, 40).map((secret) => ({ text: `mysql --password ${secret}`, secret })),
  "an OpenAI key": letters(40).map((rest) => ({ text: `sk-proj-${rest}`, secret: rest })),
  "a Slack token": letters(24).map((rest) => ({ text: `xoxb-${rest}`, secret: rest })),
  "a private key": letters(200).map((secret) => ({
    text: `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`,
    secret,
  })),
  "a private key that was cut off": letters(200).map((secret) => ({
    text: `-----BEGIN PRIVATE KEY-----\n${secret}`,
    secret,
  })),
  "an e-mail address": letters(5, 20).map((name) => ({ text: `${name}@example.com`, secret: name })),
};

for (const [name, shape] of Object.entries(SHAPES)) {
  test(`${name} does not survive in any surroundings`, () => {
    fc.assert(
      fc.property(shape, surrounding, surrounding, ({ text, secret }, before, after) => {
        fc.pre(!before.includes(secret) && !after.includes(secret));
        const glued = /[\w./-]$/.test(before) ? `${before} ` : before;
        const gluedAfter = /^[\w./-]/.test(after) ? ` ${after}` : after;
        expect(maskSecrets(glued + text + gluedAfter)).not.toContain(secret);
      }),
    );
  });
}

test("masking twice gives what masking once gives", () => {
  const pieces = fc.constantFrom(
    ..."password=|token: |secret|AKIA|eyJ|ghp_|Bearer |://a:b@|@c.de|\"|'|\\|,|;|&|}|<secret>| |=|:".split(
      "|",
    ),
    "x1y2z3x1y2z3x1y2z3x1",
    "|",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 20 }), (parts) => {
      const once = maskSecrets(parts.join(""));
      expect(maskSecrets(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});

test("ordinary text is left alone", () => {
  for (const text of [
    "GET /api/orders/17 200 in 35 ms",
    "Received 12 tokens: done",
    "commit 4fd2a9c and 10.0.0.1:8080 connected",
    "at handler (/var/task/src/app.js:12:15)",
    "design=flat monkey=1",
  ]) {
    expect(maskSecrets(text)).toBe(text);
  }
});

test("what surrounds a secret stays readable", () => {
  expect(maskSecrets("login user=ann password=hunter2, retry=3")).toBe(
    "login user=ann password=<secret>, retry=3",
  );
  expect(maskSecrets('{"token":"abc","ok":true}')).toBe('{"token":"<secret>","ok":true}');
  expect(maskSecrets("redis://:pw@cache:6379/0 down")).toBe("redis://:<secret>@cache:6379/0 down");
});

test("a megabyte of hostile text comes to an end and does not grow", () => {
  for (const piece of [
    "eyJ",
    "eyJ-",
    "password=",
    "a",
    "@",
    "a@",
    "://a:",
    "-----BEGIN PRIVATE KEY-----",
    "sk-",
    '"',
  ]) {
    const text = `password ${piece.repeat(Math.ceil(1_000_000 / piece.length))}`;
    expect(maskSecrets(text).length, piece).toBeLessThanOrEqual(text.length);
  }
});
