import { createRequire } from "node:module";

// Drizzle's package.json names 447 entry points, and Node's loader of ES modules reads them anew for each file of the
// package: half a second and 250 MB in every process that opens a database. `require` reads them once.
const require = createRequire(import.meta.url);

const conditions: typeof import("drizzle-orm") = require("drizzle-orm");
const columns: typeof import("drizzle-orm/pg-core") = require("drizzle-orm/pg-core");
const onPglite: typeof import("drizzle-orm/pglite") = require("drizzle-orm/pglite");
const migratingPglite: typeof import("drizzle-orm/pglite/migrator") = require("drizzle-orm/pglite/migrator");
const onPostgres: typeof import("drizzle-orm/node-postgres") = require("drizzle-orm/node-postgres");
const migratingPostgres: typeof import("drizzle-orm/node-postgres/migrator") = require("drizzle-orm/node-postgres/migrator");

export type { SQL } from "drizzle-orm";
export type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

export const { and, desc, eq, inArray, isNotNull, isNull, lte, ne, or, sql } = conditions;
export const { bigint, bigserial, index, integer, jsonb, pgTable, text } = columns;
export const pgliteOrm = onPglite.drizzle;
export const migratePglite = migratingPglite.migrate;
export const nodePostgresOrm = onPostgres.drizzle;
export const migrateNodePostgres = migratingPostgres.migrate;
