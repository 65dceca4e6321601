import type { FileAfter } from "./domain/change.ts";
import type { GateFacts } from "./domain/gate.ts";
import type { GenerationTask, Proposal } from "./domain/generation.ts";
import type { Improvement, StageName, Trigger } from "./domain/improvement.ts";
import type { AuditEntry, CycleReport, OutcomeRecord } from "./domain/ledger.ts";
import type { LogSample } from "./domain/log.ts";
import type { ComponentRequest, Remedy } from "./domain/opportunity.ts";
import type { Reason } from "./domain/reason.ts";
import type { RepositoryRef, RepositoryState } from "./domain/repository.ts";
import type { Metric, Series } from "./domain/series.ts";
import type { Flags } from "./domain/settings.ts";

/** Reads a service's telemetry. Windows are [fromMs, toMs), milliseconds since the Unix epoch. */
export interface Telemetry {
  /** One series per metric, in the order asked; without data it is empty, cut short it is not `complete`. */
  readSeries(request: {
    readonly metrics: readonly Metric[];
    readonly fromMs: number;
    readonly toMs: number;
    readonly periodSeconds: number;
  }): Promise<Series[]>;
  /** Log events oldest first, at most `maxLines`; `filter` is a CloudWatch Logs filter pattern. */
  readLogs(request: {
    readonly logGroup: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly filter?: string;
    readonly maxLines: number;
  }): Promise<LogSample>;
  /** State of the circuit breaker before the telemetry source. */
  circuit(): "closed" | "open" | "half_open";
}

/** Turns an opportunity into a change. */
export interface Generator {
  handles(remedy: Remedy["kind"]): boolean;
  propose(task: GenerationTask): Promise<Proposal>;
}

/** A checkout at one commit; paths are relative to its root and cannot leave it. */
export interface WorkTree {
  /** null when there is no such regular file or it is larger than 1 MiB. */
  readFile(path: string): Promise<string | null>;
  listFiles(): Promise<string[]>;
  /** git's mode of every path in the tree, links (`120000`) and submodules (`160000`) too. */
  modes(): Promise<ReadonlyMap<string, string>>;
}

/** Clones, at exact commits. */
export interface Workspace {
  /** Gives `use` a checkout of `sha` and always removes it afterwards. */
  checkout<T>(repository: RepositoryRef, sha: string, use: (tree: WorkTree) => Promise<T>): Promise<T>;
  /** Undoes `mergedSha` on top of `ontoSha` by a three-way merge, as `git revert` does. */
  revert(repository: RepositoryRef, mergedSha: string, ontoSha: string): Promise<RevertOutcome>;
}

export type RevertOutcome =
  | { readonly kind: "files"; readonly files: readonly FileAfter[] }
  | { readonly kind: "conflict"; readonly paths: readonly string[] }
  | { readonly kind: "nothing_to_revert" };

/** Looks at changed files before they leave the machine. */
export interface Inspector {
  /** Reasons against the change: secrets it would publish, files that no longer parse. Fails closed. */
  inspect(files: readonly FileAfter[], texts: readonly string[]): Promise<Reason[]>;
}

/** A pull request of the app's own; others are never returned as one. */
export interface OwnPull {
  readonly number: number;
  readonly state: "open" | "closed" | "merged";
  readonly branch: string;
  readonly baseSha: string;
  readonly headSha: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly createdAtMs: number;
  /** Merge commit and time; null unless merged. */
  readonly merged: { readonly sha: string; readonly atMs: number } | null;
  /** Login of who closed or merged it, null while open or unknown. */
  readonly closedBy: string | null;
}

/** What happened to a commit that was to be made. `occupied`: others have commits on that branch. */
export type CommitOutcome =
  | { readonly kind: "committed"; readonly sha: string }
  | { readonly kind: "occupied"; readonly reason: Reason };

export type MergeOutcome =
  | { readonly kind: "merged"; readonly sha: string }
  | { readonly kind: "refused"; readonly reason: Reason };

/** GitHub. Every writing method looks first and changes nothing when it is already so. */
export interface Forge {
  /** The app's own login, e.g. `self-building-agent[bot]`. */
  login(): Promise<string>;
  listRepositories(): Promise<RepositoryRef[]>;
  /** null when it does not exist or the app is not installed there. */
  repository(ref: RepositoryRef): Promise<RepositoryState | null>;
  /** null when there is no such file (or no such repository). */
  readFile(ref: RepositoryRef, path: string, at: string): Promise<string | null>;
  permissionOf(ref: RepositoryRef, login: string): Promise<"admin" | "write" | "read" | "none">;

  /** The app's own pull requests, newest first, in every state; at most the newest 300. */
  listOwnPulls(ref: RepositoryRef): Promise<OwnPull[]>;
  ownPull(ref: RepositoryRef, number: number): Promise<OwnPull | null>;
  ownPullByBranch(ref: RepositoryRef, branch: string): Promise<OwnPull | null>;

  /**
   * Makes `branch` point at one commit of the app's on `baseSha` with these files.
   * An existing branch is rebuilt only while every commit on it is the app's.
   */
  commit(request: {
    readonly repository: RepositoryRef;
    readonly branch: string;
    readonly baseSha: string;
    readonly message: string;
    readonly files: readonly FileAfter[];
  }): Promise<CommitOutcome>;
  openPull(request: {
    readonly repository: RepositoryRef;
    readonly branch: string;
    readonly base: string;
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }): Promise<OwnPull>;
  gateFacts(ref: RepositoryRef, pullNumber: number, proposedSha: string): Promise<GateFacts>;
  publishCheck(
    ref: RepositoryRef,
    check: {
      readonly name: string;
      readonly headSha: string;
      readonly conclusion: "success" | "action_required" | "failure" | "neutral" | null;
      readonly title: string;
      readonly summary: string;
    },
  ): Promise<void>;
  /** Merges exactly `sha`; a refusal (moved head, failing rule, conflict) is a value. */
  merge(
    ref: RepositoryRef,
    request: {
      readonly pullNumber: number;
      readonly sha: string;
      readonly method: "squash" | "merge";
      readonly title: string;
      /** Body of the merge's commit. */
      readonly message: string;
      /** A label of these, whatever its case, is a refusal: people may have set it at the last moment. */
      readonly blockingLabels: readonly string[];
    },
  ): Promise<MergeOutcome>;
  /** Closes a pull request of the app's own and deletes its branch. */
  closePull(ref: RepositoryRef, pullNumber: number): Promise<void>;
  addLabels(ref: RepositoryRef, issueNumber: number, labels: readonly string[]): Promise<void>;
  /** One comment per `key` and issue: made once, edited when the text differs. */
  comment(ref: RepositoryRef, issueNumber: number, key: string, body: string): Promise<void>;
  /** One issue per `key`: made once; returns its number. */
  openIssue(ref: RepositoryRef, key: string, title: string, body: string): Promise<number>;
  react(ref: RepositoryRef, commentId: number, content: "eyes" | "+1" | "confused"): Promise<void>;
  /** When a deployment of `sha` to `environment` succeeded; null while none has. */
  deployedAtMs(ref: RepositoryRef, sha: string, environment: string): Promise<number | null>;
}

/** What the store keeps. Improvements are saved by compare-and-set on their version. */
export interface Store {
  /** Inserts unless an improvement with that id exists; returns false then. */
  insertImprovement(improvement: Improvement): Promise<boolean>;
  improvement(id: string): Promise<Improvement | null>;
  /** Newest first. `dueAtMs` selects those whose wakeAtMs is not null and at or before it. */
  improvements(filter: {
    readonly tenant?: string;
    readonly repository?: string;
    readonly stages?: readonly StageName[];
    readonly dueAtMs?: number;
    readonly pullNumber?: number;
    readonly limit?: number;
  }): Promise<Improvement[]>;
  /**
   * Saves with version + 1 if the stored version is still `improvement.version`; null when it is not. The audit
   * entries are appended together with it or not at all, so that a crash parts no decision from its record.
   */
  saveImprovement(improvement: Improvement, audit?: readonly AuditEntry[]): Promise<Improvement | null>;

  appendAudit(entries: readonly AuditEntry[]): Promise<void>;
  audit(filter: {
    readonly tenant: string;
    readonly subject?: string;
    readonly correlationId?: string;
    readonly limit: number;
  }): Promise<AuditEntry[]>;

  /** One record per improvement; recording it again changes nothing. */
  recordOutcome(record: OutcomeRecord): Promise<void>;
  outcomes(tenant: string): Promise<OutcomeRecord[]>;

  saveCycle(report: CycleReport): Promise<void>;
  cycles(filter: {
    readonly tenant: string;
    readonly repository?: string;
    readonly id?: string;
    readonly limit: number;
  }): Promise<CycleReport[]>;

  /** true the first time a key is claimed, false ever after (deliveries, comments). */
  claimOnce(key: string, atMs: number): Promise<boolean>;
}

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

/** The product's own metrics, named as in the documentation (`improvement_cycles_started`, …). */
export interface Instruments {
  add(metric: string, value: number, unit: "Count" | "Seconds" | "None"): void;
}

/** Feature flags, read afresh from the environment. */
export interface Switches {
  flags(): Flags;
}

/** Proves that a text was written by this app and not edited since. */
export interface Sealer {
  seal(text: string): string;
  /** The sealed text, or null when it was not sealed by this app. */
  open(sealed: string): string | null;
}

/** Everything the cycle needs of the outside; a step asks only for what it touches. */
export interface Ports {
  readonly telemetry: Telemetry;
  readonly generator: Generator;
  readonly workspace: Workspace;
  readonly inspector: Inspector;
  readonly forge: Forge;
  readonly store: Store;
  readonly queue: Queue;
  readonly instruments: Instruments;
  readonly switches: Switches;
  readonly sealer: Sealer;
}
