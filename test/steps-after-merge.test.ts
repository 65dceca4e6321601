import { describe, expect, it } from "vitest";
import { advance } from "../src/cycle/advance.ts";
import { PermanentFailure } from "../src/domain/shared/failure.ts";
import { reason } from "../src/domain/shared/reason.ts";
import type { Ports } from "../src/ports/ports.ts";
import { MemoryWorld, policyText, settings, templateText } from "./stand-ins/memory-world.ts";
import { admitted, only, step, until } from "./stand-ins/play.ts";

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

/** What a row's last audit entry says. */
function lastWord(world: MemoryWorld) {
  const entry = world.store.entries.at(-1);
  return `${entry?.action} ${entry?.outcome} ${entry?.reasons[0]?.code}`;
}

function setFlag(world: MemoryWorld, flags: Partial<MemoryWorld["flags"]>): void {
  world.flags = { ...world.flags, ...flags };
}

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
    const row = await until(world, "ended");
    expect(row).toMatchObject({ how: "inconclusive" });
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
    expect(await until(world, "ended")).toMatchObject({
      how: "reverted",
      merged: { revertPull: { number: 2 } },
    });
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
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "regressed_and_left" }]);
  });

  it("is over when somebody has taken the change back already", async () => {
    const world = await regressed();
    world.forge.push("main", "template.yaml", templateText);
    expect(await step(world)).toMatchObject({
      how: "undone_by_people",
      reasons: [{ code: "already_undone" }],
    });
    expect(world.forge.pulls).toHaveLength(1);
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
      how: "unusable",
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
