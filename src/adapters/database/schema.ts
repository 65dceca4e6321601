import { bigint, bigserial, index, integer, jsonb, pgTable, sql, text } from "./drizzle.ts";

/** Milliseconds since the Unix epoch; fits a JavaScript number. */
const milliseconds = (name: string) => bigint(name, { mode: "number" });

/** `data` is the improvement; the other columns repeat what is searched for, and `version` guards every save. */
export const improvements = pgTable(
  "improvements",
  {
    id: text("id").primaryKey(),
    version: integer("version").notNull(),
    tenant: text("tenant").notNull(),
    repository: text("repository").notNull(),
    repositoryId: bigint("repository_id", { mode: "number" }),
    stage: text("stage").notNull(),
    wakeAtMs: milliseconds("wake_at_ms"),
    pullNumber: integer("pull_number"),
    revertPullNumber: integer("revert_pull_number"),
    createdAtMs: milliseconds("created_at_ms").notNull(),
    data: jsonb("data").$type<unknown>().notNull(),
  },
  (table) => [
    index("improvements_due").on(table.wakeAtMs),
    index("improvements_repository_name").on(sql`lower(${table.repository})`, table.stage),
    index("improvements_repository_id").on(table.repositoryId, table.stage),
    index("improvements_tenant_created").on(table.tenant, table.createdAtMs),
  ],
);

/** Every decision, in the order it was made. */
export const auditLog = pgTable(
  "audit_log",
  {
    sequence: bigserial("sequence", { mode: "number" }).primaryKey(),
    atMs: milliseconds("at_ms").notNull(),
    tenant: text("tenant").notNull(),
    repository: text("repository"),
    correlationId: text("correlation_id").notNull(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    outcome: text("outcome").notNull(),
    reasons: jsonb("reasons").$type<unknown>().notNull(),
  },
  (table) => [
    index("audit_log_tenant_subject").on(table.tenant, table.subject),
    index("audit_log_tenant_correlation").on(table.tenant, table.correlationId),
  ],
);

/** What finished improvements came to. */
export const outcomes = pgTable(
  "outcomes",
  {
    improvementId: text("improvement_id").primaryKey(),
    tenant: text("tenant").notNull(),
    atMs: milliseconds("at_ms").notNull(),
    data: jsonb("data").$type<unknown>().notNull(),
  },
  (table) => [index("outcomes_tenant").on(table.tenant, table.atMs)],
);

/** What each cycle saw and decided. */
export const cycles = pgTable(
  "cycles",
  {
    id: text("id").primaryKey(),
    tenant: text("tenant").notNull(),
    repository: text("repository").notNull(),
    startedAtMs: milliseconds("started_at_ms").notNull(),
    data: jsonb("data").$type<unknown>().notNull(),
  },
  (table) => [index("cycles_tenant_repository").on(table.tenant, table.repository, table.startedAtMs)],
);

/** Keys that must act once: webhook deliveries and comments. */
export const claims = pgTable("claims", {
  key: text("key").primaryKey(),
  atMs: milliseconds("at_ms").notNull(),
});
