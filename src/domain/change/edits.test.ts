import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { policySchema } from "../policy/policy.ts";
import type { Edit } from "./change.ts";
import type { BaseFiles } from "./edited-files.ts";
import { applyEdits, pathProblems } from "./edits.ts";
import type { EditLimits } from "./limits.ts";
import { type Scope, sourcePatterns, testPatterns } from "./scope.ts";

const { limits } = policySchema.parse({
  version: 1,
  services: [{ name: "a", functionName: "a", resource: "A" }],
});

function base(texts: Record<string, string>, modes: Record<string, string> = {}): BaseFiles {
  const regular = Object.keys(texts).map((path): [string, string] => [path, "100644"]);
  return { texts: new Map(Object.entries(texts)), modes: new Map([...regular, ...Object.entries(modes)]) };
}

const replace = (path: string, oldText: string, newText: string): Edit => ({
  kind: "replace",
  path,
  oldText,
  newText,
});
const create = (path: string, content = "new\n"): Edit => ({ kind: "create", path, content });

function codes(edits: readonly Edit[], before: BaseFiles, some: Partial<EditLimits> = {}): string[] {
  const applied = applyEdits(edits, before, { ...limits, ...some });
  return applied.kind === "refused" ? applied.reasons.map((one) => one.code) : ["files"];
}

function refused(edits: readonly Edit[], some: Partial<EditLimits> = {}) {
  const applied = applyEdits(edits, base({ "src/b.txt": "one two three" }), { ...limits, ...some });
  if (applied.kind !== "refused") throw new Error("Nothing was refused.");
  return applied;
}

describe("pathProblems", () => {
  it.each([
    ["", "."],
    ["..", "../up"],
    ["src/../../up", "src/..", "a/../b"],
    ["/etc/passwd", "//x", "a//b", "a/", "./a", "a/./b"],
    ["src\\app.js", "..\\up", "C:/x", "C:x", "c:\\x", "a:stream"],
    [".git", ".git/config", "a/.git/config", ".GIT/config", "a/.Git", "git~1/config", "GIT~1", "github~1/a"],
    [".git ", ".git.", ".git. /x", "a/.git...", "a. ", " a", "a/ b", "..."],
    ["a\0b", "a\nb", "a\tb", "a\u007fb", "\u001b[31m"],
    [
      ".g\u200bit/config",
      "\u202egpj.exe",
      "a\u2028b",
      "\ufeff.git/x",
      ".\u00adgithub/x",
      "\ud800",
      "a\udc00b",
    ],
    ["．．/up", "․․/up", "．git/config", "a／b", "a＼b"],
    [`src/${"a".repeat(1_021)}`, "very/".repeat(30_000)],
  ])("refuses %j as no plain path", (...paths) => {
    for (const path of paths) {
      expect(pathProblems(path, limits), path).toMatchObject([{ code: "path_outside_repository" }]);
    }
  });

  it.each([
    [".github/workflows/ci.yml", ".GitHub/Workflows/ci.yml", ".github/self-building.yml", ".github"],
    ["．github/workflows/ci.yml", ".gitHub/x", ".ɢithub".replace("ɢ", "g"), ".github/x/y/z"],
    [".ci/run", ".circleci/config.yml", ".gitlab-ci.yml", "JENKINSFILE", "buildspec.yml", ".travis.yml"],
    ["CODEOWNERS", "docs/codeowners", ".gitmodules", "a/.gitattributes"],
    [".env", "a/.env", ".env.production", "a/.ENV.local", ".npmrc", "keys/server.pem", "id.KEY"],
    ["package.json", "web/package-lock.json", "yarn.lock", "Cargo.lock", "Makefile", ".husky/pre-commit"],
    ["CLAUDE.md", "docs/agents.md", ".vscode/tasks.json", "vitest.config.ts", "store.p12"],
    "conftest.py tests/unit/conftest.py .devcontainer/devcontainer.json web/.devcontainer/Dockerfile".split(
      " ",
    ),
    ".buildkite/pipeline.yml .drone.yml azure-pipelines.yml bitbucket-pipelines.yml".split(" "),
    ".netrc a/.pypirc tls/ca.pfx npm-shrinkwrap.json web/pnpm-lock.yaml go.sum .yarnrc.yml".split(" "),
    ".yarn/releases/yarn.cjs .pnpmfile.cjs .githooks/pre-push lefthook.yml web/jest.config.js".split(" "),
    [".pre-commit-config.yaml", ".cursor/rules/a.md"],
  ])("protects %j", (...paths) => {
    for (const path of paths) {
      expect(pathProblems(path, limits), path).toMatchObject([{ code: "protected_path" }]);
    }
  });

  it.each([
    "template.yaml",
    "src/app.js",
    "a/b/c/d.ts",
    "docs/über.md",
    "日本語.txt",
    "a b.txt",
    ".hidden",
    "x..y",
  ])("allows %s", (path) => expect(pathProblems(path, limits)).toEqual([]));

  it("keeps to allowedPaths in their own case and to protectedPaths in any", () => {
    const some = { ...limits, allowedPaths: ["src/**"], protectedPaths: ["src/Secret/**"] };
    expect(pathProblems("src/app.js", some)).toEqual([]);
    for (const path of ["SRC/app.js", "lib/app.js", "src.js"]) {
      expect(pathProblems(path, some), path).toMatchObject([{ code: "path_not_allowed" }]);
    }
    expect(pathProblems("src/secret/a.js", some)).toMatchObject([{ code: "protected_path" }]);
    expect(pathProblems("src/app.js", { ...limits, allowedPaths: [] })).toMatchObject([
      { code: "path_not_allowed" },
    ]);
  });

  it("does not take a leading ! for everything else", () => {
    expect(pathProblems("infra/x", { ...limits, allowedPaths: ["src/**", "!src/secret/**"] })).toHaveLength(
      1,
    );
  });

  it("lets no path through whose parts climb or are git's own, whatever surrounds them", () => {
    const part = fc.constantFrom("..", ".", "", ".git", ".GIT", ".git.", "a\\b", "a:b", "a\0", "\u200b.git");
    const good = fc.stringMatching(/^[a-z]{1,5}$/);
    fc.assert(
      fc.property(fc.array(good), part, fc.array(good), (front, bad, back) => {
        expect(pathProblems([...front, bad, ...back].join("/"), limits)).not.toEqual([]);
      }),
    );
  });
});

describe("a scope", () => {
  const model: Scope = {
    kind: "model",
    source: sourcePatterns("src/checkout"),
    tests: testPatterns("src/checkout"),
    opened: ["docs/**", "infra/**", "template.yaml"],
  };

  it.each([
    "src/checkout/app.ts",
    "src/checkout/deep/app.test.ts",
    "test/checkout/app.js",
    "test/src/checkout/app.js",
    "tests/unit/checkout/test_app.py",
    "src/checkout.test.ts",
    "src/test/checkout.js",
    "test/checkout-without-address.test.js",
    "tests/test_checkout.py",
    "docs/checkout.md",
    "template.yaml",
  ])("of a model has %s in it", (path) => expect(pathProblems(path, limits, model)).toEqual([]));

  it.each([
    ["src/cart/app.ts", "path_out_of_scope"],
    ["src/checkouts/app.ts", "path_out_of_scope"],
    ["SRC/checkout/app.ts", "path_out_of_scope"],
    ["test/cart.test.js", "path_out_of_scope"],
    ["README.md", "path_out_of_scope"],
    ["src/checkout/template.yaml", "protected_path"],
    ["src/checkout/deploy.sh", "protected_path"],
    ["src/checkout/package.json", "protected_path"],
    ["docs/AGENTS.md", "protected_path"],
    // A pattern with a star is no naming of the file.
    ["infra/main.tf", "protected_path"],
  ])("of a model keeps it from %s (%s)", (path, code) => {
    expect(pathProblems(path, limits, model)).toMatchObject([{ code }]);
  });

  it("of a recipe is what it named, a template too, and of the policy never more", () => {
    const scope: Scope = { kind: "files", paths: ["infra/template.yaml", "package.json"] };
    expect(pathProblems("infra/template.yaml", limits, scope)).toEqual([]);
    expect(pathProblems("template.yaml", limits, scope)).toMatchObject([{ code: "path_out_of_scope" }]);
    expect(pathProblems("package.json", limits, scope)).toMatchObject([{ code: "protected_path" }]);
    const narrowed = { ...limits, protectedPaths: ["INFRA/**"] };
    expect(pathProblems("infra/template.yaml", narrowed, scope)).toMatchObject([{ code: "protected_path" }]);
  });

  it("lets no edit out, whatever the path", () => {
    const part = fc.constantFrom(
      "src",
      "checkout",
      "test",
      "..",
      ".",
      "",
      "Checkout",
      "app.ts",
      "\u200b",
      "*",
      "a\\b",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const path = parts.join("/");
        const isAllowed = pathProblems(path, limits, { ...model, opened: [] }).length === 0;
        const own = /^(src\/checkout|(src\/)?test\/(src\/)?checkout)(\/|$|\.)/.test(path);
        expect(isAllowed && !own, path).toBe(false);
      }),
    );
  });
});

describe("applyEdits", () => {
  it("replaces and creates, and nothing else", () => {
    const applied = applyEdits(
      [replace("a.txt", "two", "2"), create("docs/b.txt")],
      base({ "a.txt": "one\r\ntwo\r\nthree" }),
      limits,
    );
    expect(applied).toEqual({
      kind: "files",
      changedLines: 3,
      files: [
        { path: "a.txt", content: "one\r\n2\r\nthree", mode: "100644" },
        { path: "docs/b.txt", content: "new\n", mode: "100644" },
      ],
    });
  });

  it("takes texts as they are, never as patterns", () => {
    const applied = applyEdits([replace("a.txt", "$.*", "$&$1")], base({ "a.txt": "x $.* y" }), limits);
    expect(applied).toMatchObject({ files: [{ content: "x $&$1 y" }] });
  });

  it("refuses characters that make code read differently from how it runs", () => {
    const hidden = "if (isAdmin /*\u202e*/) {}";
    const base = { texts: new Map([["a.js", "one\n"]]), modes: new Map([["a.js", "100644"]]) };
    for (const edit of [
      { kind: "create", path: "b.js", content: hidden },
      { kind: "replace", path: "a.js", oldText: "one", newText: hidden },
    ] as const) {
      expect(applyEdits([edit], base, limits)).toMatchObject({ reasons: [{ code: "edit_hides_order" }] });
    }
  });

  it("keeps an executable file executable", () => {
    const applied = applyEdits(
      [replace("run.sh", "a", "b")],
      base({ "run.sh": "a\n" }, { "run.sh": "100755" }),
      limits,
    );
    expect(applied).toMatchObject({ files: [{ path: "run.sh", mode: "100755" }] });
  });

  it.each<[string, Edit[]]>([
    ["file_missing", [replace("missing.txt", "a", "b")]],
    ["file_missing", [replace("link", "a", "b")]],
    ["edit_text_empty", [replace("a.txt", "", "b")]],
    ["edit_text_missing", [replace("a.txt", "four", "b")]],
    ["edit_text_ambiguous", [replace("a.txt", "o", "b")]],
    ["edit_text_ambiguous", [replace("overlap.txt", "aa", "b")]],
    ["edit_text_missing", [replace("a.txt", "one", "1"), replace("a.txt", "one", "2")]],
    ["edit_not_text", [replace("a.txt", "one", "\0")]],
    ["edit_not_text", [create("n.txt", "\ud800")]],
    ["empty_change", []],
    ["empty_change", [replace("a.txt", "one", "one")]],
    ["empty_change", [replace("a.txt", "one", "1"), replace("a.txt", "1", "one")]],
    ["file_exists", [create("a.txt")]],
    ["file_exists", [create("A.TXT")]],
    ["file_exists", [create("link")]],
    ["file_exists", [create("module/new.txt")]],
    ["file_exists", [create("a.txt/new.txt")]],
    ["file_exists", [create("src")]],
    ["file_exists", [create("SRC/deep")]],
    ["file_exists", [create("n.txt"), create("n.txt")]],
    ["file_exists", [create("n"), create("n/o.txt")]],
    ["file_exists", [create("n/o.txt"), create("n")]],
  ])("refuses with %s: %j", (code, edits) => {
    const before = base(
      { "a.txt": "one two three", "overlap.txt": "aaa", "src/deep/b.txt": "" },
      { link: "120000", module: "160000" },
    );
    expect(codes(edits, before)).toEqual([code]);
  });

  it("refuses the whole change for the path of one edit, and for each such path", () => {
    const edits = [create("a.txt"), create(".github/workflows/ci.yml"), create("../up")];
    expect(codes(edits, base({}))).toEqual(["protected_path", "path_outside_repository"]);
  });

  it.each<[string, Edit, string[]]>([
    ["path_outside_repository", create("../up"), ["../up"]],
    ["protected_path", create("web/package.json"), ["web/package.json"]],
    ["path_not_allowed", create("lib/b.txt"), ["lib/b.txt", "allowedPaths"]],
    ["edit_hides_order", create("src/a.txt", "\u202e"), ["src/a.txt"]],
    ["file_exists", create("src/b.txt"), ["src/b.txt"]],
    ["file_exists", create("src/b.txt/new/c.txt"), ["src/b.txt/new/c.txt", "file src/b.txt into"]],
    ["file_missing", replace("src/missing.txt", "a", "b"), ["src/missing.txt"]],
    ["edit_text_empty", replace("src/b.txt", "", "b"), ["src/b.txt"]],
    ["edit_text_missing", replace("src/b.txt", "four", "b"), ["src/b.txt"]],
    ["edit_text_ambiguous", replace("src/b.txt", "o", "b"), ["src/b.txt"]],
    ["edit_not_text", create("src/a.txt", "\0"), ["src/a.txt"]],
    ["file_too_large", create("src/a.txt", "x".repeat(1_048_577)), ["src/a.txt", "1048576"]],
  ])("names the file with %s", (code, edit, names) => {
    const { reasons } = refused([edit], { allowedPaths: ["src/**"] });
    for (const name of names) expect(reasons).toMatchObject([{ code, text: expect.stringContaining(name) }]);
  });

  it("says which limit is exceeded, and keeps a path of any length short", () => {
    const edits = ["a", "b", "c"].map((path) => create(path));
    expect(refused(edits, { maxFiles: 2 }).reasons[0]?.text).toMatch(/3 .*maxFiles.*2/);
    expect(refused(edits, { maxChangedLines: 1 }).reasons[0]?.text).toMatch(/maxChangedLines.*1/);
    expect(refused([create(`../${"x".repeat(5000)}`)]).reasons[0]?.text.length).toBeLessThan(300);
  });

  it("creates an empty file", () => {
    expect(codes([create("src/empty.txt", "")], base({}))).toEqual(["files"]);
  });

  it("holds the limits at their edge", () => {
    const files = Array.from({ length: 3 }, (_, index) => create(`f${index}.txt`, "1\n2\n"));
    expect(codes(files, base({}), { maxFiles: 3, maxChangedLines: 6 })).toEqual(["files"]);
    expect(codes(files, base({}), { maxFiles: 2 })).toEqual(["too_many_files"]);
    expect(codes(files, base({}), { maxChangedCharacters: 12 })).toEqual(["files"]);
    expect(codes(files, base({}), { maxChangedCharacters: 11 })).toEqual(["too_many_characters"]);
    expect(codes(files, base({}), { maxChangedLines: 5 })).toEqual(["too_many_lines"]);
    expect(codes([replace("a", "x", "y")], base({ a: "x\n" }), { maxChangedLines: 1 })).toEqual([
      "too_many_lines",
    ]);
  });

  it("counts the lines of a wholly different large file", () => {
    const lines = (word: string) => Array.from({ length: 40_000 }, (_, line) => `${word}${line}`).join("\n");
    const before = lines("old");
    expect(codes([replace("a.txt", before, lines("new"))], base({ "a.txt": before }))).toEqual([
      "too_many_lines",
    ]);
  });

  it("is all or nothing: one refused edit and nothing is changed", () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), (position) => {
        const edits = [1, 2, 3].map((number) => replace("a.txt", `<${number}>`, "x"));
        edits.splice(position, 0, replace("a.txt", "not there", "x"));
        expect(codes(edits, base({ "a.txt": "<1><2><3>" }))).toEqual(["edit_text_missing"]);
      }),
    );
  });

  it("differs from before only where the edit says", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "é", "😀", "$") });
    fc.assert(
      fc.property(text, text, text, text, (head, old, next, tail) => {
        const before = base({ "a.txt": head + old + tail, "b.txt": "untouched" });
        const applied = applyEdits([replace("a.txt", old, next)], before, limits);
        if (applied.kind === "refused") {
          const ambiguous = (head + old + tail).indexOf(old) !== (head + old + tail).lastIndexOf(old);
          const isLone = /\r(?!\n)/.test(head + next + tail);
          expect(old === "" || old === next || ambiguous || isLone).toBe(true);
        } else {
          expect(applied.files).toEqual([{ path: "a.txt", content: head + next + tail, mode: "100644" }]);
        }
      }),
    );
  });
});
