import { expect } from "vitest";
import { PermanentFailure } from "../../../src/domain/shared/failure.ts";
import type { ContractCase } from "../case.ts";
import {
  branch,
  change,
  type ForgeWorld,
  fileAfter,
  firstFiles,
  readFile,
  twice,
  withMemory,
} from "./world.ts";

/** What the forge promises about commits. */
export const commitCases: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "a commit is one on its base, with the files changed, deleted and new, and the others as they were",
    run: async (world) => {
      const sha = await change(world);
      expect((await world.state()).branches).toEqual({ main: world.base, [branch]: sha });
      expect(await world.commit(sha)).toEqual({ parents: [world.base], message: "Lower the memory" });
      expect(await readFile(world, "template.yaml", sha)).toBe(withMemory(512));
      expect(await readFile(world, "old.txt", sha)).toBeNull();
      expect(await readFile(world, "new/file.txt", sha)).toBe("");
      expect(await readFile(world, "README.md", sha)).toBe(firstFiles["README.md"]);
    },
  },
  {
    name: "a commit that is made again is the same and changes nothing",
    run: async (world) => {
      await twice(world, () => change(world));
    },
  },
  {
    name: "a branch of the app's alone is rebuilt with other files or another message",
    run: async (world) => {
      const shas = [
        await change(world),
        await change(world, { files: [fileAfter("template.yaml", withMemory(256))] }),
        await change(world, { message: "Lower it" }),
      ];
      expect(new Set(shas).size).toBe(3);
      expect((await world.state()).branches[branch]).toBe(shas[2]);
      expect((await world.commit(shas[2] ?? "")).parents).toEqual([world.base]);
    },
  },
  {
    name: "a branch of the app's alone is rebuilt on a moved base, as one commit on it",
    run: async (world) => {
      await change(world);
      const moved = await world.push("main", { "README.md": "# New\n" }, "mia");
      const rebuilt = await change(world, { baseSha: moved });
      expect((await world.commit(rebuilt)).parents).toEqual([moved]);
      expect(await readFile(world, "README.md", branch)).toBe("# New\n");
      expect(await readFile(world, "template.yaml", branch)).toBe(withMemory(512));
    },
  },
  {
    name: "a branch with a person's commit on top is left alone, whatever the base",
    run: async (world) => {
      await change(world);
      await world.push(branch, { "fix.txt": "mine\n" }, "mia");
      const moved = await world.push("main", { "README.md": "# New\n" }, "joe");
      await expectOccupied(world, world.base);
      await expectOccupied(world, moved);
      expect(await readFile(world, "fix.txt", branch)).toBe("mine\n");
    },
  },
  {
    name: "a branch that a person has made is left alone",
    run: async (world) => {
      await world.push(branch, { "fix.txt": "mine\n" }, "mia");
      await expectOccupied(world, world.base);
    },
  },
  {
    name: "a branch of another name is another matter",
    run: async (world) => {
      await world.push(branch, { "fix.txt": "mine\n" }, "mia");
      const sha = await change(world, { branch: "self-building/other" });
      expect((await world.state()).branches).toMatchObject({ "self-building/other": sha });
    },
  },
  {
    name: "a commit that would change nothing is refused for good, and no branch is made",
    run: async (world) => {
      const files = [fileAfter("README.md", firstFiles["README.md"])];
      const refusal = await change(world, { files }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(PermanentFailure);
      expect(refusal).toMatchObject({ reason: { code: "empty_commit" } });
      expect((await world.state()).branches).toEqual({ main: world.base });
    },
  },
];

async function expectOccupied(world: ForgeWorld, baseSha: string): Promise<void> {
  const before = await world.state();
  const outcome = await world.forge.commit({
    repository: world.repository,
    branch,
    baseSha,
    message: "Lower the memory",
    files: [fileAfter("template.yaml", withMemory(512))],
  });
  expect(outcome).toMatchObject({ kind: "occupied", reason: { code: "branch_occupied" } });
  expect(await world.state()).toEqual(before);
}
