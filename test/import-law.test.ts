import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { domainFloors, importLaw, linterConfiguration, outside, roomsBelow } from "./import-law.ts";

const configuration = "biome.import-law.json";
const packages = [
  ...["hono", "hono/body-limit", "@hono/node-server", "probot", "commander", "node:fs", "node:fs/promises"],
  ...["openai", "openai/helpers/zod", "@octokit/rest", "@aws-sdk/client-sts", "pg"],
  ...["zod", "yaml", "picomatch", "diff", "@self-building-agent/local-github/server.ts"],
];

const report = z.object({
  diagnostics: z.array(
    z.object({ location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});

const rooms = domainFloors.flat().map((room) => `domain/${room}`);

const foreignPackages = packages.filter((one) => !one.startsWith("@self-building-agent/"));
/** What stands beside `src`, and what it may import of all that is planted. */
const beside: readonly (readonly [path: string, allowed: readonly string[]])[] = [
  ["packages/local-github/src/deep/planted.ts", foreignPackages],
  ["packages/local-github/src/planted.test.ts", foreignPackages],
  ["demo/planted.ts", ["server.ts", "config.ts", "../demo", ...packages]],
  ["demo/deep/planted.ts", ["server.ts", "config.ts", "../demo", ...packages]],
];

let folder: string;
let parts: readonly string[];
/** `path:line` of every import that the linter refused; line n imports target n. */
let refused: ReadonlySet<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-law-"));
  parts = (await readdir("src")).filter((name) => !name.includes(".test."));
  await cp("biome.json", join(folder, "biome.json"));
  await cp(configuration, join(folder, configuration));
  for (const path of [...parts, ...rooms].flatMap(plantedPaths)) await plant(path);
  for (const [path] of beside) await plant(path);
  refused = await lint();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("is what the linter is configured with", async () => {
  await expect(`${JSON.stringify(linterConfiguration(), null, 2)}\n`).toMatchFileSnapshot(
    `../${configuration}`,
  );
});

it("covers every part of the product and every room of domain", async () => {
  expect(Object.keys(importLaw).toSorted()).toEqual(parts.toSorted());
  expect(domainFloors.flat().toSorted()).toEqual((await readdir("src/domain")).toSorted());
});

it.each(Object.keys(importLaw).flatMap(plantedPaths))(
  "lets %s import what the law allows, nothing else",
  (path) => {
    const part = path.split("/")[1] ?? "";
    const allowed = [...(importLaw[part]?.parts ?? []), ...packages.filter((one) => mayImport(part, one))];
    expect(imported(path).filter((target) => !rooms.includes(target))).toEqual(allowed.toSorted());
  },
);

it.each(rooms.flatMap(plantedPaths))("lets %s import lower floors of domain, nothing else", (path) => {
  const room = path.split("/")[2] ?? "";
  const allowed = [room, ...roomsBelow(room)].map((one) => `domain/${one}`);
  const law = importLaw.domain?.packages;
  expect(imported(path)).toEqual(["domain", ...allowed, ...(Array.isArray(law) ? law : [])].toSorted());
});

it.each(beside)("lets %s import what the law allows, nothing else", (path, allowed) => {
  expect(imported(path)).toEqual(allowed.toSorted());
});

/** What the linter lets a planted file import. */
function imported(path: string): string[] {
  return targets()
    .filter((target, index) => !refused.has(`${path}:${index + 1}`) && target !== path.slice("src/".length))
    .toSorted();
}

function mayImport(part: string, specifier: string): boolean {
  const { packages: law = [] } = importLaw[part] ?? {};
  const names = (listed: readonly string[]): boolean =>
    listed.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  if (specifier.startsWith("@self-building-agent/")) return false;
  return "anyBut" in law ? !names(law.anyBut) : names(law);
}

function targets(): string[] {
  return [...parts, ...rooms, ...outside.map((one) => `../${one}`), ...packages];
}

/** A part or room that is a folder gets imports planted at two depths. */
function plantedPaths(part: string): string[] {
  return part.endsWith(".ts") ? [`src/${part}`] : [`src/${part}/planted.ts`, `src/${part}/deep/planted.ts`];
}

async function plant(path: string): Promise<void> {
  const toSource = relative(dirname(path), "src") || ".";
  const specifier = (target: string) => {
    if (packages.includes(target)) return target;
    const specified = normalize(`${toSource}/${target.endsWith(".ts") ? target : `${target}/noun.ts`}`);
    return specified.startsWith(".") ? specified : `./${specified}`;
  };
  await mkdir(join(folder, dirname(path)), { recursive: true });
  const lines = targets().map((target) => `import {} from "${specifier(target)}";\n`);
  await writeFile(join(folder, path), lines.join(""));
}

async function lint(): Promise<Set<string>> {
  const biome = resolve("node_modules/.bin/biome");
  const options = ["--only=style/noRestrictedImports", "--vcs-enabled=false", "--max-diagnostics=none"];
  const finished = await promisify(execFile)(biome, ["lint", ...options, "--reporter=json", "."], {
    cwd: folder,
  }).catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
  const { diagnostics } = report.parse(JSON.parse(finished.stdout));
  return new Set(diagnostics.map(({ location }) => `${location.path}:${location.start.line}`));
}
