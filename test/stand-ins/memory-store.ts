import type { Improvement, PullRecord } from "../../src/domain/improvement/improvement.ts";
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
        .filter((one) => filter.pullNumber === undefined || pullNumbersOf(one).includes(filter.pullNumber))
        .filter((one) => filter.commit === undefined || commitsOf(one).includes(filter.commit))
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
