import type { Decision } from "../../domain/gate/decide.ts";
import type { PullKind } from "../../domain/gate/rule.ts";
import type { RefusedMerge } from "../../domain/improvement/improvement.ts";
import type { OwnHead } from "../../domain/improvement/pull-record.ts";
import type { OwnPull, PullLook } from "../../ports/forge.ts";
import type { Readiness } from "../reading/read-policy.ts";
import type { FilesAt } from "./own-content.ts";

/** What is asked of the gate: to merge a pull request of this kind, by a commit with its title that says this. */
export interface GateRequest {
  readonly kind: PullKind;
  readonly influencedByUntrusted: boolean;
  /** Whether a model has changed tests, which then no longer judge its work. */
  readonly changesTests: boolean;
  /** Body of the commit that a merge makes; never left to GitHub, which may take the pull request's body. */
  readonly mergeMessage: string;
  /** What it is to hold, to tell whose a branch is that others have commits on. */
  readonly filesAt: FilesAt;
}

/** Where a pull request stands after one look. */
export type GateResult =
  | {
      readonly kind: "merged";
      readonly sha: string;
      readonly atMs: number;
      /** The branch that it went into. */
      readonly into: string;
      /** Where the pull request's own branch ended. */
      readonly headSha: string;
      /** As just read: what is watched follows from the policy. */
      readonly readiness: Readiness;
      /** The app itself has just merged exactly the commit that it judged, and nothing of others. */
      readonly asJudged: boolean;
    }
  | { readonly kind: "closed"; readonly by: string }
  /** A bot's closing is no person's word; `own`: the app's. */
  | { readonly kind: "closed_by_bot"; readonly by: string; readonly own: boolean }
  | { readonly kind: "missing" }
  /** The base has moved: the app may bring it up to date. */
  | { readonly kind: "behind"; readonly decision: Decision; readonly head?: OwnHead }
  | {
      readonly kind: "waiting";
      readonly head?: OwnHead;
      readonly decision: Decision;
      /** Given where GitHub has refused a merge in words that only people can change. */
      readonly refusedMerge?: RefusedMerge;
    };

/** A look at a repository that can be worked on. */
export interface ReadyLook {
  readonly look: PullLook;
  readonly readiness: Extract<Readiness, { kind: "ready" }>;
  /** Of the pull request, as people may have edited it. */
  readonly title: string;
}

/** A pull request that was merged, as GitHub shows it. */
export function mergedAs(
  { baseBranch, headSha }: OwnPull,
  merged: NonNullable<OwnPull["merged"]>,
  readiness: Readiness,
  asJudged: boolean,
): GateResult {
  return { kind: "merged", ...merged, into: baseBranch, headSha, readiness, asJudged };
}

/** Whether people have merged or closed it, which is an answer whatever the app was about to do. */
export function isDecided(found: OwnPull | null): boolean {
  return found?.state === "merged" || (found?.state === "closed" && !found.closedByBot);
}
