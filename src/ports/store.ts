import type { Improvement, StageName } from "../domain/improvement/improvement.ts";
import type { AuditEntry, CycleReport, OutcomeRecord } from "../domain/learn/ledger.ts";
import type { RepositoryRef } from "../domain/shared/repository.ts";

/** What the store keeps. Improvements are saved by compare-and-set on their version. */
export interface Store {
  /** Inserts unless an improvement with that id exists; returns false then. */
  insertImprovement(improvement: Improvement): Promise<boolean>;
  /**
   * Writes an improvement that begins, unless as many of its tenant's improvements as there is `room` for are at the
   * room's stages: counting and writing are one step, over all workers. Rows that have failed as often in a row as
   * `fewerFaultsThan` are not counted; by default all are. `replaces` is the version of the row that begins again, null
   * where there is none. `exists`: somebody was quicker.
   */
  beginImprovement(
    improvement: Improvement,
    room: {
      readonly stages: readonly StageName[];
      readonly fewerFaultsThan?: number;
      readonly count: number;
    },
    replaces: number | null,
  ): Promise<"begun" | "exists" | "full">;
  improvement(id: string): Promise<Improvement | null>;
  /**
   * Newest first. `dueAtMs` selects those whose wakeAtMs is not null and at or before it, `pullNumber` those whose
   * pull request or revert it is, and `commit` those whose merge it is, or the app's commit on either pull request.
   */
  improvements(filter: {
    readonly tenant?: string;
    /** Whatever it was called when the improvement was saved. */
    readonly repository?: RepositoryRef;
    readonly stages?: readonly StageName[];
    readonly dueAtMs?: number;
    readonly pullNumber?: number;
    readonly commit?: string;
    readonly limit?: number;
  }): Promise<Improvement[]>;
  /**
   * Brings what is kept of a repository up to its present name and number: rows of its number, and those of its name
   * that have none. `repository.id` has to be known. Returns how many improvements that changed.
   */
  adoptRepository(tenant: string, repository: RepositoryRef): Promise<number>;
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

  /**
   * One record per improvement; recording it again changes nothing, unless it is another outcome than one of
   * `provisionalOutcomes`.
   */
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
