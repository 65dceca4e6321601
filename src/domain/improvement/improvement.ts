import type { Change } from "../change/change.ts";
import type { Opportunity } from "../choose/opportunity.ts";
import type { Decision } from "../gate/decide.ts";
import { isOver, type No } from "../learn/no.ts";
import type { Outcome } from "../learn/outcome.ts";
import type { Reason } from "../shared/reason.ts";
import type { RepositoryRef } from "../shared/repository.ts";
import type { Metric, Series } from "../shared/series.ts";
import type { Comparison, WatchPlan } from "../watch/verdict.ts";
import type { LeftBranch } from "./left-branches.ts";
import type { Wait } from "./waits.ts";

/** Who or what asked for it. Only a person's request opens something while autonomy is off. */
export type Trigger =
  | { readonly kind: "schedule" }
  | { readonly kind: "event"; readonly source: string }
  | { readonly kind: "agent"; readonly requester: string }
  | { readonly kind: "person"; readonly login: string; readonly issueNumber: number | null }
  | { readonly kind: "operator" };

/** A merge that GitHub's rules did not let through. */
export interface RefusedMerge {
  /** What the refusal depends on, as far as it can be seen. */
  readonly key: string;
  readonly atMs: number;
}

/** The row's record of a pull request of the app's own: an improvement's, or its revert's. */
export interface PullRecord {
  readonly branch: string;
  readonly baseSha: string;
  readonly headSha: string;
  readonly number: number;
  readonly openedAtMs: number;
  /** How often it was rebuilt on a moved base. */
  readonly refreshes: number;
  /** When it was, lately; as far as a cap on that counts. */
  readonly refreshedAtMs?: readonly number[] | undefined;
  /** When it was built anew because it conflicted, which has a cap of its own. */
  readonly mendedAtMs?: readonly number[] | undefined;
  readonly lastDecision: Decision | null;
  /** The merge that GitHub has refused: it is asked again only when something that it depends on is another. */
  readonly refusedMerge?: RefusedMerge | undefined;
  /** Whether the app has opened it again after a bot closed it, which it does once. */
  readonly reopened?: boolean | undefined;
  /** Why the app is closing it: a process that dies over that has not left it for a person or a bot to have closed. */
  readonly closing?: readonly Reason[] | undefined;
  /** Whether somebody asked for the app's check on it anew and has not got it yet. */
  readonly checkAsked?: boolean | undefined;
  /** A digest of what GitHub showed right before the last look, and when that was; missing when it is not known. */
  readonly seen?: { readonly digest: string; readonly atMs: number } | undefined;
}

/** What was merged, and how production looked before; frozen at the merge. */
export interface MergeRecord {
  readonly sha: string;
  readonly mergedAtMs: number;
  /** Where the pull request's own branch ended; earlier rows do not say. */
  readonly headSha?: string | undefined;
  /** The branch that it went into; earlier rows do not say. */
  readonly into?: string | undefined;
  /**
   * Who else has commits in it, where something came along that the app did not propose: that is never taken back, and
   * production shows its effect, too. Missing where the change is all there was, and in earlier rows.
   */
  readonly others?: readonly string[] | undefined;
  /** The environment whose deployment is waited for; missing where none is, and in earlier rows. */
  readonly environment?: string | undefined;
  readonly baseline: readonly Series[];
  /** Metrics of services that the change does not touch: what gets worse there too is no fault of the change. */
  readonly controls: readonly Metric[];
  readonly watchPlan: WatchPlan;
}

/** What became of a change that was merged. */
export interface MergedChange {
  readonly change: Change;
  readonly pull: PullRecord;
  /** Without the baseline's series, which nobody reads any more. */
  readonly merge: MergeRecord;
  readonly comparisons: readonly Comparison[];
  /** The pull request that took it back; null unless one did. */
  readonly revertPull: PullRecord | null;
}

/** How far the way back is. */
export type RevertProgress =
  | { readonly kind: "needed" }
  | { readonly kind: "proposed"; readonly pull: PullRecord }
  /** With people. `issueNumber`: the issue that asks them; null when they were told elsewhere. */
  | { readonly kind: "conflict"; readonly issueNumber: number | null; readonly paths: readonly string[] };

interface ImprovementBase {
  /** `owner/name#fingerprint`: one improvement per problem and repository. */
  readonly id: string;
  /** Counts saves; the store refuses a save that is not based on the current one. */
  readonly version: number;
  readonly tenant: string;
  readonly repository: RepositoryRef;
  readonly opportunity: Opportunity;
  readonly trigger: Trigger;
  readonly correlationId: string;
  readonly createdAtMs: number;
  /** When it next needs a look; null for never (a terminal stage, or until somebody acts). */
  readonly wakeAtMs: number | null;
  /** What it waits for at its stage, and how often people were told; absent when it has not waited there. */
  readonly waits?: readonly Wait[] | undefined;
  /** Branches of pull requests that are merged or closed, until they are deleted. */
  readonly leftBranches?: readonly LeftBranch[] | undefined;
  /** Faults in a row; reset by any step that succeeds. */
  readonly faults: number;
}

/** Where an improvement stands, with exactly the facts that exist at that point. */
export type Stage =
  | { readonly stage: "found" }
  | { readonly stage: "awaiting_approval"; readonly reasons: readonly Reason[] }
  | { readonly stage: "drafted"; readonly change: Change; readonly baseSha: string }
  | { readonly stage: "proposed"; readonly change: Change; readonly pull: PullRecord }
  | {
      readonly stage: "merged";
      readonly change: Change;
      readonly pull: PullRecord;
      readonly merge: MergeRecord;
    }
  | {
      readonly stage: "watching";
      readonly change: Change;
      readonly pull: PullRecord;
      readonly merge: MergeRecord;
      /** When the change took effect in production. */
      readonly effectiveAtMs: number;
    }
  | {
      readonly stage: "regressed";
      readonly change: Change;
      readonly pull: PullRecord;
      readonly merge: MergeRecord;
      readonly effectiveAtMs: number;
      readonly comparisons: readonly Comparison[];
      readonly reasons: readonly Reason[];
      readonly revert: RevertProgress;
    }
  | {
      readonly stage: "ended";
      readonly how: Outcome;
      readonly reasons: readonly Reason[];
      /** The improvement's own pull request; null when there never was one, so that nobody has said no to it. */
      readonly pullNumber: number | null;
      /** null for what ended before a merge, or is known from GitHub alone. */
      readonly merged: MergedChange | null;
      readonly closedAtMs: number;
      /** Why people declined it, where they said so. */
      readonly no?: No | undefined;
    };

/** An admitted opportunity on its way. A merged one without a baseline cannot be written. */
export type Improvement = ImprovementBase & Stage;
export type StageName = Improvement["stage"];

/** An improvement that is known to be at one stage. */
export type AtStage<S extends StageName> = Extract<Improvement, { stage: S }>;

/** Stages that have, or may have, an open pull request. */
export const openStages = ["found", "drafted", "proposed"] as const satisfies readonly StageName[];

/**
 * Stages at which the app itself is at work: from found to opened, and from merged to judged. What is proposed, or has
 * regressed, waits for CI and people, who must not keep other repositories waiting.
 */
export const workingStages = [
  "found",
  "drafted",
  "merged",
  "watching",
] as const satisfies readonly StageName[];

/** What has failed so often in a row, for some five minutes, waits for others: it must not keep work from beginning. */
export const faultsAtWork = 6;

/** Whether the app itself is at work on it. */
export function isAtWork({ stage, faults }: Pick<Improvement, "stage" | "faults">): boolean {
  return workingStages.some((one) => one === stage) && faults < faultsAtWork;
}

/** Stages of what has begun and is not over. */
export const stagesInFlight = [
  ...openStages,
  "merged",
  "watching",
  "regressed",
] as const satisfies readonly StageName[];

/** Whether it is over. */
export function isEnded(improvement: Improvement): improvement is AtStage<"ended"> {
  return improvement.stage === "ended";
}

/**
 * Whether it may start again when a person asks: it waits for one, or it was given up before there was a pull
 * request (a model without an answer, a missing permission) or a bot closed that, so that nobody has said no to it yet.
 */
export function mayStartAgain(improvement: Improvement): boolean {
  return (
    improvement.stage === "awaiting_approval" ||
    (isEnded(improvement) && (improvement.pullNumber === null || wasClosedByBot(improvement)))
  );
}

/** Whether people declined it for a while that is over, so that it may be proposed again by itself. */
export function isDueAgain(improvement: Improvement, nowMs: number): boolean {
  return isEnded(improvement) && improvement.how === "declined" && isOver(improvement.no, nowMs);
}

function wasClosedByBot({ reasons }: AtStage<"ended">): boolean {
  return reasons.some(({ code }) => code === "closed_by_bot");
}

/** The id of a new improvement for a problem in a repository. One that is known keeps its own, whatever is renamed. */
export function improvementId(repository: RepositoryRef, fingerprint: string): string {
  return `${repository.owner}/${repository.name}#${fingerprint}`;
}
