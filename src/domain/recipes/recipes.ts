import { lambdaMemory } from "./lambda-memory/recipe.ts";
import { lambdaTimeout } from "./lambda-timeout/recipe.ts";
import type { Recipe } from "./recipe.ts";

/** Every recipe. What the policy allows, rows and ledger keep, cycles look for and drafts write follows from it. */
export const recipes: readonly Recipe[] = [lambdaMemory, lambdaTimeout];
