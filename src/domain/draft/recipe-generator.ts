import { type Remedy, remedyName } from "../choose/opportunity.ts";
import type { Recipe, RecipeAnswer } from "../recipes/recipe.ts";
import { recipeFailed } from "../recipes/recipe-failed.ts";
import { readRemedy } from "../recipes/recipe-remedy.ts";
import { recipes } from "../recipes/recipes.ts";
import { type Reason, reason } from "../shared/reason.ts";
import type { GenerationTask, Proposal } from "./generation.ts";

/** The deterministic generator: no network, no model, the same edits for the same task. */
export const recipeGenerator = generatorOf(recipes);

/** A generator of these recipes. A recipe that throws is a reason (`recipe_failed`) to change nothing. */
export function generatorOf(all: readonly Recipe[]) {
  return {
    /** Recipes that are not known are handled, too: their task is answered with the reason. */
    handles(remedy: Remedy["kind"]): boolean {
      return remedy === "recipe";
    },
    async propose(task: GenerationTask): Promise<Proposal> {
      const { remedy } = task.opportunity;
      if (remedy.kind !== "recipe") {
        return none(reason("no_recipe", `There is no recipe for ${remedyName(remedy)}.`));
      }
      const read = readRemedy(remedy, all);
      if (read.kind === "unusable") return none(read.reason);
      try {
        return proposalOf(read.recipe, answerOf(read.recipe, read.values, task), task);
      } catch (error) {
        return none(recipeFailed(read.recipe, error));
      }
    },
  };
}

/** A recipe sees the files that it named and no others. */
function answerOf(recipe: Recipe, values: unknown, { opportunity, files, primaryMetric }: GenerationTask) {
  const named = recipe.files(values);
  const sentence = opportunity.findings[0]?.sentence ?? "";
  const seen = files.filter(({ path }) => named.includes(path));
  return recipe.change({ title: opportunity.title, sentence, files: seen, primaryMetric }, values);
}

function proposalOf(recipe: Recipe, answer: RecipeAnswer, { opportunity }: GenerationTask): Proposal {
  if (answer.kind === "none") return answer;
  const { edits, rationale, prediction } = answer;
  return {
    kind: "change",
    change: {
      edits,
      summary: opportunity.title,
      rationale,
      prediction,
      influencedByUntrusted: opportunity.influencedByUntrusted ?? false,
      generator: { kind: "recipe", name: recipe.name },
    },
  };
}

function none(why: Reason): Proposal {
  return { kind: "none", reason: why };
}
