import { describe, expect, it } from "vitest";
import { advance } from "../src/cycle/advance.ts";
import { PermanentFailure } from "../src/domain/failure.ts";
import type { Improvement } from "../src/domain/improvement.ts";
import { reason } from "../src/domain/reason.ts";
import type { Ports } from "../src/ports.ts";
import { MemoryWorld, policyText, settings, templateText } from "./memory/memory-world.ts";
import { admitted, only, step, until } from "./memory/play.ts";

const policyPath = ".github/self-building.yml";
const reverting = `${policyText}watch: { baselineHours: 24, durationSeconds: 1800 }\n`;

/** A change that makes production slower, advanced until the judge has said so. */
async function regressed(): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  world.slowdown = 1.8;
  world.forge.push("main", policyPath, reverting);
  await admitted(world);
  await until(world, "regressed");
  return world;
}

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
    ["the generator has none", { generator: none }, "draft abandoned model_declined"],
    [
      "the inspector objects",
      { inspector: { inspect: async () => [reason("secret_found", "A key.")] } },
      "draft abandoned secret_found",
    ],
  ])("ends when %s, and opens nothing", async (_when, ports, word) => {
    const world = await admitted(new MemoryWorld());
    const row = await step(world, ports);
    expect(row).toMatchObject({ stage: "abandoned", pullNumber: null, wakeAtMs: null });
    expect(lastWord(world)).toBe(word);
    expect([world.forge.pulls, [...world.forge.branches.keys()]]).toEqual([[], ["main"]]);
  });

  it("ends when the change passes a limit of the policy", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", policyPath, `${policyText}limits: { protectedPaths: [template.yaml] }\n`);
    expect(await step(world)).toMatchObject({ stage: "abandoned" });
    expect(lastWord(world)).toBe("draft abandoned protected_path");
  });

  it("ends when the template is another one by now", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", "template.yaml", templateText.replace("1024", "2048"));
    await step(world);
    expect(lastWord(world)).toBe("draft abandoned evidence_outdated");
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
    expect(await step(world)).toMatchObject({ stage: "abandoned" });
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
    expect(await step(world)).toMatchObject({ stage: "abandoned", pullNumber: 1 });
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
    expect(waiting(row)).toEqual(["behind_base", "refresh_cap"]);
    expect(world.forge.merges).toEqual([]);
  });

  it("closes, and says why, what no longer fits the moved base", async () => {
    const world = await proposed();
    world.forge.push("main", "template.yaml", templateText.replace("# megabytes", "# MB"));
    world.forge.reportCheck(1, "success");
    expect(await step(world)).toMatchObject({ stage: "abandoned", pullNumber: 1 });
    expect(world.forge.pulls).toMatchObject([{ state: "closed" }]);
    expect(world.forge.comments.get("1:outcome")).toContain("edit_text_missing");
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

describe("the watch", () => {
  it("waits for the deployment to the environment that the policy names", async () => {
    const world = new MemoryWorld();
    world.forge.push("main", policyPath, `${policyText}watch: { environment: production }\n`);
    await admitted(world);
    await until(world, "merged");
    expect(await step(world)).toMatchObject({ stage: "merged" });
    expect(lastWord(world)).toBe("deploy wait not_deployed");
    world.forge.deployedMs = world.nowMs;
    expect(await step(world)).toMatchObject({ stage: "watching", effectiveAtMs: world.forge.deployedMs });
  });

  it("keeps without proof, and tells people, when production says nothing", async () => {
    const world = await admitted(new MemoryWorld());
    await until(world, "watching");
    world.silent = true;
    const row = await until(world, "kept");
    expect(row).toMatchObject({ confidence: "inconclusive" });
    expect(world.forge.comments.get("1:outcome")).toContain("not verified");
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "inconclusive" }]);
  });
});

describe("the revert", () => {
  it("is not made while rollback is off, and people are told", async () => {
    const world = await regressed();
    setFlag(world, { improvementRollback: false });
    expect(await step(world)).toMatchObject({ stage: "regressed", revert: { kind: "needed" } });
    expect(lastWord(world)).toBe("revert wait rollback_off");
    expect(world.forge.comments.get("1:outcome")).toContain("Production got worse");
    expect(world.forge.pulls).toHaveLength(1);
    setFlag(world, { improvementRollback: true });
    expect(await until(world, "reverted")).toMatchObject({ revertPull: { number: 2 } });
    expect(world.forge.comments.get("1:outcome")).toContain("Reverted");
  });

  it("is not merged once rollback is turned off", async () => {
    const world = await regressed();
    await step(world);
    setFlag(world, { improvementRollback: false });
    world.forge.reportCheck(2, "success");
    await step(world);
    expect(world.forge.merges).toHaveLength(1);
    expect(lastWord(world)).toBe("revert_gate block rollback_off");
  });

  it("asks people by one issue when it conflicts, and forces nothing", async () => {
    const world = await regressed();
    const main = world.forge.commits.get(world.forge.tip("main"))?.files["template.yaml"] ?? "";
    world.forge.push("main", "template.yaml", `${main}# later\n`);
    const row = await step(world);
    expect(row).toMatchObject({ stage: "regressed", revert: { kind: "conflict", paths: ["template.yaml"] } });
    expect(world.forge.issues.size).toBe(1);
    expect(world.forge.pulls).toHaveLength(1);
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "regressed" }]);
  });

  it("is over when somebody has taken the change back already", async () => {
    const world = await regressed();
    world.forge.push("main", "template.yaml", templateText);
    expect(await step(world)).toMatchObject({ stage: "abandoned", reasons: [{ code: "already_undone" }] });
    expect(world.forge.pulls).toHaveLength(1);
  });

  it("is not made again when a person closes it", async () => {
    const world = await regressed();
    await step(world);
    world.forge.close(2, "ada");
    expect(await step(world)).toMatchObject({ stage: "abandoned", reasons: [{ code: "revert_declined" }] });
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "regressed" }]);
  });
});

describe("a fault", () => {
  const failing = (error: Error): Partial<Ports> => ({
    workspace: {
      checkout: () => Promise.reject(error),
      revert: () => Promise.reject(error),
    },
  });

  it("is tried again later and later, and forgotten after a success", async () => {
    const world = await admitted(new MemoryWorld());
    const waits: number[] = [];
    for (let fault = 0; fault < 3; fault++) {
      const row = await step(world, failing(new Error("The disk is full.")));
      waits.push((row.wakeAtMs ?? 0) - world.nowMs);
    }
    expect(waits).toEqual([5000, 10_000, 20_000]);
    expect(only(world)).toMatchObject({ stage: "found", faults: 3 });
    expect(await step(world)).toMatchObject({ stage: "drafted", faults: 0 });
  });

  it("that can never succeed ends what is not merged yet", async () => {
    const world = await admitted(new MemoryWorld());
    const gone = new PermanentFailure(reason("no_permission", "Contents: write is missing."));
    expect(await step(world, failing(gone))).toMatchObject({
      stage: "abandoned",
      reasons: [{ code: "no_permission" }],
    });
  });

  it("that can never succeed does not end what was merged: somebody has to keep watching", async () => {
    const world = await regressed();
    const gone = new PermanentFailure(reason("no_permission", "Contents: write is missing."));
    expect(await step(world, failing(gone))).toMatchObject({ stage: "regressed", faults: 1 });
  });

  it("of another tenant's row is none of this one's business", async () => {
    const world = await admitted(new MemoryWorld());
    const other = { ...settings, tenant: "other" };
    expect(await advance(only(world).id, world.ports(), other, world.nowMs)).toBeNull();
    expect(only(world).stage).toBe("found");
  });
});
