import { describe, expect, it } from "vitest";
import { policyPath, written } from "../../test/gated-world.ts";
import { MemoryWorld, policyText, templateText } from "../../test/stand-ins/memory-world.ts";
import { cycle } from "../../test/stand-ins/play.ts";
import type { Ports } from "../ports/ports.ts";

function codes(reasons: readonly { readonly code: string }[]): string[] {
  return reasons.map((one) => one.code);
}

describe("a cycle is refused, with its reason on record,", () => {
  it.each<[string, string, (world: MemoryWorld) => void]>([
    [
      "an archived repository",
      "repository_archived",
      (world) => Object.assign(world.forge.state, { archived: true }),
    ],
    [
      "an empty repository",
      "repository_empty",
      (world) => Object.assign(world.forge.state, { headSha: null }),
    ],
    [
      "a repository without the file",
      "policy_missing",
      (world) => world.forge.branches.set("main", world.forge.commits.keys().next().value ?? ""),
    ],
    [
      "a malformed policy",
      "policy_unknown_setting",
      (world) => world.forge.push("main", policyPath, `${policyText}mrege: {}\n`),
    ],
    [
      "a repository that is off",
      "repository_off",
      (world) => world.forge.push("main", policyPath, `${policyText}enabled: false\n`),
    ],
    [
      "an organisation that is off",
      "organisation_off",
      (world) => world.forge.organisation("enabled: false\n"),
    ],
    [
      "the app being off",
      "self_building_off",
      (world) => Object.assign(world, { flags: { ...world.flags, selfBuilding: false } }),
    ],
  ])("for %s", async (what, code, arrange) => {
    const world = what === "a repository without the file" ? withoutPolicy() : new MemoryWorld();
    arrange(world);
    const report = await cycle(world);
    expect(report).toMatchObject({ outcome: "refused", opportunities: [] });
    expect(codes(report.reasons)).toContain(code);
    expect(world.store.entries).toMatchObject([{ action: "cycle", outcome: "refused" }]);
    expect([...world.store.reports.values()]).toEqual([report]);
    expect([world.store.rows.size, world.forge.pulls.length]).toEqual([0, 0]);
  });

  it("for a repository that is not there", async () => {
    const world = new MemoryWorld();
    const { forge } = world.ports();
    const gone: Ports["forge"] = Object.assign(Object.create(forge), { repository: async () => null });
    const report = await cycle(world, { kind: "schedule" }, { forge: gone });
    expect(codes(report.reasons)).toEqual(["repository_missing"]);
  });
});

function withoutPolicy(): MemoryWorld {
  const world = new MemoryWorld();
  const tip = world.forge.commits.get(world.forge.tip("main"));
  if (!tip) throw new Error("There is a first commit.");
  world.forge.commits.set(tip.sha, { ...tip, files: { "template.yaml": templateText } });
  return world;
}

describe("a malformed policy", () => {
  it("is told to its author by a check run, but not while the organisation or the app is off", async () => {
    const told = async (arrange: (world: MemoryWorld) => void, dryRun = false) => {
      const world = new MemoryWorld();
      world.forge.push("main", policyPath, "version: 1\n");
      arrange(world);
      const checks = written(world);
      await cycle(world, undefined, {}, { dryRun });
      return checks.map(({ headSha, title, conclusion }) => [
        headSha === world.forge.tip("main"),
        title,
        conclusion,
      ]);
    };
    const shown = [[true, ".github/self-building.yml cannot be used", "failure"]];
    expect(await told(() => {})).toEqual(shown);
    expect(await told(() => {}, true)).toEqual([]);
    expect(await told((world) => world.forge.organisation("enabled: false"))).toEqual([]);
    expect(
      await told((world) => Object.assign(world, { flags: { ...world.flags, selfBuilding: false } })),
    ).toEqual([]);
  });

  it("is not told where there is no policy at all: nobody has asked for the app", async () => {
    const world = withoutPolicy();
    const checks = written(world);
    await cycle(world);
    expect(checks).toEqual([]);
  });
});
