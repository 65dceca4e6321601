import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addDeployment, addDeploymentStatus } from "@self-building-agent/local-github/actions/checks.ts";
import { moveRef } from "@self-building-agent/local-github/actions/references.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bot, localForge } from "../../../test/stand-ins/local-forge.ts";
import { gitWorkspace } from "../git/workspace.ts";
import { githubRemote } from "./remote.ts";

const world = localForge();
afterEach(() => void vi.useRealTimers());

describe("reading", () => {
  it("knows the app's login, and the owner of a repository as its administrator", async () => {
    expect(await world.forge.login()).toBe(bot);
    expect(await world.forge.permissionOf(world.repository, "acme")).toBe("admin");
  });

  it("tells empty, archived, missing and not installed repositories apart", async () => {
    const { people } = world.github;
    await people.createRepository({ owner: "acme", name: "empty" });
    await people.createRepository({
      owner: "acme",
      name: "archived",
      archived: true,
      files: { a: "a" },
    });
    await people.createRepository({ owner: "other", name: "apart", installed: false });
    const at = (owner: string, repo: string) => world.forge.repository({ owner, name: repo });
    expect(await at("acme", "empty")).toMatchObject({ headSha: null, defaultBranch: "main" });
    expect(await at("acme", "archived")).toMatchObject({ archived: true });
    expect(await at("acme", "missing")).toBeNull();
    expect(await at("other", "apart")).toBeNull();
  });
});

it("a deployment that has succeeded still counts when a later one has replaced it", async () => {
  const { world: state, people } = world.github;
  const target = people.repository(world.name);
  const mia = state.user("mia");
  const request = { sha: world.base, ref: "main", task: "deploy", environment: "production" };
  const deployment = addDeployment(state, target, mia, { ...request, description: null });
  for (const one of ["in_progress", "success", "inactive"]) {
    addDeploymentStatus(state, target, mia, deployment, { state: one, description: null });
  }
  expect(await world.forge.deployedAtMs(world.repository, world.base, "production")).not.toBeNull();
});

it("deployments are the same where GraphQL cannot tell, and with more statuses than it lists", async () => {
  const { world: state, people, failNext } = world.github;
  const target = people.repository(world.name);
  const mia = state.user("mia");
  const request = { sha: world.base, ref: "main", task: "deploy", environment: "production" };
  const deployment = addDeployment(state, target, mia, { ...request, description: null });
  const report = (one: string) =>
    addDeploymentStatus(state, target, mia, deployment, { state: one, description: null });
  report("success");
  const at = () => world.forge.deployedAtMs(world.repository, world.base, "production");
  const known = await at();
  expect(known).not.toBeNull();
  failNext({ method: "POST", path: /^\/graphql$/, status: 502, times: 3 });
  expect(await at()).toBe(known);
  for (let count = 0; count < 60; count++) report("in_progress");
  expect(await at()).toBe(known);
});

it.each([0, 86_400])(
  "a deployment is found by ancestry when the committer's clock is %i s ahead",
  async (ahead) => {
    const { world: hub, people } = world.github;
    const target = people.repository(world.name);
    const own = await target.git.commit(world.base);
    if (!own) throw new Error("The first commit is gone.");
    const atSeconds = Math.floor(Date.now() / 1000) + ahead;
    const committer = { ...own.committer, atSeconds };
    const sha = await target.git.writeCommit({ ...own, parents: [world.base], committer, message: "later" });
    const mia = hub.user("mia");
    await moveRef(hub, target, mia, "refs/heads/main", sha);
    const at = () => world.forge.deployedAtMs(world.repository, sha, "production");
    for (const deployed of [world.base, sha]) {
      expect(await at()).toBeNull();
      const request = {
        sha: deployed,
        ref: "main",
        task: "deploy",
        environment: "production",
        description: null,
      };
      const deployment = addDeployment(hub, target, mia, request);
      addDeploymentStatus(hub, target, mia, deployment, { state: "success", description: null });
    }
    expect(await at()).not.toBeNull();
  },
);

describe("access", () => {
  it("survives a revoked token by the next try", async () => {
    expect(await world.forge.permissionOf(world.repository, "acme")).toBe("admin");
    world.github.expireTokens();
    // Octokit waits for a token younger than 5 s, in case GitHub does not know it everywhere yet.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10_000 });
    const tried = world.forge.permissionOf(world.repository, "acme");
    await expect(tried).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining("next try"),
    });
    expect(await world.forge.permissionOf(world.repository, "acme")).toBe("admin");
  });

  it("lets git clone and fetch with the installation's token", async () => {
    const folder = await mkdtemp(join(tmpdir(), "forge-"));
    try {
      const workspace = gitWorkspace({ folder, remote: githubRemote(world.options), log: world.options.log });
      const read = (sha: string) =>
        workspace.checkout(world.repository, sha, (tree) => tree.readFile("template.yaml"));
      expect(await read(world.base)).toBe("MemorySize: 1024\n");
      const { sha, pull } = await world.proposed();
      expect(await read(sha)).toBe("MemorySize: 512\n");
      const merged = await world.forge.merge(world.repository, {
        pullNumber: pull.number,
        sha,
        method: "squash",
        title: "Lower",
        message: "Why.",
        blockingLabels: [],
      });
      if (merged.kind !== "merged") throw new Error(JSON.stringify(merged));
      const undone = await workspace.revert(world.repository, merged.sha, merged.sha);
      expect(undone).toMatchObject({
        kind: "files",
        files: [
          { path: "new/file.txt", content: null },
          { path: "old.txt", content: "old\n" },
          { path: "template.yaml", content: "MemorySize: 1024\n" },
        ],
      });
      const stored = await readdir(folder, { recursive: true, withFileTypes: true });
      const configs = stored.filter((entry) => entry.name === "config" && entry.isFile());
      for (const { parentPath } of configs) {
        expect(await readFile(join(parentPath, "config"), "utf8")).not.toMatch(/extraheader|ghs_|token/i);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
