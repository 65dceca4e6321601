import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeInspector } from "./inspector.ts";
import { ownSecretFinder, secretsIn } from "./own-secrets.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const secret = ["planted", "4f9c", "Zq7", "tR2m", "Lx8w", "Kd5"].join("/");
const holds = ownSecretFinder([secret]);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("a secret of ours is found", () => {
  it.each([
    ["as it is", secret],
    ["in the middle of a text", `const a = "${secret}";`],
    ["in pieces", `"${secret.slice(0, 9)}" + "${secret.slice(9)}"`],
    ["a letter a line", [...secret].join("\n")],
    ["with characters between that do not show", [...secret].join("\u200b")],
    ["with tags between", [...secret].join("\u{E0041}")],
    [
      "in wide letters",
      [...secret].map((one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0)).join(""),
    ],
    ["backwards", [...secret].reverse().join("")],
    ["in base64", base64(secret)],
    ["in base64 after one character", base64(`x${secret}`)],
    ["in base64 after two characters", base64(`xy${secret}`)],
    ["in base64 for addresses", Buffer.from(secret).toString("base64url")],
    ["in base64 with lines", base64(secret).replaceAll(/.{5}/g, "$&\n")],
    ["in hexadecimal", Buffer.from(secret).toString("hex")],
    ["in capital hexadecimal", Buffer.from(secret).toString("hex").toUpperCase()],
    ["in an address", `https://example.com/${encodeURIComponent(secret)}`],
    [
      "by the numbers of its characters",
      [...secret].map((one) => `\\x${(one.codePointAt(0) ?? 0).toString(16)}`).join(""),
    ],
    ["by half", secret.slice(0, 24)],
  ])("%s", (_how, text) => expect(holds(text)).toBe(true));

  it("whatever stands around it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(holds(`${before}\n${secret}\n${after}`)).toBe(true);
        expect(holds(base64(`${before}${secret}${after}`))).toBe(true);
      }),
    );
  });

  it("in a path, a file and a text, and it is not repeated", async () => {
    const { inspect } = changeInspector({ ownSecrets: [secret] });
    const file = { path: "a.txt", content: "", mode: "100644" } as const;
    const places = [
      await inspect([{ ...file, path: `src/${secret}.md` }], []),
      await inspect([{ ...file, content: `x ${base64(secret)}` }], []),
      await inspect([], ["", `see ${secret}`]),
    ];
    for (const reasons of places) {
      expect(reasons.map(({ code }) => code)).toEqual(["own_secret_found"]);
      expect(JSON.stringify(reasons)).not.toContain(secret);
    }
  });
});

it("what is no secret of ours is left alone", () => {
  expect(["", "planted", "x".repeat(10_000), secret.slice(0, 15)].map(holds)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(ownSecretFinder(["none", "postgres", ""])("none postgres")).toBe(false);
  expect(ownSecretFinder([])(secret)).toBe(false);
});

it("a key file's first and last lines are not secret", () => {
  const key = `-----BEGIN ${"RSA"} PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----\n`;
  const find = ownSecretFinder([key, key.replaceAll("\n", "\\n")]);
  expect([find("BEGIN RSA PRIVATE KEY"), find(secret)]).toEqual([false, true]);
});

it("an environment's secrets are told by their names, and by passwords in addresses", () => {
  const found = secretsIn({
    OPENAI_API_KEY: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    GITHUB_TOKEN: "c",
    WEBHOOK_SECRET: "d",
    DATABASE_URL: "postgres://user:p%40ss@localhost/x",
    PRIVATE_KEY_PATH: "/etc/key.pem",
    SOME_TOKEN: "/var/run/token",
    PATH: "/usr/bin",
    AWS_REGION: "eu-west-1",
    OPENAI_BASE_URL: "https://api.openai.com/v1",
    UNSET_KEY: undefined,
  });
  expect(found).toEqual(["a", "b", "c", "d", "p@ss", ""]);
});
