import type { GitRepository } from "./git/repository.ts";

/** An account; apps act as a user of type `Bot`. */
export interface User {
  readonly id: number;
  /** Changes when an app is renamed; the id stays. */
  login: string;
  readonly type: "User" | "Bot";
}

export interface App {
  readonly id: number;
  slug: string;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface Comment {
  readonly id: number;
  readonly issueNumber: number;
  readonly user: User;
  body: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly reactions: Reaction[];
}

export interface Reaction {
  readonly id: number;
  readonly user: User;
  readonly content: string;
  readonly createdAtMs: number;
}

/** An issue; with `pull`, a pull request. Both share one sequence of numbers, as on GitHub. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly user: User;
  title: string;
  body: string | null;
  state: "open" | "closed";
  readonly labels: Map<string, Label>;
  readonly createdAtMs: number;
  updatedAtMs: number;
  closedAtMs: number | null;
  closedBy: User | null;
  /** Locked: nobody but people who may write comments or reacts; GitHub lets no app do so. */
  locked: boolean;
  readonly comments: Comment[];
  readonly reactions: Reaction[];
  readonly pull: Pull | null;
}

export interface Pull {
  readonly headRef: string;
  baseRef: string;
  /** Follows the branch while the pull request is open. */
  headSha: string;
  /** Follows the base branch while the pull request is open. */
  baseSha: string;
  draft: boolean;
  merged: { readonly sha: string; readonly atMs: number; readonly by: User } | null;
  /** GitHub's own auto-merge, and who has turned it on; null while it is off. */
  autoMerge: { readonly by: User; readonly method: "merge" | "squash" | "rebase" } | null;
  /** Between which commits it was asked whether it merges cleanly, and how often. */
  asked: { readonly between: string; reads: number };
  readonly reviews: Review[];
}

export interface PullIssue extends Issue {
  readonly pull: Pull;
}

export interface Review {
  readonly id: number;
  readonly user: User;
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
  readonly body: string;
  /** Moves along with a push that leaves the pull request's diff as it was. */
  commitSha: string;
  readonly submittedAtMs: number;
}

export interface CheckRun {
  readonly id: number;
  readonly suiteId: number;
  /** Of GitHub Actions only; each run of a workflow is a suite of its own. */
  readonly workflow: { readonly id: number; readonly name: string; readonly event: string } | null;
  readonly app: App;
  readonly headSha: string;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  startedAtMs: number;
  completedAtMs: number | null;
  externalId: string;
  detailsUrl: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: User;
  readonly createdAtMs: number;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly creator: User;
  readonly createdAtMs: number;
  readonly statuses: DeploymentStatus[];
}

interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string | null;
  readonly creator: User;
  readonly createdAtMs: number;
}

/** What a branch demands before a merge. */
export interface Protection {
  readonly requiredChecks: readonly { readonly context: string; readonly appSlug?: string }[];
  /** Whether the head must contain the base's newest commit. */
  readonly strict: boolean;
  readonly requiredApprovals: number;
  /** Whether merges go through a queue, which makes a commit of each one on all before it and waits for its checks. */
  readonly mergeQueue: boolean;
}

/** How a pattern of a rule is to be found in a text. */
export interface PatternParameters {
  readonly operator: "starts_with" | "ends_with" | "contains" | "regex";
  readonly pattern: string;
  readonly negate?: boolean;
}

/** A rule of a ruleset, as GitHub's API has it. */
export type RulesetRule =
  | {
      readonly type: "commit_message_pattern" | "commit_author_email_pattern" | "branch_name_pattern";
      readonly parameters: PatternParameters;
    }
  | { readonly type: "required_linear_history" | "required_signatures" }
  | {
      readonly type: "pull_request";
      readonly parameters: { readonly allowed_merge_methods: readonly ("merge" | "squash" | "rebase")[] };
    };

/** Rules for some branches: one by its name, the default branch, or all. */
export interface Ruleset {
  readonly branches: "~ALL" | "~DEFAULT_BRANCH" | (string & {});
  readonly rules: readonly RulesetRule[];
}

/** A pull request that waits in a merge queue. */
export interface QueueEntry {
  readonly id: number;
  readonly number: number;
  readonly headSha: string;
  readonly by: User;
  readonly atMs: number;
  /** The commit whose checks count, and what it stands on; null until it is made. */
  group: { readonly sha: string; readonly ontoSha: string } | null;
}

export type Permission = "admin" | "write" | "read" | "none";

export interface Repository {
  readonly id: number;
  owner: string;
  name: string;
  defaultBranch: string;
  archived: boolean;
  /** Whether issues are turned on; pull requests and their comments do not depend on it. */
  hasIssues: boolean;
  /** Which of the three merge buttons there are. */
  mergeMethods: ReadonlySet<"merge" | "squash" | "rebase">;
  /** Its setting: a merged pull request's branch is deleted at once. */
  deletesMergedBranches: boolean;
  /** Text that comes inline in a tree is stored with LF, whatever was sent. */
  convertsLineEnds: boolean;
  readonly private: boolean;
  readonly createdAtMs: number;
  installationId: number | null;
  readonly git: GitRepository;
  readonly issues: Map<number, Issue>;
  readonly labels: Map<string, Label>;
  readonly checkRuns: CheckRun[];
  /** Ids of suites that were asked for again and in which nothing was reported since. */
  readonly requeuedSuites: Set<number>;
  readonly statuses: CommitStatus[];
  readonly deployments: Deployment[];
  readonly protections: Map<string, Protection>;
  readonly rulesets: Ruleset[];
  /** How often a moved pull request is read before GitHub knows whether it merges cleanly. */
  readsUntilMergeable: number;
  /** By base branch, first one first. */
  readonly queues: Map<string, QueueEntry[]>;
  readonly permissions: Map<string, Permission>;
  /** Commits that GitHub signed because they were made through its API. */
  readonly verifiedCommits: Set<string>;
}

export interface Installation {
  readonly id: number;
  readonly owner: string;
  /** By its owner; its tokens are no good then. */
  suspended: boolean;
  /** What its owner has accepted; null for all that the app asks for. */
  permissions: Readonly<Record<string, "read" | "write">> | null;
  /** Whether its owner's allow list has no place for the app's IP address. */
  shutOut: boolean;
}

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}

/** Pull requests of a repository, newest first. */
export function pullsOf(repository: Repository): PullIssue[] {
  return [...repository.issues.values()].filter(isPull).reverse();
}
