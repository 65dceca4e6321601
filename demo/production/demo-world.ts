import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { shopWorkloads } from "./workload.ts";
import { createWorld, type World } from "./world.ts";

const historyMs = 30 * 86_400_000;

/** The world that the demo plays in. */
export interface DemoWorld {
  readonly world: World;
  readonly repository: { readonly owner: string; readonly name: string };
  /** The repository's files at the start, by path; they are what is deployed. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * acme/shop with its three functions, running what `demo/services/shop` holds.
 * @param nowMs when the demo starts; a month of history before it is there at once
 * @param seed the same seed gives the same telemetry
 */
export function createDemoWorld(nowMs: number, seed: number): DemoWorld {
  const files = readFiles(fileURLToPath(new URL("../services/shop", import.meta.url)));
  const world = createWorld({ seed, workloads: shopWorkloads, sinceMs: nowMs - historyMs });
  const outcome = world.deploy({ atMs: nowMs, files });
  if (outcome.kind === "failed") throw new Error(`demo/services/shop: ${outcome.problem}`);
  return { world, repository: { owner: "acme", name: "shop" }, files };
}

function readFiles(root: string): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths.sort().map((path) => [relative(root, path).replaceAll("\\", "/"), readFileSync(path, "utf8")]),
  );
}
