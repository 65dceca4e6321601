import { describe, expect, it } from "vitest";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, cycle, only, regressed, step, turnTo, until } from "../../../test/stand-ins/play.ts";
import { advance } from "../advance.ts";

const minuteMs = 60_000;

/** Lets minutes pass, CI silent, and advances the one improvement when it is due. */
async function wait(world: MemoryWorld, minutes: number): Promise<void> {
  const endMs = world.nowMs + minutes * minuteMs;
  while (world.nowMs < endMs) {
    turnTo(world, Math.min(endMs, Math.max(world.nowMs + minuteMs, only(world).wakeAtMs ?? endMs)));
    await advance(only(world).id, world.ports(), world.settings, world.nowMs);
  }
}

const said = (world: MemoryWorld): [string, string][] =>
  [...world.forge.comments].filter(([key]) => key.includes(":waits-"));

describe("a revert whose required check never reports", () => {
  it("is told of within the hour, on the revert, with the check's name", async () => {
    const world = await regressed();
    await step(world);
    await wait(world, 10);
    expect(said(world)).toEqual([]);
    await wait(world, 50);
    expect(said(world)).toEqual([
      ["2:waits-check_missing-0", expect.stringContaining("ci has not reported")],
    ]);
    expect(
      world.store.entries.some(({ reasons }) => reasons.some(({ code }) => code === "told_waiting")),
    ).toBe(true);
  });

  it("is told of again at growing intervals", async () => {
    const world = await regressed();
    await step(world);
    await wait(world, 8 * 24 * 60);
    expect(said(world).length).toBeGreaterThan(2);
    expect(said(world).length).toBeLessThan(10);
  });

  it("is told of by another channel where the conversation is locked, and once GitHub answers again", async () => {
    const world = await regressed();
    await step(world);
    const { comment } = world.forge;
    world.forge.comment = async () => {
      throw new Error("503");
    };
    await wait(world, 40);
    expect(said(world)).toEqual([]);
    expect(only(world)).toMatchObject({ stage: "regressed", revert: { kind: "proposed" } });
    world.forge.comment = comment;
    await wait(world, 20);
    expect(said(world)).toHaveLength(1);
  });
});

it("an improvement whose check never reports is told of after hours", async () => {
  const world = await admitted(new MemoryWorld());
  await until(world, "proposed");
  await wait(world, 60);
  expect(said(world)).toEqual([]);
  await wait(world, 5 * 60);
  expect(said(world)).toEqual([["1:waits-check_missing-0", expect.stringContaining("ci has not reported")]]);
});

it("a repository whose policy is taken away after the merge is told of", async () => {
  const policy = `${policyText}watch: { environment: production }\n`;
  const world = await admitted(new MemoryWorld({ policy }));
  await until(world, "merged");
  world.forge.push("main", ".github/self-building.yml", null);
  await wait(world, 30 * 60);
  expect(said(world)).toEqual([]);
  expect(world.forge.published.get(`${world.forge.tip("main")}:self-building/notice`)).toBe("#1 waits");
});

it("what goes its way is not told of", async () => {
  const world = await admitted(new MemoryWorld());
  await until(world, "ended");
  expect(said(world)).toEqual([]);
  await cycle(world);
  expect(only(world)).not.toHaveProperty("waits");
});

it("what fails for long before it has a pull request is counted for operators", async () => {
  const world = await admitted(new MemoryWorld());
  const counted: string[] = [];
  const failing = {
    ...world.ports(),
    instruments: { add: (metric: string) => void counted.push(metric) },
    workspace: {
      ...world.ports().workspace,
      checkout: async () => {
        throw new Error("503");
      },
    },
  };
  for (let hours = 0; hours < 7; hours++) {
    turnTo(world, world.nowMs + 60 * minuteMs);
    await advance(only(world).id, failing, world.settings, world.nowMs);
  }
  expect(only(world)).toMatchObject({ stage: "found", waits: [{ code: "fault", told: 1 }] });
  expect(counted).toEqual(["improvements_stalled"]);
  expect(world.store.entries.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toContain("stalled");
});
