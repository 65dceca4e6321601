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
