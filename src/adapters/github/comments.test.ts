import { describe, expect, it } from "vitest";
import { forgeWorld } from "../../../test/stand-ins/forge-world.ts";

const world = forgeWorld();

describe("comments, issues, labels and reactions", () => {
  it("writes one comment for a key and edits it when the text differs", async () => {
    const { pull } = await world.proposed();
    await world.twice(() => world.forge.comment(world.repository, pull.number, "gate--x>", "Waiting."));
    await world.forge.comment(world.repository, pull.number, "gate--x>", "Merged.");
    await world.forge.comment(world.repository, pull.number, "other", "Else.");
    const octokit = await world.local.installation("acme");
    const { data } = await octokit.rest.issues.listComments({
      owner: "acme",
      repo: world.repository.name,
      issue_number: pull.number,
    });
    expect(data.map(({ body }) => body?.split("\n")[0])).toEqual(["Merged.", "Else."]);
  });

  it("is not fooled by a person who copies the hidden key", async () => {
    const { people } = world.github;
    const issue = people.openIssue(world.name, "mia", "Question", "<!-- self-building:issue:policy -->");
    people.comment(world.name, issue.number, "mia", "<!-- self-building:comment:gate -->");
    await world.forge.comment(world.repository, issue.number, "gate", "Hello.");
    const opened = await world.forge.openIssue(world.repository, "policy", "The policy is broken", "Line 3.");
    expect(opened).not.toBe(issue.number);
  });

  it("opens one issue for a key, closed or not", async () => {
    const [first, second] = await world.twice(() =>
      world.forge.openIssue(world.repository, "policy", "Broken", "Line 3."),
    );
    expect(second).toBe(first);
    await world.github.people.close(world.name, first, "mia");
    expect(await world.forge.openIssue(world.repository, "policy", "Broken", "Line 3.")).toBe(first);
  });

  it("adds labels and reactions once", async () => {
    const issue = world.github.people.openIssue(world.name, "mia", "Question");
    await world.twice(() => world.forge.addLabels(world.repository, issue.number, ["a", "b"]));
    const comment = world.github.people.comment(world.name, issue.number, "mia", "/improve");
    await world.forge.react(world.repository, comment.id, "eyes");
    await world.forge.react(world.repository, comment.id, "eyes");
    expect(comment.reactions).toHaveLength(1);
  });
});
