import type { Remedy } from "../choose/opportunity.ts";
import type { GenerationTask, Proposal } from "../draft/generation.ts";
import { reason } from "../shared/reason.ts";
import { proposeLambdaMemory } from "./lambda-memory.ts";
import { proposeLambdaTimeout } from "./lambda-timeout.ts";

/** The deterministic generator: no network, no model, the same edits for the same task. */
export const recipeGenerator = {
  handles(remedy: Remedy["kind"]): boolean {
    return remedy === "lambda-memory" || remedy === "lambda-timeout";
  },
  async propose(task: GenerationTask): Promise<Proposal> {
    const { remedy } = task.opportunity;
    switch (remedy.kind) {
      case "lambda-memory":
        return proposeLambdaMemory(task, remedy);
      case "lambda-timeout":
        return proposeLambdaTimeout(task, remedy);
      default:
        return { kind: "none", reason: reason("no_recipe", `There is no recipe for ${remedy.kind}.`) };
    }
  },
};
