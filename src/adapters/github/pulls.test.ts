import { describe, expect, it } from "vitest";
import { bot, branch, forgeWorld } from "../../../test/stand-ins/forge-world.ts";

const world = forgeWorld();

describe("pull requests", () => {
  it("is opened once, with its texts and labels kept up to date", async () => {
    await world.change();
    const [first, second] = await world.twice(() => world.open());
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      state: "open",
      branch,
      title: "Lower the memory",
      labels: ["self-building"],
    });
    const edited = await world.open({ body: "New.", labels: ["self-building", "extra"] });
    expect(edited.number).toBe(first.number);
    expect(await world.forge.ownPull(world.repository, first.number)).toEqual(edited);
    expect(await world.forge.listOwnPulls(world.repository)).toEqual([edited]);
    expect(await world.forge.ownPullByBranch(world.repository, branch)).toEqual(edited);
  });

  it("of others are never taken for the app's", async () => {
    const { people } = world.github;
    await people.pushCommit(world.name, "topic", { "a.txt": "a\n" }, "mia");
    const foreign = await people.openPull(world.name, "mia", { title: "Mine", head: "topic" });
    await people.pushCommit(world.name, "bump", { "b.txt": "b\n" }, "renovate[bot]");
    const bots = await people.openPull(world.name, "renovate[bot]", { title: "Bump", head: "bump" });
    expect(await world.forge.ownPull(world.repository, bots.number)).toBeNull();
    expect(await world.forge.ownPull(world.repository, foreign.number)).toBeNull();
    expect(await world.forge.ownPullByBranch(world.repository, "topic")).toBeNull();
    expect(await world.forge.listOwnPulls(world.repository)).toEqual([]);
    await expect(world.forge.closePull(world.repository, foreign.number)).rejects.toThrow(
      /not the app's own/,
    );
    expect(await world.forge.ownPull(world.repository, 999)).toBeNull();
  });

  it("closed by a person stays closed and says by whom", async () => {
    const { pull } = await world.proposed();
    await world.github.people.close(world.name, pull.number, "mia");
    expect(await world.forge.ownPull(world.repository, pull.number)).toMatchObject({
      state: "closed",
      closedBy: "mia",
    });
    expect(await world.forge.ownPullByBranch(world.repository, branch)).toMatchObject({
      state: "closed",
      closedBy: "mia",
    });
  });

  it("is closed with its branch, twice without harm", async () => {
    const { pull } = await world.proposed();
    await world.twice(() => world.forge.closePull(world.repository, pull.number));
    expect(await world.forge.ownPull(world.repository, pull.number)).toMatchObject({
      state: "closed",
      closedBy: bot,
    });
    expect(await world.forge.readFile(world.repository, "template.yaml", branch)).toBeNull();
  });

  it("is closed without its branch when a person has a commit there", async () => {
    const { pull } = await world.proposed();
    await world.github.people.pushCommit(world.name, branch, { "fix.txt": "mine\n" }, "mia");
    await world.forge.closePull(world.repository, pull.number);
    expect(await world.forge.readFile(world.repository, "fix.txt", branch)).toBe("mine\n");
  });
});

describe("texts", () => {
  it("that are too long for GitHub are cut, and stay the same the next time", async () => {
    await world.change();
    const [pull] = await world.twice(() =>
      world.open({ title: "t".repeat(300), body: `${"b".repeat(70_000)}\n\n<!-- marker -->\n` }),
    );
    expect(pull.title).toHaveLength(256);
    expect(pull.body).toMatch(/… cut, because GitHub takes no longer text\.\n\n<!-- marker -->\n$/);
    expect(pull.body.length).toBeLessThanOrEqual(65_536);
    await world.twice(() => world.forge.comment(world.repository, pull.number, "long", "c".repeat(70_000)));
  });
});
