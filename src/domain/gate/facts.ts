/** A check run or commit status as GitHub reports it. */
export interface CheckState {
  readonly name: string;
  /** Slug of the app that reported it; null for a commit status. */
  readonly app: string | null;
  readonly status: "queued" | "in_progress" | "completed" | "unknown";
  /** GitHub's conclusion (`success`, `failure`, `neutral`, …); null until completed. */
  readonly conclusion: string | null;
}

/**
 * Where a pull request stands with its base's merge queue. `groupSha`: the commit that the queue has made of it and all
 * before it, whose checks count; null until it is made. `unknown`: GitHub did not say.
 */
export type QueueStanding =
  | { readonly kind: "none" | "unknown" }
  | { readonly kind: "queued"; readonly groupSha: string | null };

/** What GitHub says about a pull request at one moment; the gate judges nothing else. */
export interface GateFacts {
  readonly state: "open" | "closed" | "merged";
  readonly draft: boolean;
  readonly headSha: string;
  /** The commit that the app itself put there. */
  readonly proposedSha: string;
  readonly baseBranch: string;
  readonly defaultBranch: string;
  /** How many commits the base has that the head does not; null when GitHub did not say. */
  readonly behindBy: number | null;
  readonly hasConflict: boolean | null;
  /**
   * GitHub's own summary (its `mergeable_state`), e.g. `behind` where it demands a head that is up to date; null when it
   * did not say.
   */
  readonly mergeState: string | null;
  readonly queue: QueueStanding;
  /** Who has turned GitHub's own auto-merge on, which the app never does; missing while it is off. */
  readonly autoMergeBy?: string;
  /** Logins of commit authors other than the app. */
  readonly foreignCommitters: readonly string[];
  readonly labels: readonly string[];
  readonly checks: readonly CheckState[];
  /** false when the list of checks could not be read whole. */
  readonly checksComplete: boolean;
  readonly approvals: number;
  readonly changesRequestedBy: readonly string[];
}
