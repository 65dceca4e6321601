import { afterAll, beforeAll, expect, test } from "vitest";
import type { StageName } from "../../src/domain/improvement/improvement.ts";
import { LifecycleWorld } from "./lifecycle-world.ts";
import { PlayedPlace } from "./played-place.ts";

const slowMachineMs = 600_000;

let world: LifecycleWorld;
beforeAll(async () => {
  world = await LifecycleWorld.start();
}, slowMachineMs);
afterAll(() => world.stop(), slowMachineMs);

const at = async (stage: StageName) => PlayedPlace.at(stage, world, await world.newPlace(1));

test.concurrent("who holds back what GitHub's own auto-merge will merge is told within minutes", async () => {
  const shop = await at("proposed");
  shop.people.protectBranch(shop.fullName, "main", { requiredApprovals: 1 });
  await shop.told(() => shop.people.autoMerge(shop.fullName, 1, "mia"));
  await shop.told(() => shop.people.label(shop.fullName, 1, "bob", "self-building:hold"));
  for (let count = 0; count < 8; count++) await shop.look();
  expect(shop.comments(shop.pull())).toContainEqual(
    expect.stringContaining("mia turned on GitHub's own auto-merge"),
  );
  // GitHub asks for no more than an approval.
  shop.people.review(shop.fullName, 1, "ada", "APPROVED");
  await world.github.world.exclusive(shop.repository, () => {});
  await world.github.world.exclusive(shop.repository, () => {});
  expect(shop.pull().pull.merged).toMatchObject({ by: { login: "mia" } });
  expect(await shop.look()).toMatchObject({ stage: "merged" });
});

test.concurrent("on a main that moves before every look, what merges cleanly is merged", async () => {
  const shop = await at("proposed");
  shop.people.computeMergeabilitySlowly(shop.fullName, 1);
  for (let count = 0; count < 5 && (await shop.row()).stage === "proposed"; count++) {
    await shop.people.pushCommit(shop.fullName, "main", { "busy.txt": `${count}\n` }, "mia");
    await shop.look();
  }
  expect(await shop.row()).toMatchObject({ stage: "merged" });
});

test.concurrent("while GitHub does not know whether it merges cleanly, nothing is merged and people learn why", async () => {
  const shop = await at("proposed");
  shop.people.computeMergeabilitySlowly(shop.fullName, Number.POSITIVE_INFINITY);
  for (let count = 0; count < 8; count++) await shop.look(60);
  expect(await shop.row()).toMatchObject({
    stage: "proposed",
    pull: { lastDecision: { kind: "wait", reasons: [{ code: "mergeability_unknown" }] } },
  });
  expect(shop.comments(shop.pull())).toContainEqual(expect.stringContaining("mergeability_unknown"));
});

test.concurrent("a ruleset for messages is named to people, who meet it by the pull request's title", async () => {
  const shop = await at("proposed");
  const parameters = { operator: "regex", pattern: "^OPS-\\d+" } as const;
  shop.people.addRuleset(shop.fullName, {
    branches: "~DEFAULT_BRANCH",
    rules: [{ type: "commit_message_pattern", parameters }],
  });
  for (let count = 0; count < 4; count++) await shop.look(10);
  expect(await shop.row()).toMatchObject({
    stage: "proposed",
    pull: {
      lastDecision: { reasons: [{ code: "not_mergeable", text: expect.stringContaining("^OPS-\\d+") }] },
    },
  });
  shop.pull().title = `OPS-12 ${shop.pull().title}`;
  expect(await shop.look()).toMatchObject({ stage: "merged" });
});

test("a ruleset that forbids the app's branches is tried once, with what people must do", async () => {
  const shop = new PlayedPlace(world, await world.newPlace(1));
  const parameters = { operator: "starts_with", pattern: "feature/" } as const;
  shop.people.addRuleset(shop.fullName, {
    branches: "~ALL",
    rules: [{ type: "branch_name_pattern", parameters }],
  });
  await shop.cycle();
  const ended = await shop.until("ended");
  expect(ended).toMatchObject({
    how: "unusable",
    reasons: [{ code: "github_rule_violation", text: expect.stringContaining("feature/") }],
  });
  const made = () => world.github.requestCounts.get("POST /repos/{owner}/{repo}/git/refs") ?? 0;
  const before = made();
  await shop.cycle();
  await shop.look();
  expect(made()).toBe(before);
});
