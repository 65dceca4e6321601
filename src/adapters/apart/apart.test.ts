import { stripTypeScriptTypes } from "node:module";
import { afterEach, expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import { observedFunction } from "../../../test/observation.ts";
import { analysisApart, recipesApart } from "./analysis.ts";
import { type Apart, type ApartOptions, openApart } from "./apart.ts";

const opened: Apart[] = [];

function place(options: ApartOptions = {}): Apart {
  const apart = openApart(options);
  opened.push(apart);
  return apart;
}

afterEach(async () => {
  for (const apart of opened.splice(0)) await apart.close();
});

const nested = `const a = ${"[".repeat(2_000)}${"]".repeat(2_000)};\n`;
const good = "const a: number = 1;\n";

it("survives what breaks the parser of TypeScript for good, and so does this process", async () => {
  const apart = place({ threads: 1 });
  expect(await apart.run("syntax", ["a.ts", nested])).toEqual({
    kind: "failed",
    why: "the parser for TypeScript broke on it",
  });
  expect(await apart.run("syntax", ["a.ts", good])).toEqual({ kind: "done", value: null });
  expect(await apart.run("syntax", ["a.ts", "const a: = 1;"])).toMatchObject({ value: expect.any(String) });
  expect(stripTypeScriptTypes(good)).toContain("const a");
});

it("throws away a thread that needs too much memory, and goes on with another", async () => {
  const apart = place({ threads: 1, maxMegabytes: 32 });
  const large = `- {a: [${"x, ".repeat(250_000)}]}\n`;
  expect(await apart.run("syntax", ["a.yaml", large])).toEqual({
    kind: "failed",
    why: "it needed more than 32 MB of memory",
  });
  expect(await apart.run("syntax", ["a.yaml", "a: 1\n"])).toEqual({ kind: "done", value: null });
});

it("ends what takes too long, and keeps nobody else waiting", async () => {
  const hurried = place({ timeoutMs: 1, threads: 1 });
  const results = await Promise.all([1, 2, 3].map(() => hurried.run("syntax", ["a.ts", good])));
  expect(results).toEqual(results.map(() => ({ kind: "failed", why: "it took longer than 0.001 s" })));
});

it("does more work than it has threads, each with its own answer", async () => {
  const apart = place();
  const asked = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? '{"a": 1}' : "{"));
  const done = await Promise.all(asked.map((content) => apart.run("syntax", ["a.json", content])));
  expect(done.map((one) => one.kind === "done" && one.value === null)).toEqual(
    asked.map((_, at) => at % 2 === 0),
  );
});

it("starts again after it was closed", async () => {
  const apart = place();
  await apart.run("syntax", ["a.json", "{}"]);
  await apart.close();
  expect(await apart.run("syntax", ["a.json", "{}"])).toEqual({ kind: "done", value: null });
});

it("analyses what was read of a service, or says of that service why not", async () => {
  const input = [observedFunction(), "Resources: {}\n", "acme/shop", [], null] as const;
  const found = await analysisApart(place()).discover(...input);
  expect(found).toMatchObject({ opportunities: [], reasons: [{ code: "resource_missing" }] });
  const failed = await analysisApart(place({ timeoutMs: 1 })).discover(...input);
  expect(failed).toMatchObject({ findings: [], opportunities: [], reasons: [{ code: "analysis_failed" }] });
  expect(failed.reasons[0]?.text).toContain("checkout");
});

it("makes the changes of recipes, or says why not", async () => {
  const { opportunity } = foundImprovement();
  const content =
    "Resources:\n  Checkout:\n    Type: AWS::Serverless::Function\n    Properties:\n      MemorySize: 1024\n";
  const task = { opportunity, files: [{ path: "template.yaml", content }], primaryMetric: null };
  expect(await recipesApart(place()).propose(task)).toMatchObject({
    kind: "change",
    change: { edits: [{ newText: "      MemorySize: 256" }] },
  });
  expect(await recipesApart(place({ timeoutMs: 1 })).propose(task)).toMatchObject({
    kind: "none",
    reason: { code: "recipe_failed" },
  });
  expect(["recipe", "component"].map((kind) => recipesApart(place()).handles(kind as "recipe"))).toEqual([
    true,
    false,
  ]);
});
