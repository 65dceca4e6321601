import { randomUUID } from "node:crypto";
import { cpSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { type Database, openDatabase } from "../src/adapters/database/database.ts";
import { templateFolder } from "./database-template.ts";

/** An empty, migrated data folder of this test's own; remove it with {@link removeFolder}. */
export async function copiedDatabaseFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "self-building-test-"));
  // A thousand small files: one call takes half the time of a promise for each.
  cpSync(templateFolder(), folder, { recursive: true });
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** An empty PGlite; closing it removes it. Takes about a second. */
async function temporaryPglite(): Promise<Database> {
  const folder = await copiedDatabaseFolder();
  const database = await openDatabase({ folder });
  return {
    ...database,
    close: async () => {
      await database.close();
      await removeFolder(folder);
    },
  };
}

/** An empty database on the server of DATABASE_URL_TEST; closing it drops it. */
async function temporaryPostgres(serverUrl: string): Promise<Database> {
  const name = `self_building_${randomUUID().replaceAll("-", "")}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = await openDatabase({ url: url.href });
  return {
    ...database,
    close: async () => {
      await database.close();
      await onServer(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** The databases that a suite has to pass on: PGlite, and PostgreSQL where DATABASE_URL_TEST names one. */
export const databases: readonly { name: string; open: () => Promise<Database> }[] = [
  { name: "PGlite", open: temporaryPglite },
  ...(process.env.DATABASE_URL_TEST
    ? [{ name: "PostgreSQL", open: () => temporaryPostgres(process.env.DATABASE_URL_TEST ?? "") }]
    : []),
];
