import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inventedRecipe } from "../../../test/invented-recipe.ts";
import { observedFunction } from "../../../test/observation.ts";
import { detectAll } from "./detect.ts";
import type { Recipe } from "./recipe.ts";
import { recipes } from "./recipes.ts";

const seen = observedFunction();
const failing = (overrides: Partial<Recipe>): Recipe => ({
  ...inventedRecipe,
  name: "failing",
  ...overrides,
});
const throws = () => {
  throw new TypeError("undefined has no length");
};

describe("detectAll", () => {
  it("gives each finding with all that its opportunity needs", () => {
    expect(detectAll(seen, "", [inventedRecipe])).toMatchObject({
      found: [
        {
          finding: { service: "checkout", kind: "invented_problem" },
          remedy: { kind: "recipe", recipe: "invented", values: { size: 1 } },
          identity: ["invented.yaml"],
          title: "Solve the invented problem of checkout",
          risk: { value: 0.2 },
          reach: null,
        },
      ],
      reasons: [],
    });
  });

  it.each<[string, Partial<Recipe>]>([
    ["throws when it looks", { detect: throws }],
    ["throws when it names what it found", { title: throws }],
    ["throws when it weighs it", { risk: throws }],
    [
      "finds what its own schema refuses",
      {
        detect: (observation, template) => ({
          detected: inventedRecipe
            .detect(observation, template)
            .detected.map((one) => ({ ...one, values: {} })),
          reasons: [],
        }),
      },
    ],
    [
      "finds a number that cannot be stored",
      {
        detect: (observation, template) => ({
          detected: inventedRecipe
            .detect(observation, template)
            .detected.map((one) => ({ ...one, finding: { ...one.finding, severity: Number.NaN } })),
          reasons: [],
        }),
      },
    ],
    [
      "keeps a value that JSON cannot hold",
      {
        values: z.object({ at: z.date() }),
        detect: (observation, template) => ({
          detected: inventedRecipe
            .detect(observation, template)
            .detected.map((one) => ({ ...one, values: { at: new Date(0) } })),
          reasons: [],
        }),
      },
    ],
  ])("goes on with the others when a recipe %s, and says so", (_what, overrides) => {
    const { found, reasons } = detectAll(seen, "", [failing(overrides), inventedRecipe]);
    expect(found.map((one) => one.remedy.recipe)).toEqual(["invented"]);
    expect(reasons).toMatchObject([{ code: "recipe_failed", text: expect.stringContaining("failing") }]);
  });
});

describe("the list of recipes", () => {
  it("has names that are nobody else's, and priors that say something", () => {
    const names = recipes.map(({ name }) => name);
    expect(new Set([...names, "fix-error", "component", "report-only"]).size).toBe(names.length + 3);
    for (const { name, prior } of recipes) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(Math.min(...prior)).toBeGreaterThan(0);
    }
  });
});
