import { expect, it } from "vitest";
import { bot, localForge } from "../../../test/stand-ins/local-forge.ts";
import { githubForge } from "./forge.ts";

const world = localForge();

it("a renamed app knows its own work by ids, in a process of before and in a new one", async () => {
  const { sha, pull } = await world.proposed();
  const { repository } = world;
  const check = { name: "self-building/gate", headSha: sha, conclusion: null, title: "Waits", summary: "" };
  const issue = () => world.forge.openIssue(repository, "key", "Please look", "text");
  const number = await issue();
  await world.forge.comment(repository, pull.number, "key", "one");
  await world.forge.publishCheck(repository, check);
  const { world: hub, people } = world.github;
  hub.renameApp(hub.app, "shop-improver");
  try {
    for (const forge of [world.forge, githubForge(world.options)]) {
      expect(await forge.ownPull(repository, pull.number)).toMatchObject({ number: pull.number });
      expect(await forge.listOwnPulls(repository)).toHaveLength(1);
      expect(await forge.foreignCommitters(repository, pull.number)).toEqual([]);
      expect(await forge.openIssue(repository, "key", "Please look", "text")).toBe(number);
      await forge.comment(repository, pull.number, "key", "two");
      await forge.publishCheck(repository, { ...check, title: "Waits on" });
      await forge.closePull(repository, pull.number);
      const closed = await forge.ownPull(repository, pull.number);
      expect(closed).toMatchObject({ closedBy: "shop-improver[bot]", closedByOwn: true });
    }
    const { issues, checkRuns } = people.repository(world.name);
    expect(issues.get(pull.number)?.comments.map(({ body }) => body.slice(0, 3))).toEqual(["two"]);
    expect(checkRuns.filter(({ headSha }) => headSha === sha)).toHaveLength(1);
  } finally {
    hub.renameApp(hub.app, bot.replace("[bot]", ""));
  }
});

it("whose the client is comes with the first query, so that nobody asks for the account", async () => {
  const forge = githubForge(world.options);
  const { pull } = await world.proposed();
  const asked = () =>
    ["GET /app", "GET /users/{username}"].map((route) => world.github.requestCounts.get(route) ?? 0);
  const before = asked();
  await forge.repository(world.repository);
  expect(await forge.ownPull(world.repository, pull.number)).toMatchObject({ number: pull.number });
  expect(await forge.foreignCommitters(world.repository, pull.number)).toEqual([]);
  expect(asked()).toEqual(before);
});

it("somebody who takes the app's former name does not become the app", async () => {
  const { world: hub, people } = world.github;
  hub.renameApp(hub.app, "shop-improver");
  try {
    await people.pushCommit(world.name, "theirs", { "a.txt": "a\n" }, "mia");
    const { number } = await people.openPull(world.name, bot, { title: "Not the app's", head: "theirs" });
    expect(await world.forge.ownPull(world.repository, number)).toBeNull();
  } finally {
    hub.renameApp(hub.app, "self-building-agent-2");
  }
});
