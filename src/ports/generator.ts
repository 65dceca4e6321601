import type { Remedy } from "../domain/choose/opportunity.ts";
import type { GenerationTask, Proposal } from "../domain/draft/generation.ts";

/** Turns an opportunity into a change. */
export interface Generator {
  handles(remedy: Remedy["kind"]): boolean;
  propose(task: GenerationTask): Promise<Proposal>;
}
