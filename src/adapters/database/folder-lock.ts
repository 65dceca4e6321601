import { randomUUID } from "node:crypto";
import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { z } from "zod";

/** After this long without a sign of life a lock is nobody's. Longer than PGlite may block the event loop. */
const staleMs = 20_000;
const settleMs = 100;
/** Tells this process from an earlier one that had the same process id, as in a restarted container. */
const processToken = randomUUID();

const ownerSchema = z.object({ pid: z.int(), host: z.string(), token: z.string() });
type Owner = z.infer<typeof ownerSchema>;

/**
 * Makes this process the only one that uses `folder`, until the returned function is called or the process ends.
 * The lock of a process that no longer lives is taken over at once if it ran on this machine, otherwise after 20 s.
 *
 * @throws Error naming the process and the folder when another process has it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const first = await tryLock(folder);
  if (first) return first;
  const owner = await readOwner(folder);
  if (!owner || !isDead(owner)) throw inUse(folder, owner);
  await rmdir(lockPath(folder)).catch(() => undefined);
  const second = await tryLock(folder);
  if (!second) throw inUse(folder, await readOwner(folder));
  // Two processes may take the same dead one's place; the one that wrote last has it.
  await sleep(settleMs);
  const winner = await readOwner(folder);
  if (winner?.token !== processToken) throw inUse(folder, winner);
  return second;
}

async function tryLock(folder: string): Promise<(() => Promise<void>) | null> {
  try {
    const release = await lock(folder, {
      lockfilePath: lockPath(folder),
      stale: staleMs,
      update: staleMs / 4,
      onCompromised: (cause) => {
        throw new Error(`Another process took over ${folder}. Stopped, so that no write is lost.`, { cause });
      },
    });
    const owner: Owner = { pid: process.pid, host: hostname(), token: processToken };
    await writeFile(ownerPath(folder), JSON.stringify(owner));
    return release;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOCKED") return null;
    throw new Error(`Could not lock ${folder}. Check that the folder can be written to.`, { cause: error });
  }
}

function lockPath(folder: string): string {
  return path.join(folder, "in-use.lock");
}

function ownerPath(folder: string): string {
  return path.join(folder, "in-use.json");
}

async function readOwner(folder: string): Promise<Owner | null> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(ownerPath(folder), "utf8")));
  } catch {
    return null;
  }
}

function isDead(owner: Owner): boolean {
  if (owner.host !== hostname()) return false;
  if (owner.pid === process.pid) return owner.token !== processToken;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

function inUse(folder: string, owner: Owner | null): Error {
  const who = owner ? `process ${owner.pid} on ${owner.host}` : "another process";
  return new Error(
    `${folder} is in use by ${who}. Stop that process, set SELF_BUILDING_DATA_DIR to another folder, ` +
      "or set DATABASE_URL to a PostgreSQL that several processes can share.",
  );
}
