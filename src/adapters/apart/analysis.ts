import { recipeGenerator } from "../../domain/draft/recipe-generator.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Analysis } from "../../ports/analysis.ts";
import type { Generator } from "../../ports/generator.ts";
import type { Apart } from "./apart.ts";

/** The analysis of telemetry and templates, apart. */
export function analysisApart(apart: Apart): Analysis {
  return {
    async discover(...input) {
      const done = await apart.run("discover", input);
      if (done.kind === "done") return done.value;
      const [{ service, reasons }] = input;
      const text = `What was read of ${service.name} could not be analysed (${done.why}). Look for what is unusual in its template ${service.template} and in its logs.`;
      return { findings: [], opportunities: [], reasons: [...reasons, reason("analysis_failed", text)] };
    },
  };
}

/** The generator of recipes, apart. */
export function recipesApart(apart: Apart): Generator {
  return {
    handles: (remedy) => recipeGenerator.handles(remedy),
    async propose(task) {
      const done = await apart.run("proposeByRecipe", [task]);
      if (done.kind === "done") return done.value;
      const text = `The recipe could not read its files (${done.why}). Look for what is unusual in them.`;
      return { kind: "none", reason: reason("recipe_failed", text) };
    },
  };
}
