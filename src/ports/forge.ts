import type { FileAfter } from "../domain/change/change.ts";
import type { GateFacts } from "../domain/gate/facts.ts";
import type { MergeMethod } from "../domain/policy/policy.ts";
import type { Reason } from "../domain/shared/reason.ts";
import type { RepositoryRef, RepositoryState } from "../domain/shared/repository.ts";

/** A pull request of the app's own; others are never returned as one. */
export interface OwnPull {
  readonly number: number;
  readonly state: "open" | "closed" | "merged";
  readonly branch: string;
  /** The branch that it goes, or went, into. */
  readonly baseBranch: string;
  readonly baseSha: string;
  readonly headSha: string;
  readonly title: string;
  readonly body: string;
  /** Whether people have edited the app's own text, which therefore stays; told when it is opened or brought up to date. */
  readonly hasPeoplesText?: boolean;
  readonly labels: readonly string[];
  readonly createdAtMs: number;
  /** Merge commit and time; null unless merged. */
  readonly merged: { readonly sha: string; readonly atMs: number } | null;
  /** Login of who closed or merged it, null while open or unknown. */
  readonly closedBy: string | null;
  /** Whether that is a bot, the app itself among them, and so no person's word. */
  readonly closedByBot: boolean;
  /** Whether that is the app itself. */
  readonly closedByOwn: boolean;
}

/** Which files {@link ForgeReads.standing} reads: the repository's own, and its organisation's in `.github`. */
export interface StandingFiles {
  readonly files: readonly string[];
  readonly organisationFiles: readonly string[];
  /** A branch to look at along with them; default: none. */
  readonly branch?: BranchPlace | undefined;
}

/** A branch, and the commit that a new one of the app's is made on, where one is to be made. */
export interface BranchPlace {
  readonly name: string;
  readonly baseSha?: string | undefined;
}

/** What was just seen of a branch. */
export interface BranchLook {
  /** null where there is no such branch. */
  readonly tip: string | null;
  /** The tree of {@link BranchPlace.baseSha}; null where it was not asked for. */
  readonly baseTree: string | null;
  /** Open pull requests from it or into it. */
  readonly users: readonly number[];
  /** Whether there is, or was, any pull request from it. */
  readonly hadPulls: boolean;
}

/** How a repository stands at this moment. Files that are not there are not in the maps. */
export interface Standing {
  readonly state: RepositoryState;
  readonly files: ReadonlyMap<string, string>;
  readonly organisationFiles: ReadonlyMap<string, string>;
  /** Left out where it was not asked for, or could not be told along with the rest. */
  readonly branch?: BranchLook | undefined;
}

/** One of the app's own check runs as GitHub shows it, so that the next decision replaces it without a search. */
export interface ShownCheck {
  readonly id: number;
  readonly name: string;
  /** What the app gave it to recognise its text by. */
  readonly externalId: string | null;
  readonly completed: boolean;
}

/** Everything that a look at one of the app's pull requests shows, at one moment. */
export interface PullLook {
  /** null when the repository does not exist or the app is not installed there. */
  readonly standing: Standing | null;
  readonly pull: OwnPull | null;
  /** null unless the pull request is open. */
  readonly facts: GateFacts | null;
  /** The app's own checks on the head; null when that is not known. */
  readonly ownChecks: readonly ShownCheck[] | null;
}

/** Where a pull request is. `id`: what whoever asks calls it. */
export interface PullPlace {
  readonly id: string;
  readonly repository: RepositoryRef;
  readonly number: number;
}

/** What happened to a commit that was to be made. `occupied`: others have commits on that branch. */
export type CommitOutcome =
  | { readonly kind: "committed"; readonly sha: string }
  | { readonly kind: "occupied"; readonly reason: Reason };

export type MergeOutcome =
  | {
      readonly kind: "merged";
      readonly sha: string;
      /** When, and into which branch; left out where that has to be asked. */
      readonly seen?: { readonly atMs: number; readonly into: string };
    }
  /** The base has a merge queue, and it is in it now. */
  | { readonly kind: "queued" }
  | { readonly kind: "refused"; readonly reason: Reason };

/** What became of a branch that was to be deleted. */
export type BranchEnd =
  | { readonly kind: "gone" }
  /** It has moved on, or an open pull request needs it. */
  | { readonly kind: "kept"; readonly reason: Reason };

/** An installation of the app's that cannot be used, by the account it is at. */
export interface FailingInstallation {
  readonly account: string;
  readonly reason: Reason;
}

/** What the app reads of GitHub. */
export interface ForgeReads {
  /** The app's own login, e.g. `self-building-agent[bot]`. */
  login(): Promise<string>;
  /**
   * What the installations that answer cover; see {@link ForgeReads.failingInstallations}.
   * @param maxAgeMs how long ago it may have been read, unless something failed then in passing; default 0
   */
  listRepositories(maxAgeMs?: number): Promise<RepositoryRef[]>;
  /** What was known of installations is not so any more, as an event has told. */
  forgetInstallations(): Promise<void>;
  /** Installations that did not answer when repositories were last listed, and why. */
  failingInstallations(): Promise<readonly FailingInstallation[]>;
  /** null when it does not exist or the app is not installed there. */
  repository(ref: RepositoryRef): Promise<RepositoryState | null>;
  /**
   * A repository and files of its default branch and its organisation's, all read afresh; null when it does not
   * exist or the app is not installed there.
   */
  standing(ref: RepositoryRef, wanted: StandingFiles): Promise<Standing | null>;
  /**
   * null when there is no such file (or no such repository).
   * @param at a commit or branch; null for the default branch as it is now, whatever its name
   */
  readFile(ref: RepositoryRef, path: string, at: string | null): Promise<string | null>;
  permissionOf(ref: RepositoryRef, login: string): Promise<"admin" | "write" | "read" | "none">;
  /** The app's own pull requests, newest first, in every state; at most the newest 300. */
  listOwnPulls(ref: RepositoryRef): Promise<OwnPull[]>;
  ownPull(ref: RepositoryRef, number: number): Promise<OwnPull | null>;
  ownPullByBranch(ref: RepositoryRef, branch: string): Promise<OwnPull | null>;
  /** Logins of those beside the app who have commits in a pull request, merged or not, by whatever method. */
  foreignCommitters(ref: RepositoryRef, pullNumber: number): Promise<readonly string[]>;
  /**
   * What the gate needs to know of one of the app's pull requests.
   * @param pull as the row knows it; `headSha` is the app's own commit
   */
  look(
    ref: RepositoryRef,
    pull: { readonly number: number; readonly branch: string; readonly headSha: string },
    wanted: StandingFiles,
  ): Promise<PullLook>;
  /**
   * Digests of what GitHub shows of many open pull requests at once, by `id`. Equal digests: nothing has changed that
   * the gate judges by, the app's own checks left out. What is not known is not in it.
   */
  glance(pulls: readonly PullPlace[]): Promise<ReadonlyMap<string, string>>;
  gateFacts(ref: RepositoryRef, pullNumber: number, proposedSha: string): Promise<GateFacts>;
  /** The commit at which a pull request's branch has left its base, merged or not. */
  mergeBase(ref: RepositoryRef, pullNumber: number): Promise<string>;
  /** Whether `headSha` is its merge base `baseSha` with exactly these files, to the byte and the mode. */
  holdsExactly(
    ref: RepositoryRef,
    commits: { readonly baseSha: string; readonly headSha: string },
    files: readonly FileAfter[],
  ): Promise<boolean>;
  /** When a deployment of `sha` to `environment`, in whatever case, succeeded; null while none has. */
  deployedAtMs(ref: RepositoryRef, sha: string, environment: string): Promise<number | null>;
  /** The environments of the newest hundred deployments, whatever became of them, sorted. */
  deployedEnvironments(ref: RepositoryRef): Promise<readonly string[]>;
}

/** What the app does on GitHub. Every method looks first and changes nothing when it is already so. */
export interface ForgeWrites {
  /**
   * Makes `branch` point at one commit of the app's on `baseSha` with these files.
   * An existing branch is rebuilt only while every commit on it is the app's. What was written is compared with
   * `files` before the branch points at it.
   * @throws PermanentFailure when GitHub has written something else
   */
  commit(request: {
    readonly repository: RepositoryRef;
    readonly branch: string;
    readonly baseSha: string;
    readonly message: string;
    readonly files: readonly FileAfter[];
    /** The one head, whoever has commits on it, that was found to hold nothing but the app's; unknown when left out. */
    readonly replaces?: string;
    /** The branch as just seen; default: it is looked at. */
    readonly seen?: BranchLook | undefined;
  }): Promise<CommitOutcome>;
  openPull(request: {
    readonly repository: RepositoryRef;
    readonly branch: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
    /** Labels that the body tells people to use: they are made where the repository lacks them; default none. */
    readonly namedLabels?: readonly string[];
    /** The app has just looked and none of the branch is open, so that it is not looked for again; default false. */
    readonly isNew?: boolean;
  }): Promise<OwnPull>;
  publishCheck(
    ref: RepositoryRef,
    check: {
      readonly name: string;
      readonly headSha: string;
      readonly conclusion: "success" | "action_required" | "failure" | null;
      readonly title: string;
      readonly summary: string;
      /** Somebody asked for it again: a run that says the same does not do; default false. */
      readonly anew?: boolean;
    },
    /** The app's checks on that commit as just looked at; default: they are searched for. */
    shown?: readonly ShownCheck[] | null,
  ): Promise<void>;
  /** Merges exactly `sha`; a refusal (moved head, failing rule, conflict) is a value. */
  merge(
    ref: RepositoryRef,
    request: {
      readonly pullNumber: number;
      readonly sha: string;
      /** null: the first of squash, merge and rebase that the repository allows. */
      readonly method: MergeMethod | null;
      readonly title: string;
      /** Body of the merge's commit. */
      readonly message: string;
      /** A label of these, whatever its case, is a refusal: people may have set it at the last moment. */
      readonly blockingLabels: readonly string[];
    },
  ): Promise<MergeOutcome>;
  /** Takes a pull request of the app's own out of its base's merge queue, if it is in one. */
  leaveQueue(ref: RepositoryRef, pullNumber: number): Promise<void>;
  /** Opens a closed pull request of the app's own again; `gone` when GitHub refuses, as without its branch. */
  reopenPull(ref: RepositoryRef, pullNumber: number): Promise<"open" | "gone">;
  /** Closes a pull request of the app's own and deletes its branch. */
  closePull(ref: RepositoryRef, pullNumber: number): Promise<void>;
  /** Deletes a branch of the app's, but only while it is at `headSha` and no open pull request is from it or into it. */
  deleteBranch(
    ref: RepositoryRef,
    branch: { readonly branch: string; readonly headSha: string },
    /** As just seen; default: it is looked at. */
    seen?: BranchLook,
  ): Promise<BranchEnd>;
  addLabels(ref: RepositoryRef, issueNumber: number, labels: readonly string[]): Promise<void>;
  /** One comment per `key` and issue: made once, edited when the text differs. */
  comment(ref: RepositoryRef, issueNumber: number, key: string, body: string): Promise<void>;
  /** One issue per `key`: made once; returns its number. */
  openIssue(ref: RepositoryRef, key: string, title: string, body: string): Promise<number>;
  /**
   * Reacts to a comment, to one on a line, or (by its number) to an issue.
   * @param to default: a comment
   */
  react(
    ref: RepositoryRef,
    id: number,
    content: "eyes" | "+1" | "confused",
    to?: "comment" | "line" | "issue",
  ): Promise<void>;
}

/** GitHub. */
export interface Forge extends ForgeReads, ForgeWrites {}
