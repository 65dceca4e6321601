import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeFolder } from "../../../test/database.ts";
import { templateFolder } from "../../../test/database-template.ts";
import { foundImprovement } from "../../../test/improvement.ts";
import { openDatabase } from "./database.ts";
import { lockFolder } from "./folder-lock.ts";
import { databaseStore } from "./store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "database-"));
});
afterEach(() => removeFolder(folder));

/** Another process that holds the folder's lock until it is killed. */
async function otherProcess(): Promise<{ pid: number | undefined; kill: () => Promise<void> }> {
  const lockModule = fileURLToPath(new URL("./folder-lock.ts", import.meta.url));
  const script = `
    const { lockFolder } = await import(${JSON.stringify(lockModule)});
    await lockFolder(${JSON.stringify(folder)});
    console.log("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  return {
    pid: child.pid,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

test("what was saved is there after the database was closed and opened again", async () => {
  const improvement = foundImprovement();
  cpSync(templateFolder(), folder, { recursive: true });
  const before = await openDatabase({ folder });
  await databaseStore(before).insertImprovement(improvement);
  await before.close();
  const after = await openDatabase({ folder });
  expect(await databaseStore(after).improvement(improvement.id)).toEqual(improvement);
  await after.ping();
  await after.close();
});

test("a folder that another process uses is refused, with the process, the folder and what to do", async () => {
  const other = await otherProcess();
  await expect(openDatabase({ folder })).rejects.toThrow(
    new RegExp(`${folder} is in use by process ${other.pid} on .* DATABASE_URL`),
  );
  await other.kill();
});

test("the lock of a killed process is taken over at once, by one of those who try", async () => {
  const other = await otherProcess();
  await other.kill();
  const release = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow("in use");
  const owner: unknown = JSON.parse(await readFile(path.join(folder, "in-use.json"), "utf8"));
  expect(owner).toMatchObject({ pid: process.pid });
  await release();
  await (await lockFolder(folder))();
});

test("a PostgreSQL that does not answer is refused with what to check", async () => {
  await expect(openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" })).rejects.toThrow(
    "Could not open the PostgreSQL of DATABASE_URL",
  );
});
