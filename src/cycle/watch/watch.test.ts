import { describe, expect, it } from "vitest";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, lastWord, step, until } from "../../../test/stand-ins/play.ts";

describe("the watch", () => {
  it("waits for the deployment to the environment that the policy names", async () => {
    const world = new MemoryWorld();
    world.forge.push(
      "main",
      ".github/self-building.yml",
      `${policyText}watch: { environment: production }\n`,
    );
    await admitted(world);
    await until(world, "merged");
    expect(await step(world)).toMatchObject({ stage: "merged" });
    expect(lastWord(world)).toBe("deploy wait not_deployed");
    world.forge.deploy("production");
    const effectiveAtMs = world.nowMs;
    expect(await step(world)).toMatchObject({ stage: "watching", effectiveAtMs });
  });

  it("keeps without proof, and tells people, when production says nothing", async () => {
    const world = await admitted(new MemoryWorld());
    await until(world, "watching");
    world.silent = true;
    const row = await until(world, "ended");
    expect(row).toMatchObject({ how: "inconclusive" });
    expect(world.forge.comments.get("1:outcome")).toContain("not verified");
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "inconclusive" }]);
  });
});
