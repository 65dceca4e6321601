import { describe, expect, it } from "vitest";
import { MemoryWorld } from "../../../test/stand-ins/memory-world.ts";
import { admitted, cycle, only, regressed, step, until } from "../../../test/stand-ins/play.ts";

const stale = "stale[bot]";
const person = { kind: "person", login: "ada", issueNumber: null } as const;
const pull = (world: MemoryWorld, number: number) => world.forge.pulls.find((one) => one.number === number);

async function waiting(): Promise<MemoryWorld> {
  const world = await admitted(new MemoryWorld());
  await until(world, "proposed");
  return world;
}

/** The world with the revert #2 open. */
async function reverting(): Promise<MemoryWorld> {
  const world = await regressed();
  await step(world);
  return world;
}

async function closeTwice(world: MemoryWorld, number: number): Promise<void> {
  for (let time = 0; time < 2; time++) {
    world.forge.close(number, stale);
    await step(world);
  }
}

describe("a bot that closes an improvement", () => {
  it("has it opened again, with a word", async () => {
    const world = await waiting();
    world.forge.close(1, stale);
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { number: 1, reopened: true } });
    expect(pull(world, 1)?.state).toBe("open");
    expect(world.forge.comments.get("1:reopened")).toContain("Only people decide");
    expect(world.store.ledger.size).toBe(0);
  });

  it("has it made anew when its branch is gone", async () => {
    const world = await waiting();
    world.forge.close(1, stale);
    world.forge.branches.delete(pull(world, 1)?.branch ?? "");
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { number: 2, reopened: true } });
    expect(pull(world, 2)?.state).toBe("open");
  });

  it("ends it the second time, and a person may ask for it again", async () => {
    const world = await waiting();
    await closeTwice(world, 1);
    expect(only(world)).toMatchObject({ how: "unusable", reasons: [{ code: "closed_by_bot" }] });
    expect(world.store.ledger.size).toBe(0);
    await cycle(world);
    expect(only(world).stage).toBe("ended");
    await cycle(world, person);
    expect(await until(world, "proposed")).toMatchObject({ pull: { number: 2 } });
  });

  it("is no person's no with an empty database either", async () => {
    const world = await waiting();
    world.forge.close(1, stale);
    world.store.rows.clear();
    await cycle(world);
    expect(only(world)).toMatchObject({ how: "unusable", reasons: [{ code: "closed_by_bot" }] });
    await cycle(world, person);
    expect(await until(world, "proposed")).toMatchObject({ pull: { number: 2 } });
  });
});

describe("a bot that closes a revert", () => {
  it("has it opened again, and it goes its way", async () => {
    const world = await reverting();
    world.forge.close(2, stale);
    expect(await step(world)).toMatchObject({ revert: { kind: "proposed", pull: { number: 2 } } });
    expect(pull(world, 2)?.state).toBe("open");
    expect(await until(world, "ended")).toMatchObject({ how: "reverted" });
  });

  it("has it made anew when its branch is gone, once, and then people are asked", async () => {
    const world = await reverting();
    world.forge.close(2, stale);
    world.forge.branches.delete(pull(world, 2)?.branch ?? "");
    expect(await step(world)).toMatchObject({ revert: { kind: "proposed", pull: { number: 3 } } });
    world.forge.close(3, stale);
    expect(await step(world)).toMatchObject({
      how: "regressed_and_left",
      reasons: [{ code: "closed_by_bot" }],
    });
    expect([...world.forge.issues.values()]).toMatchObject([{ title: expect.stringContaining("Revert #1") }]);
  });
});

it("a person's closing stays a no", async () => {
  const world = await waiting();
  world.forge.close(1, "mia");
  expect(await step(world)).toMatchObject({ how: "declined" });
  await cycle(world, person);
  expect(only(world).stage).toBe("ended");
});
