import { type Reason, reason } from "../shared/reason.ts";
import type { Recipe } from "./recipe.ts";

/** A fault of a recipe as a reason. */
export function recipeFailed(recipe: Pick<Recipe, "name">, error: unknown): Reason {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  return reason("recipe_failed", `The recipe ${recipe.name} failed, which is a fault of its own: ${message}`);
}
