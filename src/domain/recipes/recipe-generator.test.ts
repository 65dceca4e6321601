import { describe, expect, it } from "vitest";
import { foundImprovement, regressedImprovement } from "../../../test/improvement.ts";
import type { Remedy } from "../choose/opportunity.ts";
import type { GenerationTask } from "../draft/generation.ts";
import { recipeGenerator } from "./recipe-generator.ts";

const template = `Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 1024
      Timeout: 30
`;
const place = { template: "template.yaml", resource: "Checkout" };
const memory: Remedy = { kind: "lambda-memory", ...place, fromMegabytes: 1024, toMegabytes: 512 };
const timeout: Remedy = { kind: "lambda-timeout", ...place, fromSeconds: 30, toSeconds: 60 };
const primaryMetric = regressedImprovement().change.prediction?.metric ?? null;

function propose(remedy: Remedy, overrides: Partial<GenerationTask> = {}) {
  const opportunity = { ...foundImprovement().opportunity, remedy };
  const files = [{ path: "template.yaml", content: template }];
  return recipeGenerator.propose({ opportunity, files, primaryMetric, ...overrides });
}

describe("recipes", () => {
  it.each<[Remedy, string, string]>([
    [memory, "lambda-memory", "      MemorySize: 512"],
    [timeout, "lambda-timeout", "      Timeout: 60"],
  ])("change one line of the template for %j, the same every time", async (remedy, name, newText) => {
    const proposal = await propose(remedy);
    expect(proposal).toEqual(await propose(remedy));
    expect(proposal).toMatchObject({
      kind: "change",
      change: {
        edits: [{ kind: "replace", path: "template.yaml", newText }],
        influencedByUntrusted: false,
        generator: { kind: "recipe", name },
      },
    });
  });

  it("predict the price of memory, and nothing without a metric", async () => {
    expect(await propose(memory)).toMatchObject({ change: { prediction: { costFactor: 0.5 } } });
    expect(await propose({ ...memory, toMegabytes: 1536 })).toMatchObject({
      change: { prediction: { costFactor: 1.5, interval: [-0.35, 0.05] } },
    });
    expect(await propose(memory, { primaryMetric: null })).toMatchObject({ change: { prediction: null } });
  });

  it.each<[string, Remedy, Partial<GenerationTask>]>([
    ["template_missing", memory, { files: [] }],
    ["template_missing", timeout, { files: [{ path: "other.yaml", content: template }] }],
    ["evidence_outdated", { ...memory, fromMegabytes: 2048 }, {}],
    ["evidence_outdated", { ...timeout, fromSeconds: 3 }, {}],
    ["resource_missing", { ...memory, resource: "Gone" }, {}],
    ["template_malformed", timeout, { files: [{ path: "template.yaml", content: "Resources: [" }] }],
    ["no_recipe", { kind: "report-only" }, {}],
  ])("say %s for %j and change nothing", async (code, remedy, overrides) => {
    expect(await propose(remedy, overrides)).toMatchObject({ kind: "none", reason: { code } });
  });

  it("handle what they have a recipe for", () => {
    const kinds = ["lambda-memory", "lambda-timeout", "fix-error", "component", "report-only"] as const;
    expect(kinds.filter((kind) => recipeGenerator.handles(kind))).toEqual([
      "lambda-memory",
      "lambda-timeout",
    ]);
  });
});
