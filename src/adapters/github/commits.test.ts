import { expect, it } from "vitest";
import { bot, localForge } from "../../../test/stand-ins/local-forge.ts";

const world = localForge();

it("makes a commit that GitHub signs as the app's", async () => {
  const made = await world.change();
  if (made.kind !== "committed") throw new Error(made.reason.text);
  const octokit = await world.local.installation("acme");
  const at = { owner: "acme", repo: world.repository.name, ref: made.sha };
  const { data } = await octokit.rest.repos.getCommit(at);
  expect(data.author?.login).toBe(bot);
  expect(data.commit.verification?.verified).toBe(true);
});

it.each(["self-building", "self-building/abc123/more"])(
  "names the branch %s, beside which git cannot have the app's, and goes on when it is gone",
  async (inTheWay) => {
    const { people } = world.github;
    await people.pushCommit(world.name, inTheWay, { "a.txt": "a\n" }, "mia");
    await expect(world.change()).rejects.toMatchObject({
      reason: { code: "branch_in_the_way", text: expect.stringContaining(`Rename or delete ${inTheWay};`) },
    });
    await people.deleteBranch(world.name, inTheWay, "mia");
    expect(await world.change()).toMatchObject({ kind: "committed" });
  },
);

it("does not blame a branch for what GitHub refuses without one", async () => {
  const refused = { status: 422, body: { message: "Reference update failed" } };
  world.github.failNext({ ...refused, method: "POST", path: /\/git\/refs$/ });
  await expect(world.change()).rejects.toMatchObject({ reason: { code: "github_invalid" } });
});

it("leaves alone a branch with a commit more under the app's own account", async () => {
  await world.change();
  const { people } = world.github;
  await people.pushCommit(world.name, "self-building/abc123", { "a.txt": "a\n" }, bot);
  const outcome = await world.change({ message: "Another one" });
  expect(outcome).toMatchObject({ kind: "occupied", reason: { code: "branch_occupied" } });
});

it("replaces the one head that was looked at, whoever has commits there, and no other", async () => {
  await world.change();
  const { people } = world.github;
  const looked = await people.pushCommit(world.name, "self-building/abc123", {}, "mia");
  const since = await people.pushCommit(world.name, "self-building/abc123", { "a.txt": "a\n" }, "mia");
  expect(await world.change({ message: "Again", replaces: looked })).toMatchObject({ kind: "occupied" });
  expect(await world.change({ message: "Again", replaces: since })).toMatchObject({ kind: "committed" });
});
