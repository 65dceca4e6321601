import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { talkerProgram } from "../../src/adapters/openai/sandbox/program.ts";
import { sandboxFor } from "../../src/adapters/openai/sandbox/sandbox.ts";

const here = (await sandboxFor(talkerProgram(), ["bubblewrap"]).isolation()).kind;

/** The processes below one, by Linux's own list. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  const children = text === "" ? [] : text.split(" ").map(Number);
  return children.flatMap((child) => [child, ...childrenOf(child)]);
}

it.skipIf(process.platform !== "linux").for(["bubblewrap", "permissions"] as const)(
  "a product that is killed takes the process in %s along",
  async (kind, context) => {
    context.skip(kind === "bubblewrap" && here !== kind, "There is no bubblewrap here.");
    const script = fileURLToPath(new URL("parent.ts", import.meta.url));
    const parent = spawn(process.execPath, [script, kind], { stdio: ["ignore", "pipe", "inherit"] });
    await once(parent.stdout, "data");
    const below = childrenOf(parent.pid ?? 0);
    expect(below.length).toBeGreaterThan(0);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    while (below.some((pid) => existsSync(`/proc/${pid}/exe`))) await sleep(20);
  },
);
