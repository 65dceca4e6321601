import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { MemoryWorld, policyText, settings } from "../../../test/stand-ins/memory-world.ts";
import { telemetryInsights } from "./telemetry-insights.ts";

const hourMs = 3_600_000;

function ask(world: MemoryWorld, serviceName: string | null, hours = 6) {
  const request = { repository: world.forge.ref, serviceName, hours };
  return telemetryInsights(request, world.ports(), settings, world.nowMs);
}

/** A world whose checkout calls its cart. */
function shop(): MemoryWorld {
  const cart =
    "    calls: [cart]\n  - { name: cart, functionName: cart, resource: Cart, template: cart.yaml }\nmerge:";
  return new MemoryWorld({ otherFunctions: ["cart"], policy: policyText.replace("merge:", cart) });
}

describe("insights", () => {
  it("are of the hours that were asked about, of all services or of one", async () => {
    const world = shop();
    expect(await ask(world, null)).toMatchObject({
      repository: "acme/shop",
      fromMs: world.nowMs - 6 * hourMs,
      toMs: world.nowMs,
      reasons: [],
      services: [{ name: "checkout" }, { name: "cart" }],
    });
    expect(await ask(world, "cart", 48)).toMatchObject({
      fromMs: world.nowMs - 48 * hourMs,
      services: [{ name: "cart", complete: true, opportunities: [{ remedy: "lambda-memory" }] }],
    });
  });

  it("of one service look at the others too, for one of them may be the cause", async () => {
    const world = shop();
    const { telemetry } = world.ports();
    const readSeries: typeof telemetry.readSeries = async (request) =>
      (await telemetry.readSeries(request)).map((series) => ({
        ...series,
        points: series.points.map(({ atMs, value }) => ({
          atMs,
          value: series.metric.name === "Duration" && atMs >= world.nowMs - 5 * hourMs ? value * 3 : value,
        })),
      }));
    const request = { repository: world.forge.ref, serviceName: "checkout", hours: 24 };
    const ports = { ...world.ports(), telemetry: { ...telemetry, readSeries } };
    const insights = await telemetryInsights(request, ports, settings, world.nowMs);
    expect(insights.services).toHaveLength(1);
    const sentences = insights.services[0]?.findings.map(({ sentence }) => sentence).join();
    expect(sentences).toContain("The likelier cause is cart");
  });

  it("weigh what the tenant's earlier improvements came to", async () => {
    const score = async (tenant: string) => {
      const world = new MemoryWorld();
      await world.store.recordOutcome({
        ...{ improvementId: "earlier", tenant, repository: "acme/shop", remedyKind: "lambda-memory" },
        ...{ outcome: "reverted", predictedProbability: null, predictedEffect: null, measuredEffect: null },
        atMs: 0,
      });
      return (await ask(world, null)).services[0]?.opportunities[0]?.score ?? 0;
    };
    expect(await score("default")).toBeLessThan(await score("other"));
  });

  it("of a service that the policy does not declare have a reason, not an empty answer", async () => {
    const insights = await ask(new MemoryWorld(), "chekout");
    expect(insights).toMatchObject({ services: [], reasons: [{ code: "service_unknown" }] });
  });

  it("of a repository that cannot be worked on say why", async () => {
    const world = new MemoryWorld();
    world.forge.push("main", policyPath, policyText.replace("version: 1", "version: 2"));
    expect(await ask(world, null)).toMatchObject({
      services: [],
      reasons: [{ code: "policy_wrong_setting" }],
    });
  });
});
