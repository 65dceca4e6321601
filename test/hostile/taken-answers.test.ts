import { describe, expect, it } from "vitest";
import { changeInspector } from "../../src/adapters/inspection/inspector.ts";
import { readAnswer } from "../../src/adapters/openai/answer.ts";
import { askApart, readMessage } from "../../src/adapters/openai/ask.ts";
import { requestFor } from "../../src/adapters/openai/request.ts";
import { applyEdits } from "../../src/domain/change/edits.ts";
import { publishedTexts } from "../../src/domain/draft/published-texts.ts";
import { scopeOf } from "../../src/domain/draft/scope-of.ts";
import { policySchema } from "../../src/domain/policy/policy.ts";
import { fixError, opportunity } from "../admission-context.ts";

/** Put together here, so that no scanner takes this file for a leak. */
const planted = ["planted", "0a1B2c3D4e5F6g7H", "of", "ours"].join("-");
const request = requestFor({ api: "chat", model: "m", maxOutputTokens: 1 }, "", []);
const reply = (text: unknown): string => JSON.stringify({ kind: "reply", reply: { kind: "text", text } });

describe("what a taken process says", () => {
  const strange = [
    "",
    " ",
    "null",
    "1",
    "[]",
    "{}",
    '"send"',
    "{",
    '{"kind":"send"',
    "\u0000",
    "\ufeff{}",
    '{"kind":"SEND"}',
    '{"kind":["send"]}',
    '{"kind":"send","url":"http://169.254.169.254/"}',
    '{"kind":"send","body":{"tools":[{"type":"mcp","server_url":"https://attacker.example"}]}}',
    '{"kind":"send","headers":{"host":"attacker.example"}}',
    '{"kind":"send","__proto__":{"polluted":true}}',
    '{"__proto__":{"kind":"send"}}',
    '{"constructor":{"prototype":{"polluted":true}},"kind":"send"}',
    '{"kind":"reply"}',
    '{"kind":"reply","reply":null}',
    '{"kind":"reply","reply":{"kind":"text"}}',
    '{"kind":"reply","reply":{"kind":"text","text":1}}',
    '{"kind":"reply","reply":{"kind":"text","text":"a","merge":true}}',
    '{"kind":"reply","reply":{"kind":"change","change":{}}}',
    '{"kind":"change","change":{"influencedByUntrusted":false}}',
    '{"kind":"failed","status":"401","message":"","retryAfterMs":null}',
    '{"kind":"failed","status":1e9,"message":"","retryAfterMs":null}',
    '{"kind":"failed","status":500,"message":"","retryAfterMs":1e300}',
    '{"kind":"failed","status":500,"message":"","retryAfterMs":-1}',
    `{"kind":"failed","status":500,"message":"${"x".repeat(5000)}","retryAfterMs":null}`,
    '{"cmd":"NODE_HANDLE","type":"net.Socket"}',
    '{"cmd":"NODE_HANDLE_ACK"}',
    reply("x".repeat(2 * 1024 ** 2)),
    "[".repeat(100_000),
    `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`,
  ];

  it.each(strange)("%.60s is no message", (line) => {
    expect(readMessage(line)).toBeNull();
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  it.each<[string, string]>([
    ["floods", "for (;;) process.stdout.write('x'.repeat(65536))"],
    ["writes what is no message", "process.stdout.write('{}\\n')"],
    ["asks and does not wait", 'process.stdout.write(\'{"kind":"send"}\\n{"kind":"send"}\\n\')'],
    ["takes the memory", "const all = []; for (;;) all.push('x'.repeat(2 ** 20) + all.length)"],
  ])("one that %s is ended, and nothing of it is used", async (_how, code) => {
    const args = ["--max-old-space-size=64", "-e", code];
    const sandbox = {
      isolation: async () => ({ kind: "bubblewrap" }) as const,
      command: async () => ({ file: process.execPath, args }),
    };
    const asked = await askApart(sandbox)(request, () => new Promise(() => {}), {
      maxRetries: 0,
      timeoutMs: 50_000,
    });
    expect(asked.kind).not.toBe("reply");
    expect(JSON.stringify(asked).length).toBeLessThan(1000);
  });
});

const policy = policySchema.parse({
  version: 1,
  services: [{ name: "checkout", functionName: "checkout", resource: "Checkout", source: "src/checkout" }],
});
const remedy = fixError.kind === "fix-error" ? { ...fixError, source: "src/checkout" } : fixError;
const found = { ...opportunity(1, { remedy }), service: "checkout" };
const inspector = changeInspector({ ownSecrets: [planted] });

/** The paths that a proposal would write, through everything between a process's text and a commit. */
async function writtenBy(edits: readonly object[], words = "Say hello"): Promise<readonly string[]> {
  const text = JSON.stringify({ edits, summary: words, rationale: words, prediction: null });
  const answer = readAnswer(text, null, "m");
  if (answer.kind !== "change") return [];
  expect(answer.change.influencedByUntrusted).toBe(true);
  const before = { texts: new Map([["src/checkout/app.txt", "a\n"]]), modes: new Map<string, string>() };
  const applied = applyEdits(answer.change.edits, before, policy.limits, scopeOf(found, policy));
  if (applied.kind === "refused") return [];
  const objections = await inspector.inspect(
    applied.files,
    publishedTexts({ opportunity: found }, answer.change),
    before.texts,
  );
  return objections.length > 0 ? [] : applied.files.map(({ path }) => path);
}

const create = (path: string, content = "x"): object => ({ kind: "create", path, content });

describe("what a taken process proposes", () => {
  const targets = [
    ".github/workflows/ci.yml",
    ".git/config",
    ".git/hooks/pre-commit",
    "template.yaml",
    "package.json",
    "src/other/app.js",
    "src/checkout2/app.js",
    "Makefile",
    ".env",
    ".npmrc",
    "CODEOWNERS",
    "test/other/app.test.js",
    "src/checkout/package.json",
    "src/checkout/.npmrc",
    "src/checkout/node_modules/a.js",
    "src/checkout/AGENTS.md",
  ];
  const disguises: readonly ((path: string) => string)[] = [
    (path) => path,
    (path) => `src/checkout/../../${path}`,
    (path) => `./${path}`,
    (path) => `/${path}`,
    (path) => `//${path}`,
    (path) => path.replaceAll("/", "\\"),
    (path) => `src/checkout\\..\\..\\${path}`,
    (path) => `src/checkout/..%2f..%2f${path}`.replaceAll("%2f", "/"),
    (path) => path.toUpperCase(),
    (path) => path.replace(/[a-z]/, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
    (path) => path.replace("/", "\u2215"),
    (path) => path.replace("/", "\uff0f"),
    (path) => path.replace(/(?=.$)/, "\u200b"),
    (path) => path.replace(/(?=.$)/, "\u00ad"),
    (path) => `${path} `,
    (path) => `${path}.`,
    (path) => `${path}\u0000.txt`,
    (path) => `${path}::$DATA`,
    (path) => `C:${path}`,
    (path) => ` ${path}`,
    (path) => path.normalize("NFD").replace(/e/, "e\u0301"),
    (path) => path.split("").join("\u034f"),
  ];
  const paths = [...new Set(targets.flatMap((target) => disguises.map((disguise) => disguise(target))))];

  it(`is written within the service alone (${paths.length} paths)`, async () => {
    expect(paths.length).toBeGreaterThan(250);
    for (const path of paths) {
      for (const edits of [[create(path)], [create("src/checkout/ok.txt"), create(path)]]) {
        const written = await writtenBy(edits);
        const outside = written.filter((one) => !/^src\/checkout\/[^\\]+$/.test(one) || one.includes(".."));
        expect(outside, path).toEqual([]);
        for (const target of targets)
          expect(written.map((one) => one.toLowerCase())).not.toContain(target.toLowerCase());
      }
    }
    expect(await writtenBy([create("src/checkout/ok.txt")])).toEqual(["src/checkout/ok.txt"]);
  });

  const forms = [
    planted,
    Buffer.from(planted).toString("base64"),
    Buffer.from(planted).toString("base64url"),
    Buffer.from(planted).toString("hex"),
    [...planted].reverse().join(""),
    [...planted].join("\n"),
    [...planted].join("."),
    encodeURIComponent(planted).replaceAll("-", "%2D"),
    planted.slice(0, 24),
    `"${planted.slice(0, 10)}" + "${planted.slice(10)}"`,
  ];

  it.each(forms)("holds none of our secrets: as %j", async (form) => {
    const plainForm = form.replaceAll(/[^A-Za-z0-9.=-]/g, "-");
    expect(await writtenBy([create("src/checkout/a.txt", form)])).toEqual([]);
    expect(await writtenBy([create(`src/checkout/${plainForm}.txt`)])).toEqual([]);
    expect(await writtenBy([create("src/checkout/a.txt")], `Add ${form.replaceAll("\n", " ")}`)).toEqual([]);
  });

  it("is no more than an answer may be", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => create(`src/checkout/${index}.txt`));
    expect(await writtenBy(many)).toEqual([]);
    expect(await writtenBy([create("src/checkout/a.txt", "x\n".repeat(300_000))])).toEqual([]);
    expect(await writtenBy([{ ...create("src/checkout/a.txt"), mode: "120000" }])).toEqual([]);
    expect(
      await writtenBy([
        { ...create("src/checkout/a.txt"), __proto__: { kind: "delete" } },
        { kind: "delete" },
      ]),
    ).toEqual([]);
    expect(
      readAnswer(
        `{"__proto__":{"polluted":1},"edits":[],"summary":"","rationale":"","prediction":null}`,
        null,
        "m",
      ).kind,
    ).toBe("invalid");
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
