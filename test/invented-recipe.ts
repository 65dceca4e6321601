import { z } from "zod";
import type { Recipe } from "../src/domain/recipes/recipe.ts";

/** A recipe that always finds the same: the smallest that there can be. */
export const inventedRecipe: Recipe = {
  name: "invented",
  finds: "an invented problem",
  values: z.object({ size: z.number() }),
  prior: [1, 1],
  detect: ({ service, window }) => ({
    detected: [
      {
        finding: {
          service: service.name,
          kind: "invented_problem",
          sentence: `${service.name} has an invented problem.`,
          window,
          severity: 0.5,
          persistence: 1,
          evidence: [],
        },
        values: { size: 1 },
      },
    ],
    reasons: [],
  }),
  identity: () => ["invented.yaml"],
  title: (service) => `Solve the invented problem of ${service}`,
  risk: () => ({ value: 0.2, because: "It is invented." }),
  files: () => ["invented.yaml"],
  change: () => ({
    kind: "change",
    edits: [{ kind: "create", path: "invented.yaml", content: "size: 1\n" }],
    rationale: "It was invented.",
    prediction: null,
  }),
};
