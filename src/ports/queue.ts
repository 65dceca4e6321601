import type { ComponentRequest } from "../domain/choose/opportunity.ts";
import type { Trigger } from "../domain/improvement/improvement.ts";
import type { RepositoryRef } from "../domain/shared/repository.ts";

/** A reason to look at something. It carries no truth of its own: losing one costs time, nothing else. */
export type WakeUp =
  | {
      readonly kind: "cycle";
      readonly cycleId: string;
      readonly repository: RepositoryRef;
      readonly trigger: Trigger;
      readonly analysisWindowHours: number | null;
      readonly maxImprovements: number | null;
      /** Text of the issue that a person commented on; untrusted. */
      readonly hint?: string;
    }
  | { readonly kind: "advance"; readonly improvementId: string }
  | { readonly kind: "pull_changed"; readonly repository: RepositoryRef; readonly pullNumber: number | null }
  | {
      readonly kind: "command";
      readonly repository: RepositoryRef;
      readonly issueNumber: number;
      readonly commentId: number;
      readonly login: string;
      readonly body: string;
      /** Title and body of the issue or pull request, cut to 8,000 characters; untrusted. */
      readonly hint?: string;
    }
  | {
      readonly kind: "component";
      readonly cycleId: string;
      readonly repository: RepositoryRef;
      readonly request: ComponentRequest;
    };

/** The job queue. Wake-ups for the same thing coalesce and never run two at once. */
export interface Queue {
  wake(wakeUp: WakeUp): Promise<void>;
}
