import { expect, it } from "vitest";
import { localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();

it("is not fooled by a person who copies the hidden key", async () => {
  const { people } = world.github;
  const issue = people.openIssue(world.name, "mia", "Question", "<!-- self-building:issue:policy -->");
  const comment = people.comment(world.name, issue.number, "mia", "<!-- self-building:comment:gate -->");
  await world.forge.comment(world.repository, issue.number, "gate", "Hello.");
  expect(issue.comments.map(({ user }) => user.login)).toEqual(["mia", await world.forge.login()]);
  expect(comment.body).toBe("<!-- self-building:comment:gate -->");
  const opened = await world.forge.openIssue(world.repository, "policy", "The policy is broken", "Line 3.");
  expect(opened).not.toBe(issue.number);
});
