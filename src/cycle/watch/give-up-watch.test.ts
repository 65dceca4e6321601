import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, only, playHours, step, until } from "../../../test/stand-ins/play.ts";

const policy = `${policyText}watch: { environment: prodution, deploymentWaitHours: 48 }\n`;

async function merged(): Promise<MemoryWorld> {
  const world = await admitted(new MemoryWorld({ policy }));
  await until(world, "merged");
  return world;
}

/** The pull request's label and last word. */
function said(world: MemoryWorld) {
  return { labels: world.forge.pulls[0]?.labels, comment: world.forge.comments.get("1:outcome") ?? "" };
}

describe("a watch that cannot begin", () => {
  it("ends as inconclusive after the time that the policy gives, with what was deployed to instead", async () => {
    const world = await merged();
    world.forge.deploy("production");
    expect(await playHours(world, 47)).toMatchObject({ stage: "merged" });
    expect(await playHours(world, 8)).toMatchObject({
      how: "inconclusive",
      reasons: [{ code: "watch_not_begun" }, { code: "not_deployed" }],
      wakeAtMs: null,
    });
    expect(said(world).labels).toContain("self-building:inconclusive");
    expect(said(world).comment).toContain("Did the policy mean production?");
    expect([...world.store.ledger.values()]).toMatchObject([
      { outcome: "inconclusive", measuredEffect: null },
    ]);
  });

  it("ends a week after the merge where there is no policy any more, which a check run tells", async () => {
    const world = await merged();
    world.forge.push("main", policyPath, null);
    expect(await playHours(world, 160)).toMatchObject({ stage: "merged" });
    expect(await playHours(world, 16)).toMatchObject({
      how: "inconclusive",
      reasons: [{ code: "watch_not_begun" }, { code: "policy_missing" }],
    });
    expect(said(world).comment).toBe("");
  });

  it("ends, too, where the policy was gone before the baseline was frozen", async () => {
    const world = await admitted(new MemoryWorld({ policy }));
    await until(world, "proposed");
    world.forge.mergeAsPerson(1);
    world.forge.push("main", policyPath, null);
    expect(await step(world)).toMatchObject({ stage: "proposed" });
    expect(await playHours(world, 180)).toMatchObject({ how: "inconclusive", pullNumber: 1 });
  });

  it("waits on while people may not be told", async () => {
    const world = await merged();
    world.flags = { ...world.flags, selfBuilding: false };
    await playHours(world, 60);
    expect(only(world)).toMatchObject({ stage: "merged" });
  });
});
