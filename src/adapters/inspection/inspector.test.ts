import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { changeInspector } from "./inspector.ts";

const { inspect } = changeInspector();
/** Put together here, so that scanners of this repository do not find it. */
const token = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;

const file = (path: string, content: string | null) => ({ path, content, mode: "100644" as const });
const codes = async (path: string, content: string): Promise<string[]> =>
  (await inspect([file(path, content)], [])).map(({ code }) => code);

describe("changeInspector", () => {
  it.each(["config.txt", "src/app.mjs", "template.yaml", "noextension", ".env"])(
    "finds a token in %s without repeating it",
    async (path) => {
      const reasons = await inspect([file(path, `# first line\nTOKEN: "${token}"\n`)], []);
      const secret = reasons.find(({ code }) => code === "secret_found");
      expect(secret?.text).toContain(`${path}, line 2`);
      expect(JSON.stringify(reasons)).not.toContain(token);
    },
  );

  it("finds a private key, and a token in a text of the pull request", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    expect(await codes("key.txt", key)).toContain("secret_found");
    expect((await inspect([], ["a title", `see ${token}`])).map(({ text }) => text)).toEqual([
      expect.stringContaining("pull request text 2, line 1"),
    ]);
  });

  it("finds what the masker of logs knows, and blames a change only for what it adds", async () => {
    const text = (more: string) => `const a = 1;\nconst password = "hunter2";\n${more}`;
    const both = text(`const other = "${token.slice(0, 9)}" + "${token.slice(9)}";\n`);
    const lines = async (content: string, before: string | null) => {
      const known = new Map(before === null ? [] : [["a.txt", before]]);
      return (await inspect([file("a.txt", content)], [], known)).map(
        (one) => /line \d+/.exec(one.text)?.[0],
      );
    };
    expect(await lines(both, null)).toEqual(["line 2", "line 3"]);
    expect(await lines(both, text(""))).toEqual(["line 3"]);
    expect(await lines(both, both)).toEqual([]);
  });

  it("does not begin with what is larger than a file may be", async () => {
    expect(await codes("a.json", `"${"x".repeat(1_048_577)}"`)).toEqual([
      "secret_scan_failed",
      "syntax_check_failed",
    ]);
  });

  it("says that a file breaks its parser, and goes on with the next", async () => {
    const nested = `const a = ${"[".repeat(2_000)}${"]".repeat(2_000)};\n`;
    expect(await codes("a.ts", nested)).toEqual(["syntax_check_failed"]);
    expect(await codes("a.ts", "const a: number = 1;\n")).toEqual([]);
  });

  it("has nothing against ordinary files, deleted files and kinds without a parser", async () => {
    const files = [
      file("src/a.mjs", "export const a = 1;\n"),
      file("gone.js", null),
      file("broken.py", "def ("),
      file("empty.json.md", ""),
    ];
    expect(await inspect(files, ["Lower the timeout", "| Duration p99 | 2,310 ms |"])).toEqual([]);
  });

  it.each([
    ["a.json", '{"a": 1}'],
    ["tsconfig.json", '{ /* comment */ "a": 1, }'],
    ["template.yaml", "A: !Ref B\nC: !Sub A-x\nD: !GetAtt A.Arn\nE: !If [a, !Ref b, !Ref c]\n"],
    ["many.yml", "a: 1\n---\nb: 2\n"],
    ["cjs.js", "#!/usr/bin/env node\nconst a = require('a');\nif (a) return;\n"],
    ["esm.js", "import a from 'a';\nexport const b = await a();\n"],
    ["a.cjs", "module.exports = { a: 1 };"],
    ["a.mjs", "export default await import('x');"],
    ["a.ts", "enum A { x }\nclass B { constructor(private readonly a: A) {} }\nexport type C = A | B;"],
    ["a.mts", "export const f = <T,>(a: T): T => a satisfies T;"],
  ])("parses %s", async (path, content) => {
    expect(await codes(path, content)).toEqual([]);
  });

  it.each([
    ["a.json", '{"a": 1,}'],
    ["a.json", ""],
    ["a.yaml", "a: [1, 2\nb: }"],
    ["a.yml", "a: 1\na: 2\n"],
    ["a.js", "const a = {;"],
    ["a.js", "import a from 'a'; const a = 1;"],
    ["a.cjs", "import a from 'a';"],
    ["a.mjs", "export const a = 1; let a = 2;"],
    ["a.mjs", "const b = require('b'); return b;"],
    ["a.ts", "const a: = 1;"],
    ["a.cts", "function ("],
  ])("refuses a broken %s: %s", async (path, content) => {
    const reasons = await inspect([file(path, content)], []);
    expect(reasons.map(({ code }) => code)).toEqual(["syntax_error"]);
    expect(reasons[0]?.text).toMatch(new RegExp(`^${path} would no longer parse: .+`));
  });

  it("keeps nothing of what it has looked at", async () => {
    const kept = (): number => performance.getEntries().length;
    const before = kept();
    await inspect([], ["one", "two", "three"]);
    expect(kept()).toBe(before);
  });

  it("executes nothing of what it parses", async () => {
    expect(await codes("a.mjs", "process.exit(3); export {};")).toEqual([]);
    expect(await codes("a.cjs", "throw new Error('ran');")).toEqual([]);
  });
});
