import type { Improvement } from "../../domain/improvement/improvement.ts";
import { improvementSchema } from "../../domain/improvement/improvement-schema.ts";
import type { AuditEntry } from "../../domain/learn/ledger.ts";
import { provisionalOutcomes } from "../../domain/learn/outcome.ts";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import type { Store } from "../../ports/store.ts";
import { batched } from "./batched.ts";
import type { Database } from "./database.ts";
import { discreet } from "./discreet.ts";
import { and, desc, eq, inArray, isNotNull, isNull, lte, ne, or, type SQL, sql } from "./drizzle.ts";
import { auditLog, claims, cycles, improvements, outcomes } from "./schema.ts";
import {
  auditSchema,
  checkStored,
  cycleSchema,
  outcomeSchema,
  storable,
  toStored,
} from "./stored-records.ts";

/** A burst of webhooks becomes fifty statements a second at most. */
const claimPauseMs = 20;

type Orm = Database["orm"];

export interface StoreOptions {
  /** Told of rows that a list of improvements leaves out because they cannot be read; by default the list throws. */
  readonly onDamagedRow?: (error: Error) => void;
}

/**
 * The {@link Store} on a database. Text that PostgreSQL cannot hold (NUL, lone surrogates) is replaced by U+FFFD.
 * Every method throws an Error when the database does not answer, or when a row is not what it should be.
 */
export function databaseStore({ orm }: Database, options: StoreOptions = {}): Store {
  return discreet({
    ...improvementMethods(orm, options),
    ...auditMethods(orm),
    ...ledgerMethods(orm),
    claimOnce: claimMethod(orm),
  });
}

function improvementMethods(
  orm: Orm,
  options: StoreOptions,
): Pick<
  Store,
  | "insertImprovement"
  | "beginImprovement"
  | "improvement"
  | "improvements"
  | "adoptRepository"
  | "saveImprovement"
> {
  return {
    insertImprovement: (improvement) => insert(orm, improvement),
    beginImprovement: (improvement, room, replaces) =>
      orm.transaction(async (transaction) => {
        // Whoever counts waits for whoever is about to write; released when the transaction ends.
        const lock = `begin ${storable(improvement.tenant)}`;
        await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
        const atWork = await transaction.$count(
          improvements,
          and(
            improvementFilter({ tenant: improvement.tenant, stages: room.stages }),
            room.fewerFaultsThan === undefined
              ? undefined
              : sql`(${improvements.data}->>'faults')::int < ${room.fewerFaultsThan}`,
          ),
        );
        if (!(atWork < room.count)) return "full";
        const written =
          replaces === null
            ? await insert(transaction, improvement)
            : (await replace(transaction, { ...improvement, version: replaces })) !== null;
        return written ? "begun" : "exists";
      }),
    improvement: async (id) => {
      const [row] = await orm
        .select()
        .from(improvements)
        .where(eq(improvements.id, storable(id)));
      return row ? readImprovement(row) : null;
    },
    improvements: async (filter) => {
      const query = orm
        .select()
        .from(improvements)
        .where(improvementFilter(filter))
        .orderBy(desc(improvements.createdAtMs), improvements.id);
      const rows = await (filter.limit === undefined ? query : query.limit(filter.limit));
      return rows.flatMap((row) => readListed(row, options));
    },
    adoptRepository: (tenant, repository) =>
      orm.transaction((transaction) => adopt(transaction, storable(tenant), storable(repository))),
    saveImprovement: (improvement, audit = []) =>
      orm.transaction(async (transaction) => {
        const saved = await replace(transaction, improvement);
        if (saved) await auditMethods(transaction).appendAudit(audit);
        return saved;
      }),
  };
}

async function insert(orm: Orm, improvement: Improvement): Promise<boolean> {
  const row = improvementRow(improvement);
  const rows = await orm
    .insert(improvements)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: improvements.id });
  return rows.length === 1;
}

/** Writes version + 1 over the version that the improvement has; null when another one is stored. */
async function replace(orm: Orm, improvement: Improvement): Promise<Improvement | null> {
  const row = improvementRow({ ...improvement, version: improvement.version + 1 });
  const [saved] = await orm
    .update(improvements)
    .set(row)
    .where(and(eq(improvements.id, improvement.id), eq(improvements.version, improvement.version)))
    .returning();
  return saved ? readImprovement(saved) : null;
}

async function adopt(orm: Orm, tenant: string, repository: RepositoryRef): Promise<number> {
  const name = fullName(repository);
  const isOlder = or(isNull(improvements.repositoryId), sql`${improvements.repository} <> ${name}`);
  const adopted = await orm
    .update(improvements)
    .set({
      repository: name,
      repositoryId: repository.id ?? null,
      // Counted up, so that a worker that has read the row before saves nothing over this.
      version: sql`${improvements.version} + 1`,
      data: sql`${improvements.data} || jsonb_build_object('repository', ${JSON.stringify(repository)}::jsonb, 'version', ${improvements.version} + 1)`,
    })
    .where(and(eq(improvements.tenant, tenant), isOf(repository), isOlder))
    .returning({ id: improvements.id });
  const ids = adopted.map(({ id }) => id);
  if (ids.length > 0) {
    await orm
      .update(outcomes)
      .set({ data: sql`${outcomes.data} || jsonb_build_object('repository', ${name}::text)` })
      .where(and(eq(outcomes.tenant, tenant), inArray(outcomes.improvementId, ids)));
  }
  return ids.length;
}

function improvementFilter(filter: Parameters<Store["improvements"]>[0]): SQL | undefined {
  const { tenant, repository, stages, dueAtMs, pullNumber, commit } = storable(filter);
  return and(
    tenant === undefined ? undefined : eq(improvements.tenant, tenant),
    repository === undefined ? undefined : isOf(repository),
    stages === undefined ? undefined : inArray(improvements.stage, [...stages]),
    dueAtMs === undefined
      ? undefined
      : and(isNotNull(improvements.wakeAtMs), lte(improvements.wakeAtMs, Math.floor(dueAtMs))),
    pullNumber === undefined
      ? undefined
      : or(eq(improvements.pullNumber, pullNumber), eq(improvements.revertPullNumber, pullNumber)),
    commit === undefined ? undefined : or(...commitPaths.map((path) => isAt(path, commit))),
  );
}

/** Rows of a repository's number, and those of its name that have none. */
function isOf({ id, ...named }: RepositoryRef): SQL | undefined {
  const byName = sql`lower(${improvements.repository}) = ${fullName(named).toLowerCase()}`;
  if (id === undefined) return byName;
  return or(eq(improvements.repositoryId, id), and(isNull(improvements.repositoryId), byName));
}

/** Where an improvement keeps the commits by which {@link Store.improvements} finds it. */
const commitPaths = [
  "{pull,headSha}",
  "{revert,pull,headSha}",
  "{merge,sha}",
  "{merged,pull,headSha}",
  "{merged,revertPull,headSha}",
  "{merged,merge,sha}",
];

function isAt(path: string, text: string): SQL {
  return sql`${improvements.data} #>> ${path}::text[] = ${text}`;
}

function improvementRow(improvement: Improvement): typeof improvements.$inferInsert {
  const data = toStored(improvementSchema, improvement, `Improvement ${improvement.id}`);
  return {
    id: data.id,
    version: data.version,
    tenant: data.tenant,
    repository: fullName(data.repository),
    repositoryId: data.repository.id ?? null,
    stage: data.stage,
    wakeAtMs: data.wakeAtMs === null ? null : Math.ceil(data.wakeAtMs),
    pullNumber: pullNumberOf(data),
    revertPullNumber: revertPullNumberOf(data),
    createdAtMs: Math.floor(data.createdAtMs),
    data,
  };
}

function pullNumberOf(improvement: Improvement): number | null {
  if ("pull" in improvement) return improvement.pull.number;
  return improvement.stage === "ended" ? improvement.pullNumber : null;
}

function revertPullNumberOf(improvement: Improvement): number | null {
  if (improvement.stage === "ended") return improvement.merged?.revertPull?.number ?? null;
  const proposed = improvement.stage === "regressed" && improvement.revert.kind === "proposed";
  return proposed ? improvement.revert.pull.number : null;
}

function readImprovement(row: typeof improvements.$inferSelect): Improvement {
  return checkStored(improvementSchema, row.data, `Improvement ${row.id}`);
}

function readListed(row: typeof improvements.$inferSelect, { onDamagedRow }: StoreOptions): Improvement[] {
  if (!onDamagedRow) return [readImprovement(row)];
  try {
    return [readImprovement(row)];
  } catch (error) {
    onDamagedRow(error instanceof Error ? error : new Error(String(error)));
    return [];
  }
}

function auditMethods(orm: Orm): Pick<Store, "appendAudit" | "audit"> {
  return {
    appendAudit: async (entries) => {
      const rows = entries.map((entry) => {
        const row = toStored(auditSchema, entry, `Audit entry on ${entry.subject}`);
        return { ...row, atMs: Math.floor(row.atMs) };
      });
      if (rows.length > 0) await orm.insert(auditLog).values(rows);
    },
    audit: async ({ limit, ...filter }) => {
      const { tenant, subject, correlationId } = storable(filter);
      const rows = await orm
        .select()
        .from(auditLog)
        .where(
          and(
            eq(auditLog.tenant, tenant),
            subject === undefined ? undefined : eq(auditLog.subject, subject),
            correlationId === undefined ? undefined : eq(auditLog.correlationId, correlationId),
          ),
        )
        .orderBy(desc(auditLog.sequence))
        .limit(limit);
      return rows.map(readAudit);
    },
  };
}

function readAudit({ sequence, ...row }: typeof auditLog.$inferSelect): AuditEntry {
  return checkStored(auditSchema, row, `Audit entry ${sequence}`);
}

function ledgerMethods(orm: Orm): Pick<Store, "recordOutcome" | "outcomes" | "saveCycle" | "cycles"> {
  return {
    recordOutcome: async (record) => {
      const data = toStored(outcomeSchema, record, `Outcome of ${record.improvementId}`);
      const { improvementId, tenant, atMs } = data;
      const row = { tenant, atMs: Math.floor(atMs), data };
      const before = sql<string>`${outcomes.data}->>'outcome'`;
      await orm
        .insert(outcomes)
        .values({ improvementId, ...row })
        .onConflictDoUpdate({
          target: outcomes.improvementId,
          set: row,
          setWhere: and(
            eq(outcomes.tenant, tenant),
            inArray(before, [...provisionalOutcomes]),
            ne(before, data.outcome),
          ),
        });
    },
    outcomes: async (tenant) => {
      const rows = await orm
        .select()
        .from(outcomes)
        .where(eq(outcomes.tenant, storable(tenant)))
        .orderBy(outcomes.atMs, outcomes.improvementId);
      return rows.map((row) => checkStored(outcomeSchema, row.data, `Outcome of ${row.improvementId}`));
    },
    saveCycle: async (report) => {
      const data = toStored(cycleSchema, report, `Cycle ${report.id}`);
      const { id, tenant, repository } = data;
      const row = { id, tenant, repository, startedAtMs: Math.floor(data.startedAtMs), data };
      await orm.insert(cycles).values(row).onConflictDoUpdate({ target: cycles.id, set: row });
    },
    cycles: async ({ limit, ...filter }) => {
      const { tenant, repository, id } = storable(filter);
      const rows = await orm
        .select()
        .from(cycles)
        .where(
          and(
            eq(cycles.tenant, tenant),
            repository === undefined ? undefined : eq(cycles.repository, repository),
            id === undefined ? undefined : eq(cycles.id, id),
          ),
        )
        .orderBy(desc(cycles.startedAtMs), cycles.id)
        .limit(limit);
      return rows.map((row) => checkStored(cycleSchema, row.data, `Cycle ${row.id}`));
    },
  };
}

function claimMethod(orm: Orm): Store["claimOnce"] {
  const claim = batched(async (asked: readonly { readonly key: string; readonly atMs: number }[]) => {
    const rows = await orm
      .insert(claims)
      .values([...asked])
      .onConflictDoNothing()
      .returning();
    const free = new Set(rows.map((row) => row.key));
    // `delete` is true once: of two who ask for one key in one statement the first has it.
    return asked.map(({ key }) => free.delete(key));
  }, claimPauseMs);
  return (key, atMs) => claim({ key: storable(key), atMs: Math.floor(atMs) });
}
