import { describe, expect, it } from "vitest";
import { lastDecision, proposed, reverting } from "../../../test/gated-world.ts";
import { app } from "../../../test/stand-ins/memory-repository.ts";
import { type MemoryWorld, policyText, templateText } from "../../../test/stand-ins/memory-world.ts";
import { only, step, until } from "../../../test/stand-ins/play.ts";

const codes = (world: MemoryWorld) => (lastDecision(world)?.reasons ?? []).map(({ code }) => code);
const branchOf = (world: MemoryWorld, number = 1): string => {
  const pull = world.forge.pulls[number - 1];
  if (!pull) throw new Error(`There is no #${number}.`);
  return pull.branch;
};
const template = (world: MemoryWorld, ref: string) =>
  world.forge.commitAt(world.forge.branches.get(ref) ?? ref).files["template.yaml"] ?? "";

/** Whoever did it, the branch holds the app's change and nothing else. */
const harmless: [string, (world: MemoryWorld, branch: string) => void][] = [
  [
    "a person brought it up to date",
    (world, branch) => {
      world.forge.push("main", "other.txt", "x");
      world.forge.updateBranch(branch, "mia");
    },
  ],
  ["a person pushed an empty commit", ({ forge }, branch) => forge.push(branch, "none.txt", null, "mia")],
  ["a bot pushed an empty commit", ({ forge }, branch) => forge.push(branch, "none.txt", null, "dco[bot]")],
  [
    "a person changed something and took it back",
    ({ forge }, branch) => {
      forge.push(branch, "mine.txt", "mine", "mia");
      forge.push(branch, "mine.txt", null, "mia");
    },
  ],
];

describe.each(harmless)("after %s", (_what, act) => {
  it("the app goes on with its own change and merges it", async () => {
    const world = await proposed();
    act(world, branchOf(world));
    const headSha = world.forge.tip(branchOf(world));
    expect(await step(world)).toMatchObject({ stage: "proposed", pull: { headSha } });
    expect(world.forge.published.has(`${headSha}:self-building/gate`)).toBe(true);
    world.forge.reportCheck(1, "success");
    await step(world);
    expect(world.forge.merges).toMatchObject([{ number: 1, by: app }]);
  });

  it("it is rebuilt when the base moves again", async () => {
    const world = await proposed();
    act(world, branchOf(world));
    world.forge.push("main", "later.txt", "y");
    world.forge.reportCheck(1, "success");
    await step(world);
    const tip = world.forge.commitAt(world.forge.tip(branchOf(world)));
    expect(tip).toMatchObject({ author: app, parents: [world.forge.tip("main")] });
  });

  it.each(["squash", "merge"] as const)("a person's %s of it is watched, and taken back", async (method) => {
    const world = await proposed();
    world.slowdown = 1.8;
    const before = template(world, "main");
    act(world, branchOf(world));
    world.forge.mergeAsPerson(1, "mia", method);
    expect(await step(world)).toMatchObject({ stage: "merged" });
    await until(world, "ended");
    expect(only(world)).toMatchObject({ how: "reverted" });
    expect(template(world, "main")).toBe(before);
  });

  it("so does a revert", async () => {
    const world = await reverting();
    act(world, branchOf(world, 2));
    await step(world);
    world.forge.reportCheck(2, "success");
    await until(world, "ended");
    expect(only(world)).toMatchObject({ how: "reverted" });
    expect(template(world, "main")).toBe(templateText);
  });
});

describe("a bot that changes what was proposed", () => {
  const format = (world: MemoryWorld) => {
    const text = `${template(world, branchOf(world))}# formatted\n`;
    return world.forge.push(branchOf(world), "template.yaml", text, "format[bot]");
  };

  it("leaves the merge to people, and nothing of its own is pushed away", async () => {
    const world = await proposed();
    const headSha = format(world);
    world.forge.push("main", "later.txt", "y");
    world.forge.reportCheck(1, "success");
    await step(world);
    expect(codes(world)).toEqual(["bot_commits"]);
    expect(world.forge.tip(branchOf(world))).toBe(headSha);
    world.forge.mergeAsPerson(1, "mia");
    expect(await step(world)).toMatchObject({ stage: "merged" });
  });

  it.each(["format[bot]", "Format[bot]"])("is like the app where the policy accepts %s", async (name) => {
    const world = await proposed(policyText.replace("merge: {", `merge: { acceptedBots: ["${name}"],`));
    format(world);
    world.forge.reportCheck(1, "success");
    await step(world);
    expect(world.forge.merges).toMatchObject([{ number: 1, by: app }]);
    expect(template(world, "main")).toContain("# formatted");
  });

  it("is not accepted for a person who takes part", async () => {
    const world = await proposed(policyText.replace("merge: {", 'merge: { acceptedBots: ["format[bot]"],'));
    format(world);
    world.forge.push(branchOf(world), "mine.txt", "mine", "mia");
    world.forge.reportCheck(1, "success");
    await step(world);
    expect(codes(world)).toEqual(["human_commits"]);
  });
});

describe("what somebody pushes under the app's own account", () => {
  it("is neither merged nor pushed away", async () => {
    const world = await proposed();
    const headSha = world.forge.push(branchOf(world), "theirs.txt", "x", app);
    world.forge.push("main", "later.txt", "y");
    world.forge.reportCheck(1, "success");
    await step(world);
    expect(codes(world)).toEqual(["other_content"]);
    expect(world.forge.tip(branchOf(world))).toBe(headSha);
  });
});
