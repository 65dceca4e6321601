import {
  auditSchema,
  cycleSchema,
  outcomeSchema,
  storable,
  toStored,
} from "../../src/adapters/database/stored-records.ts";
import type { Improvement, PullRecord } from "../../src/domain/improvement/improvement.ts";
import { improvementSchema } from "../../src/domain/improvement/improvement-schema.ts";
import type { AuditEntry, CycleReport, OutcomeRecord } from "../../src/domain/learn/ledger.ts";
import { provisionalOutcomes } from "../../src/domain/learn/outcome.ts";
import { fullName, isSameRepository, type RepositoryRef } from "../../src/domain/shared/repository.ts";
import type { Store } from "../../src/ports/store.ts";

type Filter = Parameters<Store["improvements"]>[0];

/** The store's contract without a database: what the property tests run on, thousands of times. */
export class MemoryStore implements Store {
  readonly rows = new Map<string, Improvement>();
  /** Oldest first. */
  readonly entries: AuditEntry[] = [];
  readonly ledger = new Map<string, OutcomeRecord>();
  readonly reports: CycleReport[] = [];
  readonly claims = new Set<string>();

  async insertImprovement(improvement: Improvement): Promise<boolean> {
    const row = toStored(improvementSchema, improvement, "The improvement");
    if (this.rows.has(row.id)) return false;
    this.rows.set(row.id, row);
    return true;
  }

  async beginImprovement(
    improvement: Improvement,
    room: Parameters<Store["beginImprovement"]>[1],
    replaces: number | null,
  ): ReturnType<Store["beginImprovement"]> {
    const atWork = [...this.rows.values()].filter(
      ({ tenant, stage, faults }) =>
        tenant === storable(improvement.tenant) &&
        room.stages.includes(stage) &&
        faults < (room.fewerFaultsThan ?? Infinity),
    );
    if (!(atWork.length < room.count)) return "full";
    const written =
      replaces === null
        ? await this.insertImprovement(improvement)
        : await this.saveImprovement({ ...improvement, version: replaces });
    return written ? "begun" : "exists";
  }

  async improvement(id: string): Promise<Improvement | null> {
    return copyOf(this.rows.get(storable(id)) ?? null);
  }

  async improvements(filter: Filter): Promise<Improvement[]> {
    const { tenant, repository, stages, dueAtMs, pullNumber, commit, limit } = storable(filter);
    const rows = [...this.rows.values()]
      .filter((one) => tenant === undefined || one.tenant === tenant)
      .filter((one) => repository === undefined || isSameRepository(one.repository, repository))
      .filter((one) => stages === undefined || stages.includes(one.stage))
      .filter((one) => dueAtMs === undefined || isDue(one, dueAtMs))
      .filter((one) => pullNumber === undefined || pullNumbersOf(one).includes(pullNumber))
      .filter((one) => commit === undefined || commitsOf(one).includes(commit))
      .sort((one, other) => byNumber(other.createdAtMs, one.createdAtMs) || byText(one.id, other.id));
    return copyOf(rows.slice(0, limit));
  }

  async adoptRepository(tenant: string, repository: RepositoryRef): Promise<number> {
    const kept = storable(repository);
    const older = [...this.rows.values()].filter(
      (one) =>
        one.tenant === storable(tenant) &&
        isSameRepository(one.repository, kept) &&
        (one.repository.id === undefined || fullName(one.repository) !== fullName(kept)),
    );
    for (const one of older) {
      this.rows.set(one.id, { ...one, repository: kept, version: one.version + 1 });
      const record = this.ledger.get(one.id);
      if (record?.tenant === storable(tenant))
        this.ledger.set(one.id, { ...record, repository: fullName(kept) });
    }
    return older.length;
  }

  async saveImprovement(
    improvement: Improvement,
    audit: readonly AuditEntry[] = [],
  ): Promise<Improvement | null> {
    const next = { ...improvement, version: improvement.version + 1 };
    const row = toStored(improvementSchema, next, "The improvement");
    if (this.rows.get(row.id)?.version !== improvement.version) return null;
    this.append(audit);
    this.rows.set(row.id, row);
    return copyOf(row);
  }

  async appendAudit(entries: readonly AuditEntry[]): Promise<void> {
    this.append(entries);
  }

  private append(entries: readonly AuditEntry[]): void {
    const rows = entries.map((entry) => toStored(auditSchema, entry, "The audit entry"));
    this.entries.push(...rows.map((row) => ({ ...row, atMs: Math.floor(row.atMs) })));
  }

  async audit({ limit, ...filter }: Parameters<Store["audit"]>[0]): Promise<AuditEntry[]> {
    const { tenant, subject, correlationId } = storable(filter);
    const rows = this.entries
      .filter((one) => one.tenant === tenant)
      .filter((one) => subject === undefined || one.subject === subject)
      .filter((one) => correlationId === undefined || one.correlationId === correlationId);
    return copyOf(rows.reverse().slice(0, limit));
  }

  async recordOutcome(record: OutcomeRecord): Promise<void> {
    const row = toStored(outcomeSchema, record, "The outcome");
    const before = this.ledger.get(row.improvementId);
    const mayReplace =
      before?.tenant === row.tenant &&
      before.outcome !== row.outcome &&
      provisionalOutcomes.some((one) => one === before.outcome);
    if (!before || mayReplace) this.ledger.set(row.improvementId, row);
  }

  async outcomes(tenant: string): Promise<OutcomeRecord[]> {
    const rows = [...this.ledger.values()]
      .filter((one) => one.tenant === storable(tenant))
      .sort((one, other) => byNumber(one.atMs, other.atMs) || byText(one.improvementId, other.improvementId));
    return copyOf(rows);
  }

  async saveCycle(report: CycleReport): Promise<void> {
    const row = toStored(cycleSchema, report, "The cycle");
    const at = this.reports.findIndex((one) => one.id === row.id);
    if (at >= 0) this.reports[at] = row;
    else this.reports.push(row);
  }

  async cycles({ limit, ...filter }: Parameters<Store["cycles"]>[0]): Promise<CycleReport[]> {
    const { tenant, repository, id } = storable(filter);
    const rows = this.reports
      .filter((one) => one.tenant === tenant)
      .filter((one) => repository === undefined || one.repository === repository)
      .filter((one) => id === undefined || one.id === id)
      .sort((one, other) => byNumber(other.startedAtMs, one.startedAtMs) || byText(one.id, other.id));
    return copyOf(rows.slice(0, limit));
  }

  async claimOnce(key: string): Promise<boolean> {
    const claimed = this.claims.has(storable(key));
    this.claims.add(storable(key));
    return !claimed;
  }
}

/** Records are JSON, and this is what copies that fastest. */
function copyOf<T>(record: T): T {
  return JSON.parse(JSON.stringify(record));
}

function pullsOf(improvement: Improvement): PullRecord[] {
  if (improvement.stage === "ended") {
    const { merged } = improvement;
    return merged ? [merged.pull, ...(merged.revertPull ? [merged.revertPull] : [])] : [];
  }
  const own = "pull" in improvement ? [improvement.pull] : [];
  if (improvement.stage !== "regressed" || improvement.revert.kind !== "proposed") return own;
  return [...own, improvement.revert.pull];
}

function pullNumbersOf(improvement: Improvement): (number | null)[] {
  const numbers = pullsOf(improvement).map((pull) => pull.number);
  return improvement.stage === "ended" ? [improvement.pullNumber, ...numbers] : numbers;
}

function commitsOf(improvement: Improvement): string[] {
  const heads = pullsOf(improvement).map((pull) => pull.headSha);
  const merge = improvement.stage === "ended" ? improvement.merged?.merge : mergeOf(improvement);
  return merge ? [...heads, merge.sha] : heads;
}

function mergeOf(improvement: Improvement) {
  return "merge" in improvement ? improvement.merge : null;
}

function isDue({ wakeAtMs }: Improvement, dueAtMs: number): boolean {
  return wakeAtMs !== null && Math.ceil(wakeAtMs) <= dueAtMs;
}

/** Times are compared in whole milliseconds, as a database's column holds them. */
function byNumber(one: number, other: number): number {
  return Math.floor(one) - Math.floor(other);
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
