import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, lastWord, only, step, turnTo, until } from "../../../test/stand-ins/play.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { judgeNow } from "./judge-now.ts";

const periodMs = 300_000;
const services = ["cart", "mail"]
  .map((name) => {
    const resource = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return `  - { name: ${name}, functionName: ${name}, resource: ${resource}, template: ${name}.yaml }\n`;
  })
  .join("");
/** Checkout is changed, and its watch compared with two services that are not. */
const compared = policyText.replace("merge:", `${services}limits: { maxOpenPullRequests: 1 }\nmerge:`);

/** A world whose improvement of checkout has just got to its watch. */
async function watching(policy = policyText): Promise<MemoryWorld> {
  const watch = "watch: { baselineHours: 24, durationSeconds: 1800 }\n";
  const world = new MemoryWorld({ policy: `${policy}${watch}`, otherFunctions: ["cart", "mail"] });
  await admitted(world);
  expect(only(world).opportunity.service).toBe("checkout");
  await until(world, "watching");
  return world;
}

/** Telemetry in which functions take longer by these factors since the merge; says what was asked. */
function slowing(world: MemoryWorld, factors: Readonly<Record<string, number>> = {}) {
  const { telemetry } = world.ports();
  const asked: Parameters<Telemetry["readSeries"]>[0][] = [];
  const mergedAtMs = world.forge.pulls[0]?.merged?.atMs ?? 0;
  const readSeries: Telemetry["readSeries"] = async (request) => {
    asked.push(request);
    return (await telemetry.readSeries(request)).map((series) => {
      const { name, dimensions } = series.metric;
      const factor = name === "Duration" ? (factors[dimensions.FunctionName ?? ""] ?? 1) : 1;
      const points = series.points.map(({ atMs, value }) => ({
        atMs,
        value: atMs >= mergedAtMs ? value * factor : value,
      }));
      return { ...series, points };
    });
  };
  return { asked, ports: { telemetry: { ...telemetry, readSeries } } };
}

/** Looks whenever it is due, until the judge has said its word. */
async function verdictOf(world: MemoryWorld, ports: { telemetry: Telemetry }): Promise<string> {
  while (only(world).stage === "watching") {
    turnTo(world, (only(world).wakeAtMs ?? 0) - 60_000);
    await step(world, ports);
  }
  return lastWord(world);
}

describe("the deployment", () => {
  const policy = `${policyText}watch: { environment: production }\n`;

  it("that does not come is looked for less and less often", async () => {
    const patient = policy.replace("production", "production, deploymentWaitHours: 2160");
    const world = await admitted(new MemoryWorld({ policy: patient }));
    await until(world, "merged");
    const pauses: number[] = [];
    for (const days of [0, 1, 30]) {
      turnTo(world, world.nowMs + days * 86_400_000);
      const { wakeAtMs } = await step(world);
      pauses.push(((wakeAtMs ?? 0) - world.nowMs) / 60_000);
    }
    expect(pauses[0]).toBeLessThanOrEqual(1);
    expect(pauses[1]).toBeGreaterThan(60);
    expect(pauses[2]).toBe(360);
  });

  it("to the environment that the policy names begins the watch, at the time when it succeeded", async () => {
    const world = await admitted(new MemoryWorld({ policy }));
    await until(world, "merged");
    expect(await step(world)).toMatchObject({
      stage: "merged",
      wakeAtMs: world.nowMs + 60_000,
      merge: { environment: "production" },
    });
    world.forge.deploy("staging");
    await step(world);
    expect(lastWord(world)).toBe("deploy wait not_deployed");
    world.forge.deploy("production");
    const effectiveAtMs = world.nowMs;
    expect(await step(world)).toMatchObject({ stage: "watching", effectiveAtMs });
  });

  it("is waited for while the policy is malformed", async () => {
    const world = await admitted(new MemoryWorld({ policy }));
    await until(world, "merged");
    world.forge.deploy("production");
    world.forge.push("main", policyPath, "[");
    expect(await step(world)).toMatchObject({ stage: "merged" });
    expect(lastWord(world)).toBe("deploy wait policy_not_yaml");
  });

  it("and not the merge begins the time that is watched", async () => {
    const late = new MemoryWorld({
      policy: `${policyText}watch: { baselineHours: 24, durationSeconds: 1800, environment: production }\n`,
    });
    await admitted(late);
    await until(late, "merged");
    turnTo(late, late.nowMs + 3 * 3_600_000);
    late.forge.deploy("production");
    await step(late);
    await step(late);
    expect(lastWord(late)).toBe("verdict wait horizon_not_reached");
    expect(only(late).stage).toBe("watching");
  });
});

describe("the watch", () => {
  it("judges whole periods, from the first that began after the change to the last that is over", async () => {
    const world = await watching();
    const row = only(world);
    if (row.stage !== "watching") throw new Error("It is watched.");
    expect(row.effectiveAtMs % periodMs, "in the middle of a period").not.toBe(0);
    const { asked, ports } = slowing(world);
    turnTo(world, row.effectiveAtMs + 4.5 * periodMs);
    await step(world, ports);
    const fromMs = Math.floor(row.effectiveAtMs / periodMs) * periodMs + periodMs;
    const toMs = Math.floor(world.nowMs / periodMs) * periodMs;
    expect(asked).toMatchObject([
      { fromMs, toMs, periodSeconds: 300 },
      { fromMs: row.merge.baseline[0]?.toMs, toMs: fromMs, periodSeconds: 300 },
    ]);
    expect(asked[0]?.metrics.map(({ name }) => name)).toEqual([
      "Duration",
      "Errors",
      "Throttles",
      "Invocations",
    ]);
    expect(only(world).wakeAtMs).toBe(world.nowMs + periodMs);
  });

  it("does not read years after a long outage", async () => {
    const world = await watching();
    const { asked, ports } = slowing(world);
    turnTo(world, world.nowMs + 400 * 86_400_000);
    await step(world, ports);
    const [request] = asked;
    expect((request?.toMs ?? 0) - (request?.fromMs ?? 0)).toBe(4 * 3_600_000);
  });

  it("compares the services that the change does not touch over the same times, before and after", async () => {
    const world = await watching(compared);
    const { asked, ports } = slowing(world);
    turnTo(world, world.nowMs + 3 * periodMs);
    await step(world, ports);
    const row = only(world);
    if (row.stage !== "watching") throw new Error("It is watched.");
    const [frozen] = row.merge.baseline;
    const [own, , before, after] = asked;
    expect([before?.fromMs, before?.toMs]).toEqual([frozen?.fromMs, own?.fromMs]);
    expect([after?.fromMs, after?.toMs]).toEqual([own?.fromMs, own?.toMs]);
    const names = ["cart", "cart", "cart", "mail", "mail", "mail"];
    for (const one of [before, after]) {
      expect(one?.metrics.map(({ dimensions }) => dimensions.FunctionName)).toEqual(names);
    }
  });

  it("does not blame the change for what got worse between merge and deployment", async () => {
    const world = await watching();
    const row = only(world);
    if (row.stage !== "watching") throw new Error("It is watched.");
    const late = { ...row, effectiveAtMs: row.effectiveAtMs + 6 * 3_600_000 };
    const { ports } = slowing(world, { checkout: 1.8 });
    turnTo(world, late.effectiveAtMs + 2 * 3_600_000);
    const verdict = await judgeNow(late, ports, world.settings, late.effectiveAtMs + 2 * 3_600_000);
    expect(verdict.kind).not.toBe("revert");
    // At the merge itself it would be the change's.
    const prompt = await judgeNow(row, ports, world.settings, row.effectiveAtMs + 2 * 3_600_000);
    expect(prompt.kind).toBe("revert");
  });

  it("counts the points of one's own metrics as late as they were seen to come, three hours until that is known", async () => {
    const world = await watching();
    const row = only(world);
    if (row.stage !== "watching") throw new Error("It is watched.");
    const metrics = row.merge.watchPlan.metrics.map(({ metric, role }) => ({
      role,
      metric: { ...metric, namespace: "Shop" },
    }));
    const baseline = row.merge.baseline.map((one) => ({
      ...one,
      metric: { ...one.metric, namespace: "Shop" },
    }));
    const own = { ...row, merge: { ...row.merge, baseline, watchPlan: { ...row.merge.watchPlan, metrics } } };
    const { ports } = slowing(world);
    turnTo(world, row.effectiveAtMs + 5 * 3_600_000);
    const at = async (hours: number, latenessSeconds: Telemetry["latenessSeconds"]) => {
      const telemetry = { ...ports.telemetry, ...(latenessSeconds ? { latenessSeconds } : {}) };
      return (await judgeNow(own, { telemetry }, world.settings, row.effectiveAtMs + hours * 3_600_000)).kind;
    };
    expect(await at(3.9, undefined)).toBe("wait");
    expect(await at(4.1, undefined)).toBe("keep");
    expect(await at(1.4, () => 1800)).toBe("wait");
    expect(await at(1.6, () => 1800)).toBe("keep");
  });

  it("knows by them that what got worse everywhere is no fault of the change", async () => {
    const world = await watching(compared);
    const { ports } = slowing(world, { checkout: 1.8, cart: 1.8, mail: 1.8 });
    expect(await verdictOf(world, ports)).toBe("verdict inconclusive regional_incident");
  });

  it("compares each of them with itself", async () => {
    const world = await watching(compared);
    const { ports } = slowing(world, { checkout: 1.8, cart: 1.5 });
    expect(await verdictOf(world, ports)).toBe("verdict revert degraded");
    const row = only(world);
    if (row.stage !== "regressed") throw new Error("It regressed.");
    expect(row.comparisons).toMatchObject([
      { metric: { name: "Duration" }, outcome: "worse" },
      { metric: { name: "Errors" }, outcome: "same" },
      { metric: { name: "Throttles" }, outcome: "same" },
      { metric: { name: "Invocations" }, outcome: "same" },
    ]);
  });
});

describe("the verdict", () => {
  it("to keep is told, labelled, and in the ledger with what was predicted and measured", async () => {
    const world = await watching();
    expect(await verdictOf(world, slowing(world).ports)).toBe("verdict kept not_degraded");
    expect(only(world)).toMatchObject({
      how: "kept",
      pullNumber: 1,
      merged: { merge: { sha: world.forge.merges[0]?.sha, baseline: [] }, revertPull: null },
    });
    expect(world.forge.comments.get("1:outcome")).toContain("**Kept**: production did not get worse");
    expect(world.forge.pulls[0]?.labels).toContain("self-building:kept");
    const [record] = world.store.ledger.values();
    expect(record).toMatchObject({ outcome: "kept", predictedEffect: -0.5 });
    expect(record?.measuredEffect).toBeCloseTo(-0.5, 1);
  });

  it("that there is none is told so, and keeps the change without proof", async () => {
    const world = await watching();
    world.silent = true;
    expect(await verdictOf(world, world.ports())).toMatch(/^verdict inconclusive /);
    expect(only(world)).toMatchObject({ how: "inconclusive", pullNumber: 1 });
    expect(world.forge.comments.get("1:outcome")).toContain("not verified");
    expect(world.forge.pulls[0]?.labels).toEqual(["self-building", "self-building:inconclusive"]);
    expect([...world.store.ledger.values()]).toMatchObject([
      { outcome: "inconclusive", measuredEffect: null },
    ]);
  });

  it("is not lost when it cannot be told yet", async () => {
    const world = await watching();
    turnTo(world, world.nowMs + 4_200_000);
    world.flags = { ...world.flags, selfBuilding: false };
    expect(await step(world)).toMatchObject({ stage: "watching", faults: 0 });
    expect(lastWord(world)).toBe("verdict wait self_building_off");
    expect([world.forge.comments.size, world.store.ledger.size]).toEqual([0, 0]);
    world.flags = { ...world.flags, selfBuilding: true };
    expect(await step(world)).toMatchObject({ how: "kept" });
  });
});
