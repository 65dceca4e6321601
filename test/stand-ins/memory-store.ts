import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import type { AuditEntry, CycleReport, OutcomeRecord } from "../../src/domain/learn/ledger.ts";
import { fullName } from "../../src/domain/shared/repository.ts";
import type { Store } from "../../src/ports/store.ts";

/** The store's contract without a database: what the property tests run on, thousands of times. */
export class MemoryStore implements Store {
  readonly rows = new Map<string, Improvement>();
  readonly entries: AuditEntry[] = [];
  readonly ledger = new Map<string, OutcomeRecord>();
  readonly reports: CycleReport[] = [];
  readonly claims = new Set<string>();

  async insertImprovement(improvement: Improvement): Promise<boolean> {
    if (this.rows.has(improvement.id)) return false;
    this.rows.set(improvement.id, structuredClone(improvement));
    return true;
  }

  async improvement(id: string): Promise<Improvement | null> {
    return structuredClone(this.rows.get(id) ?? null);
  }

  async improvements(filter: Parameters<Store["improvements"]>[0]): Promise<Improvement[]> {
    return structuredClone(
      [...this.rows.values()]
        .filter((one) => filter.tenant === undefined || one.tenant === filter.tenant)
        .filter((one) => filter.repository === undefined || fullName(one.repository) === filter.repository)
        .filter((one) => filter.stages === undefined || filter.stages.includes(one.stage))
        .filter(
          (one) => filter.dueAtMs === undefined || (one.wakeAtMs !== null && one.wakeAtMs <= filter.dueAtMs),
        )
        .slice(0, filter.limit),
    );
  }

  async saveImprovement(
    improvement: Improvement,
    audit: readonly AuditEntry[] = [],
  ): Promise<Improvement | null> {
    if (this.rows.get(improvement.id)?.version !== improvement.version) return null;
    this.entries.push(...audit);
    const saved = { ...structuredClone(improvement), version: improvement.version + 1 };
    this.rows.set(saved.id, saved);
    return structuredClone(saved);
  }

  async appendAudit(entries: readonly AuditEntry[]): Promise<void> {
    this.entries.push(...entries);
  }

  async audit(): Promise<AuditEntry[]> {
    return [...this.entries];
  }

  async recordOutcome(record: OutcomeRecord): Promise<void> {
    if (!this.ledger.has(record.improvementId)) this.ledger.set(record.improvementId, record);
  }

  async outcomes(): Promise<OutcomeRecord[]> {
    return [...this.ledger.values()];
  }

  async saveCycle(report: CycleReport): Promise<void> {
    this.reports.unshift(report);
  }

  async cycles(filter: Parameters<Store["cycles"]>[0]): Promise<CycleReport[]> {
    return this.reports
      .filter((one) => !filter.repository || one.repository === filter.repository)
      .slice(0, filter.limit);
  }

  async claimOnce(key: string): Promise<boolean> {
    if (this.claims.has(key)) return false;
    this.claims.add(key);
    return true;
  }
}
