import { expect } from "vitest";
import type { Forge, MergeOutcome } from "../../../src/ports/forge.ts";
import type { ContractCase } from "../case.ts";
import {
  branch,
  type ForgeWorld,
  firstFiles,
  mainTip,
  proposed,
  readFile,
  startMs,
  twice,
  withMemory,
} from "./world.ts";

function merge(
  world: ForgeWorld,
  pullNumber: number,
  sha: string,
  overrides: Partial<Parameters<Forge["merge"]>[1]> = {},
): Promise<MergeOutcome> {
  return world.forge.merge(world.repository, {
    pullNumber,
    sha,
    method: "squash",
    title: "Lower the memory (#1)",
    message: "It uses little.\n\nProposed by a recipe.",
    blockingLabels: ["self-building:hold"],
    ...overrides,
  });
}

type Refusal = readonly [
  what: string,
  arrange: (world: ForgeWorld, number: number) => Promise<unknown>,
  code: string,
];

const refusals: readonly Refusal[] = [
  [
    "whose branch a person has pushed to",
    (world) => world.push(branch, { "fix.txt": "mine\n" }, "mia"),
    "head_moved",
  ],
  ["that a person has closed", (world, number) => world.close(number, "mia"), "pull_closed"],
  [
    "that the app has closed",
    ({ forge, repository }, number) => forge.closePull(repository, number),
    "pull_closed",
  ],
  [
    "that got a blocking label, in another case",
    (world, number) => world.label(number, "mia", "Self-Building:HOLD"),
    "blocking_label",
  ],
  [
    "that conflicts by now",
    (world) => world.push("main", { "template.yaml": withMemory(2048) }, "mia"),
    "not_mergeable",
  ],
  ["that is a draft by now", async (world, number) => world.makeDraft(number), "not_mergeable"],
];

/** What the forge promises about merges. */
export const mergeCases: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "a squash merge is one commit on the base, with title and message and the files of the branch",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      world.nowMs = startMs + 60_000;
      const outcome = await merge(world, number, sha);
      const tip = await mainTip(world);
      expect(outcome).toMatchObject({ kind: "merged", sha: tip });
      expect(await world.commit(tip)).toEqual({
        parents: [world.base],
        message: "Lower the memory (#1)\n\nIt uses little.\n\nProposed by a recipe.",
      });
      expect(await readFile(world, "template.yaml", "main")).toBe(withMemory(512));
      expect(await readFile(world, "old.txt", "main")).toBeNull();
      expect(await readFile(world, "new/file.txt", "main")).toBe("");
      expect(await world.forge.ownPull(world.repository, number)).toMatchObject({
        state: "merged",
        headSha: sha,
        merged: { sha: tip, atMs: startMs + 60_000 },
        closedBy: await world.forge.login(),
      });
    },
  },
  {
    name: "a merge of the other method has base and head as parents",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await merge(world, number, sha, { method: "merge" });
      expect(await world.commit(await mainTip(world))).toMatchObject({
        parents: [world.base, sha],
        message: expect.stringMatching(/^Lower the memory \(#1\)\n\nIt uses little\./),
      });
    },
  },
  {
    name: "a merge that is asked for again is the same and changes nothing",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await twice(world, () => merge(world, number, sha));
    },
  },
  {
    name: "a merge keeps what people have put on the base meanwhile, in the same file, too",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      const template = firstFiles["template.yaml"].replace("30", "60");
      await world.push("main", { "template.yaml": template, "a.txt": "a\n" }, "mia");
      expect(await merge(world, number, sha)).toMatchObject({ kind: "merged" });
      expect(await readFile(world, "template.yaml", "main")).toBe(template.replace("1024", "512"));
      expect(await readFile(world, "a.txt", "main")).toBe("a\n");
    },
  },
  {
    name: "a label that is not among the blocking ones stops no merge",
    run: async (world) => {
      const { number, sha } = await proposed(world);
      await world.label(number, "mia", "self-building:holding");
      expect(await merge(world, number, sha)).toMatchObject({ kind: "merged" });
    },
  },
  {
    name: "a merge of another commit than the head is refused",
    run: async (world) => {
      const { number } = await proposed(world);
      await expectRefused(world, number, world.base, "head_moved");
    },
  },
  ...refusals.map(([what, arrange, code]) => ({
    name: `a merge of a pull request ${what} is refused, and nothing changes`,
    run: async (world: ForgeWorld) => {
      const { number, sha } = await proposed(world);
      await arrange(world, number);
      await expectRefused(world, number, sha, code);
    },
  })),
];

async function expectRefused(world: ForgeWorld, number: number, sha: string, code: string): Promise<void> {
  const before = await world.state();
  expect(await merge(world, number, sha)).toMatchObject({ kind: "refused", reason: { code } });
  expect(await world.state()).toEqual(before);
  expect((await world.forge.ownPull(world.repository, number))?.merged).toBeNull();
}
