import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, lastWord, only, step, until } from "../../../test/stand-ins/play.ts";
import { PermanentFailure } from "../../domain/shared/failure.ts";
import { reason } from "../../domain/shared/reason.ts";

async function drafted(): Promise<MemoryWorld> {
  const world = await admitted(new MemoryWorld());
  await until(world, "drafted");
  return world;
}

/** The process opened the pull request and died before it could save that. */
async function openedAndForgotten(): Promise<MemoryWorld> {
  const world = await drafted();
  const row = only(world);
  await step(world);
  world.store.rows.set(row.id, row);
  return world;
}

function setFlag(world: MemoryWorld, flags: Partial<MemoryWorld["flags"]>): void {
  world.flags = { ...world.flags, ...flags };
}

const branch = (world: MemoryWorld) => `self-building/${only(world).opportunity.fingerprint}`;

describe("proposing", () => {
  it("closes with a word what it had opened and forgotten, once the change does not fit any more", async () => {
    const world = await openedAndForgotten();
    world.forge.push("main", "template.yaml", "Resources: {}\n");
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { closing: [{}] } });
    expect(await step(world)).toMatchObject({ stage: "ended", how: "unusable", pullNumber: 1 });
    expect(world.forge.pulls).toMatchObject([{ number: 1, state: "closed" }]);
    expect(world.forge.comments.get("1:outcome")).toContain("leaves this pull request alone");
    expect(world.forge.branches.has(branch(world))).toBe(false);
  });

  it("closes what it had just opened when GitHub refuses the rest for good", async () => {
    const world = await drafted();
    const { openPull } = world.forge;
    world.forge.openPull = async (request) => {
      await openPull.call(world.forge, request);
      throw new PermanentFailure(reason("github_rule_violation", "No labels here."));
    };
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { number: 1 } });
    expect(await step(world)).toMatchObject({
      how: "unusable",
      pullNumber: 1,
      reasons: [{ code: "github_rule_violation" }],
    });
    expect(world.forge.pulls).toMatchObject([{ number: 1, state: "closed" }]);
  });

  it("leaves a branch alone on which somebody has commits", async () => {
    const world = await drafted();
    world.forge.branches.set(branch(world), world.forge.tip("main"));
    world.forge.push(branch(world), "mine.txt", "mine");
    const tip = world.forge.tip(branch(world));
    expect(await step(world)).toMatchObject({ how: "unusable", pullNumber: null });
    expect(world.forge.tip(branch(world))).toBe(tip);
    expect(world.forge.pulls).toEqual([]);
  });

  it.each([
    ["the environment", "self_building_off", (world: MemoryWorld) => setFlag(world, { selfBuilding: false })],
    ["autonomy", "autonomy_off", (world: MemoryWorld) => setFlag(world, { autonomousImprovements: false })],
    [
      "the repository",
      "repository_off",
      (world: MemoryWorld) => world.forge.push("main", policyPath, `${policyText}enabled: false\n`),
    ],
    [
      "the organisation",
      "organisation_off",
      (world: MemoryWorld) => world.forge.organisation("enabled: false"),
    ],
    [
      "nonsense of the organisation",
      "organisation_off",
      (world: MemoryWorld) => world.forge.organisation("["),
    ],
  ])("writes nothing once %s says off after the draft", async (_what, code, turnOff) => {
    const world = await drafted();
    turnOff(world);
    expect(await step(world)).toMatchObject({ stage: "drafted", faults: 0, wakeAtMs: world.nowMs + 60_000 });
    expect(lastWord(world)).toBe(`propose wait ${code}`);
    expect([world.forge.pulls, [...world.forge.branches.keys()]]).toEqual([[], ["main"]]);
  });

  it("opens what a person asked for, whatever autonomy says", async () => {
    const world = new MemoryWorld();
    setFlag(world, { autonomousImprovements: false });
    await admitted(world, { kind: "person", login: "ada", issueNumber: null });
    await until(world, "proposed");
    expect(world.forge.pulls).toHaveLength(1);
  });

  it("waits, and loses nothing, while the policy is malformed", async () => {
    const world = await drafted();
    world.forge.push("main", policyPath, "version: 2\n");
    expect(await step(world)).toMatchObject({ stage: "drafted" });
    expect(lastWord(world)).toBe("propose wait policy_wrong_setting");
    world.forge.push("main", policyPath, policyText);
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { number: 1 } });
    expect(lastWord(world)).toBe("propose opened pull_request");
  });
});

describe("a pull request that is there already", () => {
  it("is taken on, and brought up to date, although nothing may be opened any more", async () => {
    const world = await openedAndForgotten();
    setFlag(world, { autonomousImprovements: false });
    world.forge.push("main", "other.txt", "x");
    const base = world.forge.tip("main");
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { number: 1, baseSha: base } });
    expect(world.forge.pulls).toHaveLength(1);
  });

  it("and was closed by a person is an answer", async () => {
    const world = await openedAndForgotten();
    world.forge.close(1, "ada");
    expect(await step(world)).toMatchObject({
      how: "declined",
      pullNumber: 1,
      reasons: [{ code: "declined", text: "#1 was closed by ada." }],
    });
    expect(world.forge.pulls).toMatchObject([{ state: "closed" }]);
  });

  it("and was merged by a person goes on to its watch", async () => {
    const world = await openedAndForgotten();
    const headSha = world.forge.tip(branch(world));
    world.forge.mergeAsPerson(1);
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { number: 1, headSha } });
    expect(lastWord(world)).toBe("propose adopted pull_request");
    expect(await step(world)).toMatchObject({ stage: "merged" });
  });
});
