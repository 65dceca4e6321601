import { moveRef } from "@self-building-agent/local-github/actions/references.ts";
import { describe, expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();

it("who made the commits that GitHub does not list, its limit being 250, is unknown", async () => {
  const { pull } = await world.proposed();
  const { people, world: hub } = world.github;
  const repository = people.repository(world.name);
  const { git } = repository;
  const own = await git.commit(pull.headSha);
  if (!own) throw new Error("The app's commit is gone.");
  let tip = pull.headSha;
  for (let n = 0; n < 250; n += 1) {
    tip = await git.writeCommit({ ...own, parents: [tip], message: `${n}` });
  }
  await moveRef(hub, repository, hub.botOf(hub.app), `refs/heads/${pull.branch}`, tip);
  expect(await world.forge.foreignCommitters(world.repository, pull.number)).toEqual(["unknown"]);
});

it.each(["status", "check-runs"])("checks are incomplete when %s cannot be read", async (list) => {
  const { sha, pull } = await world.proposed();
  world.github.failNext({ method: "GET", path: new RegExp(`/${list}$`), status: 403 });
  expect(await world.forge.gateFacts(world.repository, pull.number, sha)).toMatchObject({
    checks: [],
    checksComplete: false,
  });
});

describe("whether it merges cleanly", () => {
  const look = async (reads: number) => {
    const { sha, pull } = await world.proposed();
    world.github.people.computeMergeabilitySlowly(world.name, reads);
    // Nobody has asked since the base moved.
    await world.github.people.pushCommit(world.name, "main", { "other.txt": "x\n" }, "mia");
    return world.forge.gateFacts(world.repository, pull.number, sha);
  };

  it("is known at the first look, although GitHub knows it only when somebody has asked", async () => {
    expect(await look(1)).toMatchObject({ hasConflict: false, mergeState: "clean" });
  });

  it("is unknown, and neither clean nor a conflict, while GitHub does not know it", async () => {
    expect(await look(9)).toMatchObject({ hasConflict: null, mergeState: "unknown" });
  });
});

it("shows who has turned on GitHub's own auto-merge", async () => {
  const { sha, pull } = await world.proposed();
  const read = () => world.forge.gateFacts(world.repository, pull.number, sha);
  expect(await read()).not.toHaveProperty("autoMergeBy");
  world.github.people.protectBranch(world.name, "main", { requiredApprovals: 1 });
  await world.github.people.autoMerge(world.name, pull.number, "mia");
  expect(await read()).toMatchObject({ autoMergeBy: "mia" });
});
