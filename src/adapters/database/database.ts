import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { Pool } from "pg";
import {
  migrateNodePostgres,
  migratePglite,
  nodePostgresOrm,
  type PgDatabase,
  type PgQueryResultHKT,
  pgliteOrm,
  sql,
} from "./drizzle.ts";
import { lockFolder } from "./folder-lock.ts";

/** The tables, and the connection below them for what brings its own (the job queue). */
export interface Database {
  readonly orm: PgDatabase<PgQueryResultHKT>;
  readonly client:
    | { readonly kind: "pglite"; readonly pglite: PGlite }
    | { readonly kind: "postgres"; readonly pool: Pool };
  /** @throws Error when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));
/** Any constant will do; processes that start together take turns on it. */
const migrationLock = 8_004_001;
const maxConnections = 10;

/**
 * Opens the database and brings its tables up to date. `folder`: a PGlite of this process alone; `url`: a PostgreSQL.
 *
 * @throws Error saying what to do when the folder is in use, or the server cannot be reached or migrated
 */
export function openDatabase(
  where: { readonly folder: string } | { readonly url: string },
): Promise<Database> {
  return "url" in where ? openPostgres(where.url) : openPglite(where.folder);
}

async function openPglite(folder: string): Promise<Database> {
  const release = await lockFolder(folder);
  const tables = path.join(folder, "database");
  try {
    await mkdir(tables, { recursive: true });
    const pglite = await PGlite.create(tables);
    const orm = pgliteOrm(pglite);
    await migratePglite(orm, { migrationsFolder });
    return {
      orm,
      client: { kind: "pglite", pglite },
      ping: async () => void (await pglite.query("select 1")),
      close: async () => {
        await pglite.close();
        await release();
      },
    };
  } catch (cause) {
    await release();
    throw new Error(`Could not open the database in ${tables}. If it is damaged, move the folder away.`, {
      cause,
    });
  }
}

async function openPostgres(url: string): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: maxConnections });
  // An idle connection that breaks is replaced at the next query, which reports the fault if it lasts.
  pool.on("error", () => undefined);
  try {
    await migrateOneAtATime(pool);
  } catch (cause) {
    await pool.end();
    throw new Error("Could not open the PostgreSQL of DATABASE_URL. Check the address, user and rights.", {
      cause,
    });
  }
  return {
    orm: nodePostgresOrm(pool),
    client: { kind: "postgres", pool },
    ping: async () => void (await pool.query("select 1")),
    close: () => pool.end(),
  };
}

async function migrateOneAtATime(pool: Pool): Promise<void> {
  const connection = await pool.connect();
  try {
    const orm = nodePostgresOrm(connection);
    await orm.execute(sql`select pg_advisory_lock(${migrationLock})`);
    await migrateNodePostgres(orm, { migrationsFolder });
    await orm.execute(sql`select pg_advisory_unlock(${migrationLock})`);
  } finally {
    // Closed rather than returned: a lock left by a failed migration ends with its connection.
    connection.release(true);
  }
}
