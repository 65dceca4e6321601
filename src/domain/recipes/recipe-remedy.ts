import { z } from "zod";
import { type Reason, reason } from "../shared/reason.ts";
import type { Recipe } from "./recipe.ts";
import { recipes } from "./recipes.ts";

/** A recipe to be used, as rows and markers keep it. Its values are the recipe's own to read. */
export interface RecipeRemedy {
  readonly kind: "recipe";
  readonly recipe: string;
  readonly values: unknown;
}

/** {@link RecipeRemedy} as it is stored. A recipe that is not known (any more, or yet) does not damage the row. */
export const recipeRemedySchema = z.object({
  kind: z.literal("recipe"),
  recipe: z.string(),
  values: z.unknown(),
}) satisfies z.ZodType<RecipeRemedy>;

/** Up to 0.1.0 the name of a recipe was the kind of its remedy, and its values stood beside it. */
const olderKinds: readonly unknown[] = ["lambda-memory", "lambda-timeout"];

/** A remedy as version 0.1.0 stored it, in today's form; anything else as it is. */
export function fromOlderRemedy(stored: unknown): unknown {
  const remedy = z.looseObject({ kind: z.string() }).safeParse(stored).data;
  if (!remedy || !olderKinds.includes(remedy.kind)) return stored;
  const { kind: recipe, ...values } = remedy;
  return { kind: "recipe", recipe, values };
}

/** A stored remedy's recipe and values, or why they cannot be used. */
export type ReadRemedy =
  | { readonly kind: "usable"; readonly recipe: Recipe; readonly values: unknown }
  | { readonly kind: "unusable"; readonly reason: Reason };

/** Finds the recipe of a remedy and reads its values by the recipe's own schema. */
export function readRemedy(remedy: RecipeRemedy, all: readonly Recipe[] = recipes): ReadRemedy {
  const recipe = all.find((one) => one.name === remedy.recipe);
  if (!recipe) {
    const text = `This version has no recipe ${remedy.recipe}; another version of the app may have proposed it.`;
    return { kind: "unusable", reason: reason("recipe_unknown", text) };
  }
  const values = recipe.values.safeParse(remedy.values);
  if (values.success) return { kind: "usable", recipe, values: values.data };
  const text = `The recipe ${recipe.name} does not know what was kept for it; another version of the app may have.`;
  return { kind: "unusable", reason: reason("recipe_unknown", text) };
}
