import type { Remedy } from "../domain/choose/opportunity.ts";
import type { GenerationTask, Proposal } from "../domain/draft/generation.ts";
import type { Isolation } from "../domain/shared/isolation.ts";

/** Turns an opportunity into a change. */
export interface Generator {
  handles(remedy: Remedy["kind"]): boolean;
  propose(task: GenerationTask): Promise<Proposal>;
  /** What stands around the process that talks to the model; null, and absent, where no model is asked. */
  isolation?(): Promise<Isolation | null>;
}
