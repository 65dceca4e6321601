import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { commitEffects, hiddenEffects, markdownEffects, outputEffects, reviewEffects } from "./effects.ts";
import { promptWith } from "./flows.ts";
import { type Hostile, type Played, playHostile, stories } from "./obedient-world.ts";
import { type Family, payloads, secrets } from "./payloads.ts";
import { canaryOf, type Sink, type Source, sinks, sources } from "./sources-and-sinks.ts";
import { flowsOf, table } from "./table.ts";

const families = Object.keys(payloads) as Family[];
const harmless = "harmless words";

/** What a text does at a sink beside being read; texts that do the same as harmless words do nothing. */
const laws: Readonly<Record<Sink, (text: string) => string[]>> = {
  path: (text) =>
    /^(?:src\/checkout\/[^\n]+)?$/.test(text) && !text.includes("..") ? [] : [`outside ${text}`],
  diff: reviewEffects,
  title: commitEffects,
  body: markdownEffects,
  commit: commitEffects,
  comment: markdownEffects,
  log: outputEffects,
  merge: (text) => [text],
  command: (text) => [text],
  query: (text) => [text],
  page: outputEffects,
};

const filled = sources.flatMap((source) =>
  sinks.flatMap((sink) => {
    const cell = table[source][sink];
    return cell.kind === "flows" ? [{ source, sink, cell }] : [];
  }),
);

describe("a text that flows", () => {
  it.each(filled)(
    "from $source to $sink takes no effect there, whatever it says",
    async ({ source, sink, cell }) => {
      for (const flow of flowsOf(cell)) {
        // People with write access have chosen the title that a merge gets.
        const law = source === "pull_title" ? hiddenEffects : laws[sink];
        const before = law((await flow(harmless)).text);
        for (const family of families) {
          const passed = await flow(payloads[family]);
          const allowed = new Set(passed.refused === null ? before : [...before, "secret"]);
          // What is too long is left out, and with it what it would have been shown in.
          const isLess = (effect: string): boolean => family === "length" && effect === "0 blocks";
          const effects = law(passed.text).filter((effect) => !allowed.has(effect) && !isLess(effect));
          expect(effects, `${family} at ${sink}`).toEqual([]);
        }
      }
    },
  );

  it("makes three hundred cases and more", () => {
    const cases = filled.flatMap(({ cell }) => flowsOf(cell)).length * families.length;
    expect(cases + sources.length * sinks.length - filled.length).toBeGreaterThan(3000);
  });

  it.each(families)("into a prompt stays data and holds no secret: %s", (family) => {
    const prompt = promptWith(payloads[family]);
    for (const secret of secrets) expect(prompt).not.toContain(secret);
    const [, boundary = "?"] = /^BEGIN DATA (\w+) /m.exec(prompt) ?? [];
    expect(payloads[family]).not.toContain(boundary);
  });
});

describe("a story of an attacker everywhere, with a model that obeys", () => {
  const word = (source: Source): string => `${canaryOf(source)} words`;
  const played: Played[] = [];
  beforeAll(async () => {
    const hostile = Object.fromEntries(sources.map((source) => [source, word(source)])) as Hostile;
    for (const story of stories) played.push(await playHostile(hostile, story));
  });

  it.each(sources)("%s gets nowhere that the table says it never gets", (source) => {
    const reached = sinks.filter((sink) =>
      played.some(({ recorded }) => recorded[sink].some((text) => text.includes(canaryOf(source)))),
    );
    expect(reached.filter((sink) => table[source][sink].kind === "never")).toEqual([]);
  });

  it("is a story in which everything happens, and nothing that outsiders influenced is merged", () => {
    const [recipes, model] = played;
    const empty = sinks.filter((sink) => played.every(({ recorded }) => recorded[sink].length === 0));
    expect(empty).toEqual([]);
    expect(recipes?.recorded.merge).toHaveLength(2);
    expect(model).toMatchObject({ pulls: 2, recorded: { merge: [] } });
    const read = [
      "log_line",
      "stack_frame",
      "issue_text",
      "file_content",
      "template_comment",
      "mcp_argument",
    ] as const;
    expect([...(model?.obeyed ?? [])]).toEqual(expect.arrayContaining([...read]));
    for (const source of read) {
      expect(model?.recorded.body.some((text) => text.includes(canaryOf(source)))).toBe(true);
    }
  });

  it("reads no commit messages and no output of CI: nothing of the adapters' queries asks for them", () => {
    const folder = new URL("../../src/adapters/github/", import.meta.url);
    const files = readdirSync(folder).filter((name) => !name.includes(".test."));
    const text = files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
    expect(text).not.toMatch(
      /messageHeadline|messageBody|output\.(?:text|summary)|annotations|downloadJobLogs|commit\.message/,
    );
  });
});

it("the database gets texts as values of their own, never in a query", () => {
  const folder = new URL("../../src/adapters/database/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.includes(".test."));
  const text = files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  expect(text).not.toMatch(/\.raw\(|\.(?:exec|query|execute)\((?!\s*sql`|\s*query\b)[^)]*\$\{/);
});

describe("the whole story with each family somewhere", () => {
  const perStory = sources.length;
  const rounds = Array.from({ length: Math.ceil(families.length / perStory) }, (_, round) => round);

  it("takes no effect, keeps to its paths, merges nothing and tells no secret", {
    timeout: 120_000,
  }, async () => {
    const all = (pick: (source: Source, index: number) => string): Hostile =>
      Object.fromEntries(sources.map((source, index) => [source, pick(source, index)])) as Hostile;
    const calm = await playHostile(
      all(() => harmless),
      "model",
    );
    for (const round of rounds) {
      const hostile = all(
        (_source, index) => payloads[families[(round * perStory + index) % families.length] ?? "length"],
      );
      const { recorded } = await playHostile(hostile, "model");
      for (const sink of sinks) {
        if (sink === "query" || sink === "command") continue;
        const allowed = new Set(calm.recorded[sink].flatMap(laws[sink]));
        const isCount = (effect: string): boolean => /^\d+ /.test(effect);
        const effects = recorded[sink]
          .flatMap(laws[sink])
          .filter((one) => !allowed.has(one) && !isCount(one));
        expect(effects, `${sink} in round ${round}`).toEqual([]);
      }
    }
  });
});
