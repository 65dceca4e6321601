import { describe, expect, it } from "vitest";
import { foundImprovement, regressedImprovement } from "../../../test/improvement.ts";
import { inventedRecipe } from "../../../test/invented-recipe.ts";
import type { Remedy } from "../choose/opportunity.ts";
import type { Recipe } from "../recipes/recipe.ts";
import type { GenerationTask } from "./generation.ts";
import { generatorOf, recipeGenerator } from "./recipe-generator.ts";

const template = `Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 1024
      Timeout: 30
`;
const place = { template: "template.yaml", resource: "Checkout" };
const megabytes = { ...place, fromMegabytes: 1024, toMegabytes: 512 };
const seconds = { ...place, fromSeconds: 30, toSeconds: 60 };
const memory = (values = megabytes): Remedy => ({ kind: "recipe", recipe: "lambda-memory", values });
const timeout = (values = seconds): Remedy => ({ kind: "recipe", recipe: "lambda-timeout", values });
const primaryMetric = regressedImprovement().change.prediction?.metric ?? null;

function propose(remedy: Remedy, overrides: Partial<GenerationTask> = {}) {
  const opportunity = { ...foundImprovement().opportunity, remedy };
  const files = [{ path: "template.yaml", content: template }];
  return recipeGenerator.propose({ opportunity, files, primaryMetric, ...overrides });
}

describe("recipes", () => {
  it.each<[Remedy, string, string]>([
    [memory(), "lambda-memory", "      MemorySize: 512"],
    [timeout(), "lambda-timeout", "      Timeout: 60"],
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
    expect(await propose(memory())).toMatchObject({ change: { prediction: { costFactor: 0.5 } } });
    expect(await propose(memory({ ...megabytes, toMegabytes: 1536 }))).toMatchObject({
      change: { prediction: { costFactor: 1.5, interval: [-0.35, 0.05] } },
    });
    expect(await propose(memory(), { primaryMetric: null })).toMatchObject({ change: { prediction: null } });
  });

  it.each<[string, Remedy, Partial<GenerationTask>]>([
    ["template_missing", memory(), { files: [] }],
    ["template_missing", timeout(), { files: [{ path: "other.yaml", content: template }] }],
    ["evidence_outdated", memory({ ...megabytes, fromMegabytes: 2048 }), {}],
    ["evidence_outdated", timeout({ ...seconds, fromSeconds: 3 }), {}],
    ["resource_missing", memory({ ...megabytes, resource: "Gone" }), {}],
    ["template_malformed", timeout(), { files: [{ path: "template.yaml", content: "Resources: [" }] }],
    ["no_recipe", { kind: "report-only" }, {}],
    ["recipe_unknown", { kind: "recipe", recipe: "lambda-of-tomorrow", values: megabytes }, {}],
    ["recipe_unknown", { kind: "recipe", recipe: "lambda-memory", values: seconds }, {}],
    ["recipe_unknown", { kind: "recipe", recipe: "lambda-memory", values: undefined }, {}],
  ])("say %s for %j and change nothing", async (code, remedy, overrides) => {
    expect(await propose(remedy, overrides)).toMatchObject({ kind: "none", reason: { code } });
  });

  it("handle what they have a recipe for", () => {
    const kinds = ["recipe", "fix-error", "component", "report-only"] as const;
    expect(kinds.filter((kind) => recipeGenerator.handles(kind))).toEqual(["recipe"]);
  });

  it.each(["files", "change"] as const)("that throw in %s change nothing and say so", async (method) => {
    const broken: Recipe = {
      ...inventedRecipe,
      [method]: () => {
        throw new TypeError("undefined has no length");
      },
    };
    const { opportunity } = foundImprovement();
    const remedy: Remedy = { kind: "recipe", recipe: broken.name, values: { size: 1 } };
    const task = { opportunity: { ...opportunity, remedy }, files: [], primaryMetric };
    expect(await generatorOf([broken]).propose(task)).toMatchObject({
      kind: "none",
      reason: { code: "recipe_failed", text: expect.stringContaining("undefined has no length") },
    });
    expect(await generatorOf([inventedRecipe]).propose(task)).toMatchObject({ kind: "change" });
  });

  it("see the files that they named and no others", async () => {
    const { opportunity } = foundImprovement();
    const remedy: Remedy = { kind: "recipe", recipe: inventedRecipe.name, values: { size: 1 } };
    const seen: string[] = [];
    const curious: Recipe = {
      ...inventedRecipe,
      change: (task, values) => {
        seen.push(...task.files.map(({ path }) => path));
        return inventedRecipe.change(task, values);
      },
    };
    const files = ["invented.yaml", "secrets.yaml"].map((path) => ({ path, content: "a" }));
    await generatorOf([curious]).propose({ opportunity: { ...opportunity, remedy }, files, primaryMetric });
    expect(seen).toEqual(["invented.yaml"]);
  });
});
