import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitHubPlace, githubPlace } from "../../../test/contracts/forge/github-world.ts";
import { forgeContract } from "../../../test/contracts/forge.contract.ts";
import { localForge } from "../../../test/stand-ins/local-forge.ts";
import type { Forge } from "../../ports/forge.ts";

describe("the forge on a local GitHub", () => {
  let place: GitHubPlace;
  beforeAll(async () => {
    place = await githubPlace();
  });
  afterAll(() => place.close());

  for (const { name, run } of forgeContract) test(name, async () => run(await place.fresh()));
});

describe("what is already so costs no write:", () => {
  const world = localForge();
  const check = { name: "self-building/gate", title: "Gate", summary: "Why." };
  const mergeRequest = { method: "squash", title: "Lower", message: "Why.", blockingLabels: [] } as const;

  test.each<[string, (forge: Forge, number: number, sha: string) => Promise<unknown>]>([
    ["commit", () => world.change()],
    ["openPull", () => world.open()],
    ["openPull with texts longer than GitHub takes", () => world.open(tooLong)],
    ["closePull", (forge, number) => forge.closePull(world.repository, number)],
    [
      "merge",
      (forge, pullNumber, sha) => forge.merge(world.repository, { ...mergeRequest, pullNumber, sha }),
    ],
    [
      "publishCheck while it waits",
      (forge, _, headSha) => forge.publishCheck(world.repository, { ...check, headSha, conclusion: null }),
    ],
    [
      "publishCheck when it is open",
      (forge, _, headSha) =>
        forge.publishCheck(world.repository, { ...check, headSha, conclusion: "success" }),
    ],
    ["comment", (forge, number) => forge.comment(world.repository, number, "gate", "Waiting.")],
    [
      "comment with a text longer than GitHub takes",
      (forge, number) => forge.comment(world.repository, number, "gate", tooLong.body),
    ],
    ["openIssue", (forge) => forge.openIssue(world.repository, "policy", "Broken", "Line 3.")],
  ])("%s", async (_name, write) => {
    const { pull, sha } = await world.proposed();
    const [first, second] = await world.twice(() => write(world.forge, pull.number, sha));
    expect(second).toEqual(first);
  });
});

const tooLong = { title: "t".repeat(300), body: `${"b".repeat(70_000)}\n\n<!-- marker -->\n` };
