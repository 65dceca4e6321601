import fc from "fast-check";
import { expect, it } from "vitest";
import { findLeaks } from "./leaks.ts";

/** Put together here, so that scanners of this repository do not find them. */
const aws = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
const github = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;
const jwt = [
  "eyJhbGciOiJIUzI1NiJ9",
  "eyJzdWIiOiIxMjM0NTY3ODkwIn0",
  "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
].join(".");

const rules = (text: string): string[] => findLeaks(text).map(({ rule }) => rule);

it.each<[string, string]>([
  ["token", `const key = ${aws};`],
  ["token", `# ${github}`],
  ["token", `Cookie: session=${jwt}`],
  ["token", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"],
  ["password", 'const password = "hunter2";'],
  ["password", "DB_PASSWORD=s3cr3tPa55"],
  ["password", '{"apiKey": "3f9a8b7c6d5e"}'],
  ["password", "client_secret: 'Tr0ub4dor&3'"],
  ["password", "authToken: ab12cd34ef56"],
  ["split token", `const a = "${aws.slice(0, 4)}" + "${aws.slice(4)}";`],
  ["split token", `const a = "${github.slice(0, 10)}";\nconst b = '${github.slice(10)}';\nuse(a + b);`],
  ["split token", `["${jwt.slice(0, 9)}", "${jwt.slice(9)}"].join("")`],
  ["split token", `"\\x41\\u004b${aws.slice(2)}"`],
  ["encoded token", `atob("${btoa(`x ${github} y`)}")`],
  ["encoded token", `fromHex("${Buffer.from(aws).toString("hex")}")`],
])("finds a %s in %s", (rule, text) => {
  expect(rules(text)).toContain(rule);
  expect(rules(`one\n  ${text}\ntwo`)).toContain(rule);
});

it.each([
  "const password = process.env.DB_PASSWORD;",
  "password: string;",
  `password: "\${DB_PASSWORD}"`,
  "MasterUserPassword: !Ref DbPassword",
  "Password: '{{resolve:secretsmanager:db:SecretString:password}}'",
  "const token = await getToken(id1);",
  "token = tokens[0]",
  'type: "password", label: "Your password"',
  "throw new Error('the token: is missing')",
  "SecretArn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db1",
  "token: '<secret>'",
  'integrity: "sha512-z9Jm0a5yQ1pXJvNnMPO5Q6zKqWv0bS2cB8m9pQwErTyUiOpAsDfGhJkLzXcVbNm1234567890abcdef=="',
  "commit 3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a",
  "MemorySize: 1024 # password of nobody",
])("finds none in %s", (text) => expect(rules(text)).toEqual([]));

it("finds a known token wherever it is put, and says nothing of it", () => {
  const around = fc.string({ unit: fc.constantFrom("a", " ", "\n", '"', "=", "{", "x1") });
  const token = fc.constantFrom(aws, github, jwt);
  fc.assert(
    fc.property(around, token, around, (before, secret, after) => {
      const leaks = findLeaks(`${before} ${secret} ${after}`);
      expect(leaks.length).toBeGreaterThan(0);
      for (const { rule } of leaks) expect(secret).not.toContain(rule);
    }),
  );
});

it("finds a known token in however many pieces it is written", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(aws, github),
      fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('" + "', "', '", '";\nconst b = "', '"\n  "', "`, `"),
      (secret, cuts, between) => {
        const places = [...new Set(cuts.map((cut) => 1 + (cut % (secret.length - 1))))].sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, at) => secret.slice(from, places[at] ?? secret.length));
        const quote = between[0] ?? '"';
        expect(rules(`const a = ${quote}${pieces.join(between)}${between.at(-1)};`)).not.toEqual([]);
      },
    ),
  );
});
