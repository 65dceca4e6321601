import { describe, expect, it } from "vitest";
import type { Improvement } from "../src/domain/improvement/improvement.ts";
import { reason } from "../src/domain/shared/reason.ts";
import type { Ports } from "../src/ports/ports.ts";
import { MemoryWorld, policyText, templateText } from "./stand-ins/memory-world.ts";
import { admitted, only, step, until } from "./stand-ins/play.ts";

const policyPath = ".github/self-building.yml";

async function proposed(): Promise<MemoryWorld> {
  const world = await admitted(new MemoryWorld());
  await until(world, "proposed");
  return world;
}

/** What a row's last audit entry says. */
function lastWord(world: MemoryWorld) {
  const entry = world.store.entries.at(-1);
  return `${entry?.action} ${entry?.outcome} ${entry?.reasons[0]?.code}`;
}

function waiting(row: Improvement): readonly string[] {
  return row.stage === "proposed" ? (row.pull.lastDecision?.reasons ?? []).map((one) => one.code) : [];
}

describe("draft", () => {
  const none: Ports["generator"] = {
    handles: () => true,
    propose: async () => ({ kind: "none", reason: reason("model_declined", "Nothing to change.") }),
  };

  it.each<[string, Partial<Ports>, string]>([
    ["the generator has none", { generator: none }, "draft unusable model_declined"],
    [
      "the inspector objects",
      { inspector: { inspect: async () => [reason("secret_found", "A key.")] } },
      "draft unusable secret_found",
    ],
  ])("ends when %s, and opens nothing", async (_when, ports, word) => {
    const world = await admitted(new MemoryWorld());
    const row = await step(world, ports);
    expect(row).toMatchObject({ how: "unusable", pullNumber: null, wakeAtMs: null });
    expect(lastWord(world)).toBe(word);
    expect([world.forge.pulls, [...world.forge.branches.keys()]]).toEqual([[], ["main"]]);
  });

  it("ends when the change passes a limit of the policy", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", policyPath, `${policyText}limits: { protectedPaths: [template.yaml] }\n`);
    expect(await step(world)).toMatchObject({ how: "unusable" });
    expect(lastWord(world)).toBe("draft unusable protected_path");
  });

  it("ends when the template is another one by now", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", "template.yaml", templateText.replace("1024", "2048"));
    await step(world);
    expect(lastWord(world)).toBe("draft unusable evidence_outdated");
  });

  it("waits, and loses nothing, while the policy is malformed or a switch is off", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", policyPath, "version: 2\n");
    expect(await step(world)).toMatchObject({ stage: "found" });
    world.forge.push("main", policyPath, policyText);
    world.flags = { ...world.flags, autonomousImprovements: false };
    expect(await step(world)).toMatchObject({ stage: "found" });
    expect(lastWord(world)).toBe("draft wait autonomy_off");
    world.flags = { ...world.flags, autonomousImprovements: true };
    expect(await step(world)).toMatchObject({ stage: "drafted" });
  });
});

describe("propose", () => {
  async function drafted(): Promise<MemoryWorld> {
    const world = await admitted(new MemoryWorld());
    await until(world, "drafted");
    return world;
  }
  const branch = (world: MemoryWorld) => `self-building/${only(world).opportunity.fingerprint}`;

  it("leaves a branch alone on which somebody has commits", async () => {
    const world = await drafted();
    world.forge.branches.set(branch(world), world.forge.tip("main"));
    world.forge.push(branch(world), "mine.txt", "mine");
    const tip = world.forge.tip(branch(world));
    expect(await step(world)).toMatchObject({ how: "unusable" });
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
    expect(await step(world)).toMatchObject({ stage: "drafted" });
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

  it("takes a pull request that a person closed for an answer", async () => {
    const world = await proposed();
    world.forge.close(1, "ada");
    expect(await step(world)).toMatchObject({ stage: "ended", pullNumber: 1 });
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "declined" }]);
  });
});

function setFlag(world: MemoryWorld, flags: Partial<MemoryWorld["flags"]>): void {
  world.flags = { ...world.flags, ...flags };
}

describe("the gate", () => {
  it("waits while the policy is malformed, and shows nothing made up", async () => {
    const world = await proposed();
    await step(world);
    world.forge.push("main", policyPath, "services: none\n");
    world.forge.reportCheck(1, "success");
    const row = await step(world);
    expect(row.stage).toBe("proposed");
    expect(waiting(row)).not.toContain("check_passed");
    expect(world.forge.merges).toEqual([]);
  });

  it("says nothing on GitHub while the organisation says off, and why once it is the repository", async () => {
    const world = await proposed();
    world.forge.organisation("enabled: false");
    expect(waiting(await step(world))).toContain("organisation_off");
    expect(world.forge.published.size).toBe(0);
    world.forge.organisation(null);
    world.forge.push("main", policyPath, `${policyText}enabled: false\n`);
    await step(world);
    expect([...world.forge.published.values()]).toEqual(["Blocked: repository off"]);
  });

  it("brings it up to date at most five times", async () => {
    const world = await proposed();
    for (let push = 0; push < 8; push++) {
      world.forge.push("main", `other-${push}.txt`, "x");
      world.forge.reportCheck(1, "success");
      await step(world);
    }
    const row = only(world);
    expect(row).toMatchObject({ stage: "proposed", pull: { refreshes: 5 } });
    expect(waiting(row)).toEqual(["refresh_cap"]);
    expect(world.forge.merges).toEqual([]);
  });

  it("closes, and says why, what no longer fits the moved base", async () => {
    const world = await proposed();
    world.forge.push("main", policyPath, `${policyText}limits: { protectedPaths: [template.yaml] }\n`);
    world.forge.reportCheck(1, "success");
    expect(await step(world)).toMatchObject({ stage: "ended", pullNumber: 1 });
    expect(world.forge.pulls).toMatchObject([{ state: "closed" }]);
    expect(world.forge.comments.get("1:outcome")).toContain("protected_path");
  });

  it("does not close what a person pushed to while it was being brought up to date", async () => {
    const world = await proposed();
    world.forge.push("main", "other.txt", "x");
    world.forge.reportCheck(1, "success");
    const { workspace } = world.ports();
    const checkout: Ports["workspace"]["checkout"] = (ref, sha, use) => {
      const [pull] = world.forge.pulls;
      if (pull) world.forge.push(pull.branch, "mine.txt", "mine");
      return workspace.checkout(ref, sha, use);
    };
    expect(await step(world, { workspace: { ...workspace, checkout } })).toMatchObject({ stage: "proposed" });
    expect(world.forge.pulls).toMatchObject([{ state: "open" }]);
  });
});
