import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { readStanding } from "./read-standing.ts";
import { switchesIn } from "./read-switches.ts";

async function codes(world: MemoryWorld): Promise<string[]> {
  return switchesIn(await readStanding(world.forge.ref, world.ports()), world.ports()).map(
    ({ code }) => code,
  );
}

describe("the kill switches", () => {
  it.each<[string, (world: MemoryWorld) => void, string[]]>([
    ["nothing is said", () => {}, []],
    ["the organisation says on", (world) => world.forge.organisation("enabled: true"), []],
    [
      "the organisation says off",
      (world) => world.forge.organisation("enabled: false"),
      ["organisation_off"],
    ],
    ["the organisation's file says neither", (world) => world.forge.organisation(""), ["organisation_off"]],
    [
      "the environment says off",
      (world) => Object.assign(world, { flags: { ...world.flags, selfBuilding: false } }),
      ["self_building_off"],
    ],
    [
      "the repository says off",
      (world) => world.forge.push("main", policyPath, `${policyText}enabled: false\n`),
      ["repository_off"],
    ],
    ["the policy is malformed", (world) => world.forge.push("main", policyPath, "["), ["policy_unreadable"]],
    ["the policy is gone", (world) => world.forge.push("main", policyPath, null), ["policy_unreadable"]],
  ])("are, while %s: %j", async (_what, arrange, expected) => {
    const world = new MemoryWorld();
    arrange(world);
    expect(await codes(world)).toEqual(expected);
  });

  it("of the organisation are in its .github repository, and in no other", async () => {
    const world = new MemoryWorld();
    world.forge.push("main", "self-building.yml", "enabled: false");
    expect(await codes(world)).toEqual([]);
    const asked: unknown[] = [];
    const { readFile } = world.forge;
    world.forge.readFile = (ref, path, at) => {
      asked.push([ref, path, at]);
      return readFile.call(world.forge, ref, path, at);
    };
    await codes(world);
    expect(asked).toContainEqual([{ owner: "acme", name: ".github" }, "self-building.yml", null]);
  });
});
