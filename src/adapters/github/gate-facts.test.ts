import { describe, expect, it } from "vitest";
import { branch, forgeWorld } from "../../../test/stand-ins/forge-world.ts";

const world = forgeWorld();

describe("the gate's facts", () => {
  it("say what there is", async () => {
    const { sha, pull } = await world.proposed();
    const { people } = world.github;
    people.setPermission(world.name, "mia", "write");
    people.review(world.name, pull.number, "mia", "APPROVED");
    people.review(world.name, pull.number, "stranger", "APPROVED");
    people.setPermission(world.name, "approver[bot]", "write");
    people.review(world.name, pull.number, "approver[bot]", "APPROVED");
    await people.label(world.name, pull.number, "mia", "self-building:hold");
    await people.pushCommit(world.name, "main", { "README.md": "# New\n" }, "mia");
    const facts = await world.forge.gateFacts(world.repository, pull.number, sha);
    expect(facts).toMatchObject({
      state: "open",
      draft: false,
      headSha: sha,
      proposedSha: sha,
      baseBranch: "main",
      defaultBranch: "main",
      behindBy: 1,
      hasConflict: false,
      foreignCommitters: [],
      checks: [],
      checksComplete: true,
      approvals: 1,
      changesRequestedBy: [],
    });
    expect([...facts.labels].sort()).toEqual(["self-building", "self-building:hold"]);
  });

  it("name who else committed, and count approvals for the present head only", async () => {
    const { sha, pull } = await world.proposed();
    const { people } = world.github;
    people.setPermission(world.name, "mia", "write");
    people.review(world.name, pull.number, "mia", "APPROVED");
    const head = await people.pushCommit(world.name, branch, { "fix.txt": "mine\n" }, "joe");
    const facts = await world.forge.gateFacts(world.repository, pull.number, sha);
    expect(facts).toMatchObject({ headSha: head, foreignCommitters: ["joe"], approvals: 0 });
    people.review(world.name, pull.number, "mia", "CHANGES_REQUESTED");
    people.review(world.name, pull.number, "mia", "COMMENTED");
    expect(await world.forge.gateFacts(world.repository, pull.number, sha)).toMatchObject({
      changesRequestedBy: ["mia"],
    });
  });

  it("carry the app's check, which is published once and can go back to waiting", async () => {
    const { sha, pull } = await world.proposed();
    const publish = (conclusion: "success" | null, summary: string) =>
      world.forge.publishCheck(world.repository, {
        name: "self-building/gate",
        headSha: sha,
        conclusion,
        title: "Gate",
        summary,
      });
    const states = async () =>
      (await world.forge.gateFacts(world.repository, pull.number, sha)).checks.map((check) => [
        check.status,
        check.conclusion,
      ]);
    await world.twice(() => publish(null, "Waiting for tests."));
    expect(await states()).toEqual([["in_progress", null]]);
    await world.twice(() => publish("success", "Open."));
    expect(await states()).toEqual([["completed", "success"]]);
    await world.twice(() => publish(null, "Waiting again."));
    expect(await states()).toEqual([["in_progress", null]]);
  });

  it("say that checks are incomplete when they cannot be read", async () => {
    const { sha, pull } = await world.proposed();
    world.github.failNext({ method: "GET", path: /\/status$/, status: 403 });
    expect(await world.forge.gateFacts(world.repository, pull.number, sha)).toMatchObject({
      checksComplete: false,
    });
  });
});
