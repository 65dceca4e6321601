import { expect } from "vitest";
import type { ContractCase } from "../case.ts";
import { type ForgeWorld, firstFiles, readFile, startMs } from "./world.ts";

const missing = { owner: "acme", name: "missing" };

/** What the forge promises about repositories, files, people and deployments. */
export const readingCases: readonly ContractCase<ForgeWorld>[] = [
  {
    name: "the repository is among those of the app",
    run: async ({ forge, repository }) => {
      expect(await forge.listRepositories()).toContainEqual(expect.objectContaining(repository));
    },
  },
  {
    name: "a repository tells its default branch and where that is now",
    run: async (world) => {
      const { forge, repository, base } = world;
      const expected = {
        ref: expect.objectContaining(repository),
        defaultBranch: "main",
        headSha: base,
        archived: false,
      };
      expect(await forge.repository(repository)).toEqual(expected);
      const headSha = await world.push("main", { "a.txt": "a\n" }, "mia");
      await world.push("topic", { "b.txt": "b\n" }, "mia");
      expect(await forge.repository(repository)).toEqual({ ...expected, headSha });
    },
  },
  {
    name: "an unknown repository is null, and so are its files",
    run: async ({ forge }) => {
      expect(await forge.repository(missing)).toBeNull();
      expect(await forge.readFile(missing, "README.md", "main")).toBeNull();
    },
  },
  {
    name: "a file is read at a commit or at a branch",
    run: async (world) => {
      await world.push("main", { "README.md": "# New\n", "src/ä b.txt": "ä\n" }, "mia");
      expect(await readFile(world, "README.md", world.base)).toBe(firstFiles["README.md"]);
      expect(await readFile(world, "README.md", "main")).toBe("# New\n");
      expect(await readFile(world, "src/ä b.txt", "main")).toBe("ä\n");
    },
  },
  {
    name: "a file is read from the default branch as it is now, without naming it",
    run: async (world) => {
      await world.push("main", { "README.md": "# New\n" }, "mia");
      expect(await world.forge.readFile(world.repository, "README.md", null)).toBe("# New\n");
      expect(await world.forge.readFile(world.repository, "nowhere.md", null)).toBeNull();
      expect(await world.forge.readFile(missing, "README.md", null)).toBeNull();
    },
  },
  {
    name: "a file is null where there is none: at that path, at that commit, or no such branch",
    run: async (world) => {
      const later = await world.push("main", { "src/a.txt": "a\n", "old.txt": null }, "mia");
      expect(await readFile(world, "src/a.txt", world.base)).toBeNull();
      expect(await readFile(world, "old.txt", later)).toBeNull();
      expect(await readFile(world, "src", later), "a folder").toBeNull();
      expect(await readFile(world, "README.md", "no-such-branch")).toBeNull();
    },
  },
  ...(["admin", "write", "read", "none"] as const).map((permission) => ({
    name: `a person who may ${permission} is known as one`,
    run: async (world: ForgeWorld) => {
      world.permit("mia", permission);
      expect(await world.forge.permissionOf(world.repository, "mia")).toBe(permission);
    },
  })),
  {
    name: "a stranger may not write",
    run: async ({ forge, repository }) => {
      expect(["read", "none"]).toContain(await forge.permissionOf(repository, "stranger"));
    },
  },
  {
    name: "a commit is deployed when its first deployment to the environment has succeeded",
    run: async (world) => {
      const at = () => world.forge.deployedAtMs(world.repository, world.base, "production");
      expect(await at()).toBeNull();
      await world.deploy(world.base, "production", "failure");
      await world.deploy(world.base, "staging", "success");
      expect(await at()).toBeNull();
      world.nowMs = startMs + 60_000;
      await world.deploy(world.base, "production", "success");
      world.nowMs = startMs + 120_000;
      await world.deploy(world.base, "production", "success");
      expect(await at()).toBe(startMs + 60_000);
    },
  },
  {
    name: "environments have no case, and those that were deployed to are known by their names",
    run: async (world) => {
      await world.deploy(world.base, "Production", "success");
      await world.deploy(world.base, "staging", "failure");
      expect(await world.forge.deployedAtMs(world.repository, world.base, "production")).not.toBeNull();
      expect(await world.forge.deployedAtMs(world.repository, world.base, "staging")).toBeNull();
    },
  },
  {
    name: "a later commit's deployment brings a commit along, an earlier one's does not",
    run: async (world) => {
      const later = await world.push("main", { "a.txt": "a\n" }, "mia");
      const at = (sha: string) => world.forge.deployedAtMs(world.repository, sha, "production");
      await world.deploy(world.base, "production", "success");
      expect(await at(later)).toBeNull();
      world.nowMs = startMs + 60_000;
      await world.deploy(await world.push("main", { "b.txt": "b\n" }, "mia"), "production", "success");
      expect(await at(later)).toBe(startMs + 60_000);
    },
  },
];
