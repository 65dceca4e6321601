import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../src/adapters/database/database.ts";
import { pgBossQueue } from "../src/adapters/queue/pg-boss-queue.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const packages = ["@electric-sql/pglite", "pg-boss", "drizzle-orm"];

/** Folder with an empty, migrated PGlite; its name changes with everything that shapes the tables. */
export function templateFolder(): string {
  const hash = createHash("sha256");
  const migrations = path.join(root, "src/adapters/database/migrations");
  for (const file of readdirSync(migrations).sort()) {
    if (file.endsWith(".sql")) hash.update(readFileSync(path.join(migrations, file)));
  }
  const require = createRequire(import.meta.url);
  for (const name of packages) hash.update(readFileSync(packageFile(require.resolve(name), name)));
  return path.join(root, "node_modules/.cache/self-building/pglite", hash.digest("hex").slice(0, 16));
}

/** vitest's globalSetup: creating a PGlite takes seconds, copying one milliseconds. */
export async function setup(): Promise<void> {
  const template = templateFolder();
  if (existsSync(template)) return;
  const building = await mkdtemp(path.join(tmpdir(), "self-building-template-"));
  const database = await openDatabase({ folder: building });
  const queue = pgBossQueue(database);
  await queue.start(async () => undefined);
  await queue.stop();
  await database.close();
  const copy = `${template}.${process.pid}`;
  await mkdir(path.dirname(template), { recursive: true });
  await cp(building, copy, { recursive: true });
  // Another test run may have been first; its folder is as good.
  await rename(copy, template).catch(() => rm(copy, { recursive: true, force: true }));
  await rm(building, { recursive: true, force: true });
}

function packageFile(entry: string, name: string): string {
  const folder = path.join("node_modules", name);
  return path.join(entry.slice(0, entry.lastIndexOf(folder) + folder.length), "package.json");
}
