import { describe, expect, it } from "vitest";
import { policyPath, proposed } from "../../../test/gated-world.ts";
import { MemoryWorld, policyText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, lastWord, only, step, turnTo, until } from "../../../test/stand-ins/play.ts";
import type { Telemetry } from "../../ports/telemetry.ts";

const minuteMs = 60_000;

/** The world's telemetry, which says what it was asked and gives `complete` series while `isWhole` says so. */
function recording(world: MemoryWorld, isWhole: () => boolean = () => true) {
  const { telemetry } = world.ports();
  const asked: Parameters<Telemetry["readSeries"]>[0][] = [];
  const readSeries: Telemetry["readSeries"] = async (request) => {
    asked.push(request);
    return (await telemetry.readSeries(request)).map((one) => ({ ...one, complete: isWhole() }));
  };
  return { asked, ports: { telemetry: { ...telemetry, readSeries } } };
}

describe("the baseline", () => {
  it("ends before the merge, however late the app looks", async () => {
    const world = await proposed();
    turnTo(world, world.nowMs + 7.5 * minuteMs);
    const mergedAtMs = world.nowMs;
    world.forge.mergeAsPerson(1);
    turnTo(world, world.nowMs + 50 * minuteMs);
    const { asked, ports } = recording(world);
    const row = await step(world, ports);
    const toMs = Math.floor(mergedAtMs / (5 * minuteMs)) * 5 * minuteMs;
    expect(asked).toMatchObject([{ fromMs: toMs - 24 * 60 * minuteMs, toMs, periodSeconds: 300 }]);
    expect(row).toMatchObject({
      stage: "merged",
      wakeAtMs: world.nowMs,
      merge: { sha: world.forge.tip("main"), mergedAtMs, watchPlan: { durationSeconds: 3600 } },
    });
    expect(lastWord(world)).toBe("merge merged merged");
    expect(world.counted).toContainEqual(["improvements_deployed", 1]);
  });

  it("holds only what cannot change any more; its plan knows the function's timeout", async () => {
    const world = await proposed();
    turnTo(world, world.nowMs + 7.5 * minuteMs);
    world.forge.mergeAsPerson(1);
    const row = await step(world);
    if (row.stage !== "merged") throw new Error("It is merged.");
    const { baseline, watchPlan } = row.merge;
    // The template's 30 s, and what AWS takes.
    expect(watchPlan.metrics.map(({ settlingSeconds }) => settlingSeconds)).toEqual(Array(4).fill(330));
    const settledMs = Math.floor((world.nowMs - 330_000) / (5 * minuteMs)) * 5 * minuteMs;
    for (const { toMs, points } of baseline) {
      expect(toMs).toBe(settledMs);
      expect(points.at(-1)?.atMs).toBe(settledMs - 5 * minuteMs);
    }
  });

  it("goes with the metrics of the services that the change does not touch", async () => {
    const cart = "  - { name: cart, functionName: cart, resource: Cart, template: cart.yaml }\nmerge:";
    const policy = `${policyText.replace("merge:", cart)}limits: { maxOpenPullRequests: 1 }\n`;
    const world = new MemoryWorld({ policy, otherFunctions: ["cart"] });
    await admitted(world);
    const row = await until(world, "merged");
    if (row.stage !== "merged") throw new Error("It is merged.");
    const of = (name: string) => [name, "cart"];
    expect(row.merge.controls.map(({ name, dimensions }) => [name, dimensions.FunctionName])).toEqual([
      of("Duration"),
      of("Errors"),
      of("Throttles"),
    ]);
  });

  it("that CloudWatch gives in part is asked for again before it is frozen, for an hour", async () => {
    const world = await proposed();
    world.forge.mergeAsPerson(1);
    let isWhole = false;
    const { ports } = recording(world, () => isWhole);
    expect(await step(world, ports)).toMatchObject({ stage: "proposed", wakeAtMs: world.nowMs + minuteMs });
    expect(lastWord(world)).toBe("merge wait baseline_incomplete");
    turnTo(world, world.nowMs + 50 * minuteMs);
    expect(await step(world, ports)).toMatchObject({ stage: "proposed" });
    isWhole = true;
    expect(await step(world, ports)).toMatchObject({ stage: "merged" });
  });

  it("that CloudWatch never gives whole is taken as it is after an hour", async () => {
    const world = await proposed();
    world.forge.mergeAsPerson(1);
    const { ports } = recording(world, () => false);
    await step(world, ports);
    turnTo(world, world.nowMs + 60 * minuteMs);
    expect(await step(world, ports)).toMatchObject({
      stage: "merged",
      merge: { baseline: Array(4).fill({ complete: false }) },
    });
  });

  it("is frozen once the policy can be read", async () => {
    const world = await proposed();
    world.forge.mergeAsPerson(1);
    world.forge.push("main", policyPath, "[");
    expect(await step(world)).toMatchObject({ stage: "proposed" });
    expect(lastWord(world)).toBe("merge wait policy_not_yaml");
    world.forge.push("main", policyPath, policyText);
    await step(world);
    expect(only(world).stage).toBe("merged");
  });
});
