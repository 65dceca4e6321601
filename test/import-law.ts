/** What one part of `src` may import. Parts are folders (`cycle`) or files (`config.ts`) directly in `src`. */
export interface PartLaw {
  readonly parts: readonly string[];
  /** These packages and no others; or any but these. */
  readonly packages: readonly string[] | { readonly anyBut: readonly string[] };
  /** What the linter tells who breaks it. */
  readonly message: string;
}

const endpointPackages = ["hono", "@hono/node-server", "probot", "commander", "@modelcontextprotocol/sdk"];
const everything = ["domain", "ports", "cycle", "adapters", "entry", "config.ts", "wiring.ts"];

/** The import law. `biome.import-law.json` is made from it (`npx vitest run test/import-law.test.ts -u`). */
export const importLaw: Readonly<Record<string, PartLaw>> = {
  domain: {
    parts: ["domain"],
    packages: ["zod", "diff", "yaml"],
    message: "domain imports only domain and the pure libraries zod, diff and yaml.",
  },
  ports: { parts: ["ports", "domain"], packages: [], message: "ports import only domain." },
  cycle: {
    parts: ["cycle", "domain", "ports"],
    packages: [],
    message: "cycle imports only domain and ports.",
  },
  adapters: {
    parts: ["adapters", "domain", "ports"],
    packages: { anyBut: endpointPackages },
    message: "adapters import only domain, ports and their own SDK.",
  },
  entry: {
    parts: ["entry", "cycle", "domain", "ports"],
    packages: [...endpointPackages, "node:crypto", "node:fs", "node:http", "node:net", "node:timers", "zod"],
    message: "endpoints import only cycle, domain, ports and their own SDK.",
  },
  "config.ts": { parts: ["domain"], packages: ["node:fs", "zod"], message: "config imports only domain." },
  "wiring.ts": {
    parts: ["adapters", "domain", "ports", "config.ts"],
    packages: { anyBut: [] },
    message: "wiring introduces adapters to ports; endpoints and cycle are not its matter.",
  },
  "server.ts": {
    parts: everything,
    packages: { anyBut: [] },
    message: "main starts the server, not the other way round; the product knows no demo, bench or test.",
  },
  "one-round.ts": {
    parts: everything,
    packages: { anyBut: [] },
    message: "main opens the product, not the other way round; the product knows no demo, bench or test.",
  },
  "main.ts": {
    parts: [...everything, "server.ts", "one-round.ts"],
    packages: { anyBut: [] },
    message: "the product knows no demo, bench or test.",
  },
};

/** The rooms of `src/domain`, lower floors first. A room imports rooms of lower floors, not those beside it. */
export const domainFloors: readonly (readonly string[])[] = [
  ["shared"],
  ["sources"],
  ["analyse", "change"],
  ["recipes"],
  ["policy"],
  ["gate", "learn"],
  ["choose"],
  ["watch"],
  ["improvement"],
  ["admit", "draft", "messages"],
];

/** The rooms that a room of `src/domain` may import. */
export function roomsBelow(room: string): string[] {
  return domainFloors
    .slice(
      0,
      Math.max(
        0,
        domainFloors.findIndex((floor) => floor.includes(room)),
      ),
    )
    .flat();
}

/** Folders beside `src` that the product never imports. */
export const outside = ["demo", "bench", "test", "packages"] as const;

interface BesideLaw {
  readonly includes: readonly string[];
  readonly refused: readonly string[];
  readonly message: string;
}

/** What stands beside `src` imports anything but these; a pattern with `!` allows again. */
const besideSource: readonly BesideLaw[] = [
  {
    includes: ["packages/**"],
    refused: [
      "**/src/**",
      "**/demo/**",
      "**/bench/**",
      "**/test/**",
      "**/packages/**",
      "@self-building-agent/**",
    ],
    message: "packages know nothing of the product, of its demo, benches and tests, or of each other.",
  },
  {
    includes: ["demo/**", "!**/*.test.ts"],
    refused: [
      "**/src/**",
      "!**/src/server.ts",
      "!**/src/config.ts",
      "**/bench/**",
      "**/test/**",
      "**/packages/**",
    ],
    message: "demo imports packages by their names, and of the product only src/server.ts and src/config.ts.",
  },
];

/** The law as overrides of the linter's `noRestrictedImports`. */
export function linterConfiguration(): unknown {
  return {
    overrides: [
      ...Object.keys(importLaw).map(partOverride),
      ...domainFloors.flat().map(roomOverride),
      ...besideSource.map(({ includes, refused, message }) => override(includes, refused, message)),
    ],
  };
}

function partOverride(part: string): unknown {
  return override(includesOf(part), refusedBy(part), importLaw[part]?.message ?? "");
}

/** The linter takes the last override that fits, so a room's has to say what holds for all of `domain`, too. */
function roomOverride(room: string): unknown {
  const below = roomsBelow(room);
  const above = domainFloors.flat().filter((one) => one !== room && !below.includes(one));
  const law = `src/domain/${room} imports only lower floors of domain: ${below.join(", ") || "none"}.`;
  const group = [...refusedBy("domain"), ...above.map((one) => `**/${one}/**`)];
  return override(includesOf(`domain/${room}`), group, `${importLaw.domain?.message} ${law}`);
}

function includesOf(path: string): string[] {
  return path.endsWith(".ts") ? [`src/${path}`] : [`src/${path}/**`, "!**/*.test.ts"];
}

function override(includes: readonly string[], group: readonly string[], message: string): unknown {
  const rule = { level: "error", options: { patterns: [{ group, message }] } };
  return { includes, linter: { rules: { style: { noRestrictedImports: rule } } } };
}

/** Patterns of specifiers in the linter's order: a later one overrules an earlier one. */
function refusedBy(part: string): string[] {
  const { parts = [], packages = [] } = importLaw[part] ?? {};
  const foreignParts = [...Object.keys(importLaw), ...outside].filter(
    (one) => one !== part && !parts.includes(one),
  );
  const ownFile = part.endsWith(".ts") ? [part] : [];
  return [
    ...("anyBut" in packages ? packages.anyBut.flatMap(withInside) : allBut(packages)),
    ...[...foreignParts, ...ownFile].map((one) => (one.endsWith(".ts") ? `**/${one}` : `**/${one}/**`)),
    "@self-building-agent/**",
  ];
}

function allBut(packages: readonly string[]): string[] {
  const every = ["*", "*/**", "@*/**", "node:*", "node:*/**"];
  return [...every, "!./**", "!../**", ...packages.flatMap(withInside).map((one) => `!${one}`)];
}

function withInside(name: string): string[] {
  return [name, `${name}/**`];
}
