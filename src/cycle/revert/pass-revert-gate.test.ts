import { describe, expect, it } from "vitest";
import { lastWord, regressed, step } from "../../../test/stand-ins/play.ts";

describe("a revert that is open", () => {
  it("is not merged once rollback is turned off", async () => {
    const world = await regressed();
    await step(world);
    world.flags = { ...world.flags, improvementRollback: false };
    world.forge.reportCheck(2, "success");
    await step(world);
    expect(world.forge.merges).toHaveLength(1);
    expect(lastWord(world)).toBe("revert_gate block rollback_off");
  });

  it("is not made again when a person closes it", async () => {
    const world = await regressed();
    await step(world);
    world.forge.close(2, "ada");
    expect(await step(world)).toMatchObject({
      how: "regressed_and_left",
      reasons: [{ code: "revert_declined" }],
    });
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "regressed_and_left" }]);
  });
});
