import type { ComponentRequest } from "../domain/choose/opportunity.ts";
import type { Trigger } from "../domain/improvement/improvement.ts";
import type { RepositoryRef } from "../domain/shared/repository.ts";

/** What an event says has changed, as narrowly as the event tells. */
export type WhatChanged =
  | {
      readonly kind: "pull_request";
      readonly number: number;
      /** Whether it was a person's deed; default: not known to be one. */
      readonly byPerson?: boolean | undefined;
      readonly checkAsked?: boolean | undefined;
    }
  /**
   * A commit's checks or statuses, where the event does not name a pull request.
   * `checkAsked`: somebody asked for the app's own check anew; default: nobody did
   */
  | {
      readonly kind: "commit";
      readonly sha: string;
      readonly byPerson?: boolean | undefined;
      readonly checkAsked?: boolean | undefined;
    }
  /** A person has opened a pull request again, perhaps one without which an improvement was over. */
  | { readonly kind: "reopened"; readonly number: number }
  /** A branch of the app's was pushed to or deleted. */
  | { readonly kind: "branch"; readonly name: string }
  /** The default branch moved; `mayTouchPolicy` unless the push is known not to change the policy file. */
  | { readonly kind: "base"; readonly mayTouchPolicy: boolean }
  /** Something reached production: the deployed commit need only contain the merged one, so it tells nothing. */
  | {
      readonly kind: "deployment";
      /** Where; events that were queued before this was told apart do not say. */
      readonly environment?: string | undefined;
    }
  /** Not known; version 0.1.0 queued such wake-ups before it told them apart. */
  | { readonly kind: "anything" };

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
  | {
      readonly kind: "advance";
      readonly improvementId: string;
      /** Whether a person's deed is the reason, which does not wait for a backoff to end; default: no. */
      readonly byPerson?: boolean | undefined;
      /** Whether somebody asked for the app's own check anew; default: no. */
      readonly checkAsked?: boolean | undefined;
      /** Digest of what GitHub showed right before; default: nobody has glanced. */
      readonly seen?: string | undefined;
    }
  | { readonly kind: "changed"; readonly repository: RepositoryRef; readonly what: WhatChanged }
  /** What the app may see at an account, by its login, is another: installed, removed, suspended, or other repositories. */
  | { readonly kind: "installation"; readonly account: string }
  | {
      readonly kind: "command";
      readonly repository: RepositoryRef;
      readonly issueNumber: number;
      /** Of the comment, the review, the comment on a line, or (for its first text) the issue. */
      readonly commentId: number;
      /** Default: an ordinary comment. */
      readonly place?: CommandPlace | undefined;
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

/** Where else than in a comment a command can stand; ids are of one place and may be the same in another. */
export const commandPlaces = ["review", "line", "issue"] as const;
export type CommandPlace = (typeof commandPlaces)[number];

/** The job queue. Wake-ups for the same thing coalesce and never run two at once. */
export interface Queue {
  wake(wakeUp: WakeUp): Promise<void>;
}
