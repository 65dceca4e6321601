import { describe, expect, it } from "vitest";
import { proposed, reverting } from "../../../test/gated-world.ts";
import type { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { lastWord, only, playHours, step, turnTo } from "../../../test/stand-ins/play.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";

const branches = ({ forge }: MemoryWorld) => [...forge.branches.keys()].filter((name) => name !== "main");
const own = (world: MemoryWorld) => `self-building/${only(world).opportunity.fingerprint}`;
const weekMs = 7 * 86_400_000;

/** A world whose #1 was just merged, as its row knows. */
async function merged(merge: (world: MemoryWorld) => void = ({ forge }) => forge.mergeAsPerson(1)) {
  const world = await proposed();
  merge(world);
  expect(await step(world)).toMatchObject({ stage: "merged" });
  return world;
}

describe("a merged pull request's branch", () => {
  it("is deleted once the row says that it is merged", async () => {
    const world = await merged();
    expect(branches(world)).toEqual([own(world)]);
    const row = await step(world);
    expect([row.stage, row.leftBranches, branches(world)]).toEqual(["watching", undefined, []]);
    expect(lastWord(world)).toBe("branch looked_after branch_deleted");
  });

  it("goes whether the app or a person has merged, and so does the revert's", async () => {
    const world = await reverting();
    expect(await playHours(world, 1)).toMatchObject({ how: "reverted", wakeAtMs: null });
    expect(branches(world)).toEqual([]);
  });

  it("goes after a push by which a person brought it up to date, and stays with a person's commits", async () => {
    const updated = await merged((world) => {
      world.forge.push("main", "other.txt", "x");
      world.forge.updateBranch(own(world), "mia");
      world.forge.mergeAsPerson(1);
    });
    await step(updated);
    expect(branches(updated)).toEqual([]);
    const theirs = await merged(({ forge }) => {
      forge.mergeAsPerson(1);
      forge.push(forge.pulls[0]?.branch ?? "", "mine.txt", "mine");
    });
    await step(theirs);
    expect(branches(theirs)).toEqual([own(theirs)]);
    expect(lastWord(theirs)).toBe("branch looked_after branch_moved_on");
  });

  it("stays while another pull request is to be merged into it", async () => {
    const world = await merged();
    world.forge.push("topic", "mine.txt", "mine");
    Object.assign(world.forge.openPullAs("mia", "topic"), { into: own(world) });
    await step(world);
    expect(branches(world)).toEqual([own(world), "topic"]);
    expect(lastWord(world)).toBe("branch looked_after branch_in_use");
  });

  it("is nobody's hindrance: what fails in passing is tried again, what is refused is let go", async () => {
    const world = await merged();
    const { deleteBranch } = world.forge;
    world.forge.deleteBranch = async () => {
      throw new Error("503");
    };
    expect(await step(world)).toMatchObject({ stage: "watching", faults: 0, leftBranches: [{}] });
    expect(await playHours(world, 2)).toMatchObject({ how: "kept", leftBranches: [{}] });
    world.forge.deleteBranch = deleteBranch;
    expect(await playHours(world, 1)).toMatchObject({ how: "kept", wakeAtMs: null });
    expect(branches(world)).toEqual([]);

    const refused = await merged();
    refused.forge.deleteBranch = async () => {
      throw new PermanentFailure(reason("github_rule_violation", "Deletions are restricted."));
    };
    expect((await step(refused)).leftBranches).toBeUndefined();
    expect(lastWord(refused)).toBe("branch looked_after branch_not_deleted");
  });

  it("stays while a kill switch is on, and for good after a week", async () => {
    const world = await merged();
    world.flags = { ...world.flags, selfBuilding: false };
    await step(world);
    expect([branches(world), only(world).leftBranches]).toMatchObject([[own(world)], [{}]]);
    turnTo(world, world.nowMs + weekMs);
    await step(world);
    expect([branches(world), only(world).leftBranches]).toEqual([[own(world)], undefined]);
  });
});

describe("the branch of a pull request that people have closed", () => {
  it("is deleted after a week, in which it can be opened again", async () => {
    const world = await proposed();
    world.forge.close(1, "mia");
    await playHours(world, 6 * 24);
    expect([only(world), branches(world)]).toMatchObject([{ how: "declined" }, [own(world)]]);
    expect(await playHours(world, 2 * 24)).toMatchObject({ how: "declined", wakeAtMs: null });
    expect(branches(world)).toEqual([]);
  });

  it("stays when they have opened it again, whether or not anybody told of it", async () => {
    const world = await proposed();
    world.forge.close(1, "mia");
    await step(world);
    await world.forge.reopenPull(world.forge.ref, 1);
    turnTo(world, world.nowMs + weekMs);
    expect(await step(world)).toMatchObject({ stage: "proposed" });
    expect(only(world).leftBranches).toBeUndefined();
    expect(branches(world)).toEqual([own(world)]);
  });

  it("that is restored after that goes on when it is opened again", async () => {
    const world = await proposed();
    const head = world.forge.tip(own(world));
    world.forge.close(1, "mia");
    await playHours(world, 8 * 24);
    expect(branches(world)).toEqual([]);
    world.forge.branches.set(own(world), head);
    await world.forge.reopenPull(world.forge.ref, 1);
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { headSha: head } });
  });
});
