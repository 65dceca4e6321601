import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

const doorPackages = ["hono", "hono/body-limit", "@hono/node-server", "probot", "commander"];
const adapterPackages = ["openai", "openai/helpers/zod", "@octokit/rest", "@aws-sdk/client-sts", "pg"];
const nodePackages = ["node:fs", "node:fs/promises"];
const purePackages = ["zod", "yaml", "picomatch", "diff"];
const packages = [...doorPackages, ...adapterPackages, ...nodePackages, ...purePackages];
const outside = ["../demo", "../bench", "../test"];

/** The parts of `src` and the packages that each part of `src` may import. */
const law: Readonly<
  Record<string, { readonly parts: readonly string[]; readonly packages: readonly string[] }>
> = {
  domain: { parts: ["domain"], packages: ["zod", "picomatch", "diff"] },
  "ports.ts": { parts: ["domain"], packages: [] },
  cycle: { parts: ["cycle", "domain", "recipes", "ports.ts"], packages: [] },
  recipes: { parts: ["recipes", "domain"], packages: ["zod", "yaml"] },
  adapters: {
    parts: ["adapters", "domain", "ports.ts"],
    packages: [...adapterPackages, ...nodePackages, ...purePackages],
  },
  entry: {
    parts: ["entry", "cycle", "domain", "ports.ts"],
    packages: [...doorPackages, ...nodePackages, "zod"],
  },
  "config.ts": { parts: ["domain"], packages: ["node:fs", "zod"] },
  "wiring.ts": { parts: ["adapters", "recipes", "domain", "ports.ts", "config.ts"], packages },
  "server.ts": {
    parts: ["adapters", "cycle", "entry", "recipes", "domain", "ports.ts", "config.ts", "wiring.ts"],
    packages,
  },
  "main.ts": {
    parts: [
      "adapters",
      "cycle",
      "entry",
      "recipes",
      "domain",
      "ports.ts",
      "config.ts",
      "wiring.ts",
      "server.ts",
    ],
    packages,
  },
};

const report = z.object({
  diagnostics: z.array(
    z.object({ location: z.object({ path: z.string(), start: z.object({ line: z.number() }) }) }),
  ),
});

let folder: string;
let parts: readonly string[];
/** `path:line` of every import that the linter refused; line n imports target n. */
let refused: ReadonlySet<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-law-"));
  parts = (await readdir("src")).filter((name) => !name.includes(".test."));
  await cp("biome.json", join(folder, "biome.json"));
  for (const path of parts.flatMap(plantedPaths)) await plant(path);
  refused = await lint();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("covers every part of the product", () => {
  expect(Object.keys(law).toSorted()).toEqual(parts.toSorted());
});

it.each(Object.keys(law).flatMap(plantedPaths))(
  "lets %s import what the law allows, nothing else",
  (path) => {
    const part = path.split("/")[1] ?? "";
    const imported = targets().filter((_, index) => !refused.has(`${path}:${index + 1}`));
    const allowed = [...(law[part]?.parts ?? []), ...(law[part]?.packages ?? [])];
    expect(imported.filter((target) => target !== path.slice("src/".length)).toSorted()).toEqual(
      allowed.toSorted(),
    );
  },
);

function targets(): string[] {
  return [...parts, ...outside, ...packages];
}

/** A part that is a folder gets imports planted at two depths. */
function plantedPaths(part: string): string[] {
  return part.endsWith(".ts") ? [`src/${part}`] : [`src/${part}/planted.ts`, `src/${part}/deep/planted.ts`];
}

async function plant(path: string): Promise<void> {
  const toSource = relative(dirname(path), "src") || ".";
  const specifier = (target: string) => {
    if (packages.includes(target)) return target;
    return `${toSource}/${target.endsWith(".ts") ? target : `${target}/noun.ts`}`;
  };
  await mkdir(join(folder, dirname(path)), { recursive: true });
  const lines = targets().map((target) => `import {} from "${specifier(target)}";\n`);
  await writeFile(join(folder, path), lines.join(""));
}

async function lint(): Promise<Set<string>> {
  const biome = resolve("node_modules/.bin/biome");
  const options = ["--only=style/noRestrictedImports", "--vcs-enabled=false", "--max-diagnostics=none"];
  const finished = await promisify(execFile)(biome, ["lint", ...options, "--reporter=json", "src"], {
    cwd: folder,
  }).catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
  const { diagnostics } = report.parse(JSON.parse(finished.stdout));
  return new Set(diagnostics.map(({ location }) => `${location.path}:${location.start.line}`));
}
