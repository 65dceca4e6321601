import { describe, expect, it } from "vitest";
import { declaredFunction } from "../../../test/observation.ts";
import { MemoryWorld, templateText } from "../../../test/stand-ins/memory-world.ts";
import { policySchema } from "../../domain/policy/policy.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { type DiscoveryRequest, discoverServices, windowBefore } from "./discover-services.ts";

const hourMs = 3_600_000;
const checkout = declaredFunction({ functionName: "checkout" });
const cart = declaredFunction({
  name: "cart",
  functionName: "cart",
  resource: "Cart",
  template: "cart.yaml",
});

function discoverIn(
  world: MemoryWorld,
  overrides: Partial<DiscoveryRequest> & { readonly services?: readonly unknown[] } = {},
  telemetry: Partial<Telemetry> = {},
) {
  const { services = [checkout, cart], ...fields } = overrides;
  const ports = world.ports();
  const request: DiscoveryRequest = {
    repository: world.forge.ref,
    policy: policySchema.parse({ version: 1, services }),
    headSha: world.forge.tip("main"),
    window: windowBefore(world.nowMs, 24, 300),
    periodSeconds: 300,
    nowMs: world.nowMs,
    outcomes: [],
    hint: null,
    ...fields,
  };
  return discoverServices(request, { ...ports, telemetry: { ...ports.telemetry, ...telemetry } });
}

describe("discovering what a repository's services say", () => {
  it("reads each service beside its own template", async () => {
    const world = new MemoryWorld({ otherFunctions: ["cart"] });
    const found = await discoverIn(world);
    expect(found.map(({ name, opportunities }) => [name, opportunities.map(({ title }) => title)])).toEqual([
      ["checkout", ["Set the memory of checkout from 1024 MB to 512 MB"]],
      ["cart", ["Set the memory of cart from 1024 MB to 512 MB"]],
    ]);
  });

  it("reads a template once, as of the commit that the cycle looks at", async () => {
    const world = new MemoryWorld();
    const headSha = world.forge.push("main", "template.yaml", "Resources: {}\n");
    world.forge.push("main", "template.yaml", templateText);
    const paths: string[] = [];
    const { readFile } = world.forge;
    world.forge.readFile = (ref, path, at) => {
      paths.push(path);
      return readFile.call(world.forge, ref, path, at);
    };
    const again = declaredFunction({ name: "again", functionName: "checkout" });
    const found = await discoverIn(world, { headSha, services: [checkout, again] });
    expect(found).toMatchObject([
      { opportunities: [], reasons: [{ code: "resource_missing" }] },
      { opportunities: [], reasons: [{ code: "resource_missing" }] },
    ]);
    expect(paths).toEqual(["template.yaml"]);
  });

  it("weighs what earlier ones of that kind came to", async () => {
    const reverted = [1, 2, 3].map((digit) => ({
      ...{ improvementId: `earlier-${digit}`, tenant: "default", repository: "acme/shop", atMs: 0 },
      ...({ remedyKind: "lambda-memory", outcome: "reverted", predictedProbability: null } as const),
      ...{ predictedEffect: null, measuredEffect: null },
    }));
    const score = async (outcomes: DiscoveryRequest["outcomes"]) =>
      (await discoverIn(new MemoryWorld(), { outcomes, services: [checkout] }))[0]?.opportunities[0]?.impact
        .score;
    expect(await score(reverted)).toBeLessThan((await score([])) ?? 0);
  });

  it("says of a service whose telemetry is not whole that it is not", async () => {
    const world = new MemoryWorld({ otherFunctions: ["cart"] });
    const { readSeries } = world.ports().telemetry;
    const partial: Telemetry["readSeries"] = async (request) =>
      (await readSeries(request)).map((series) => ({
        ...series,
        complete: series.metric.dimensions.FunctionName !== "cart",
      }));
    const found = await discoverIn(world, {}, { readSeries: partial });
    expect(found.map(({ name, complete }) => [name, complete])).toEqual([
      ["checkout", true],
      ["cart", false],
    ]);
    expect(found[1]?.reasons).toMatchObject([{ code: "partial_metrics" }, { code: "cut_not_proven" }]);
  });

  it("explains a slow service by a slow one that it calls", async () => {
    const world = new MemoryWorld({ otherFunctions: ["cart"] });
    const { readSeries } = world.ports().telemetry;
    const slowFromMs = world.nowMs - 6 * hourMs;
    const slower: Telemetry["readSeries"] = async (request) =>
      (await readSeries(request)).map((series) => ({
        ...series,
        points: series.points.map(({ atMs, value }) => ({
          atMs,
          value: series.metric.name === "Duration" && atMs >= slowFromMs ? value * 3 : value,
        })),
      }));
    const callers = [declaredFunction({ functionName: "checkout", calls: ["cart"] }), cart];
    const sentences = async (services: readonly unknown[]) =>
      (await discoverIn(world, { services }, { readSeries: slower }))[0]?.findings
        .map((one) => one.sentence)
        .join();
    expect(await sentences(callers)).toContain("The likelier cause is cart");
    expect(await sentences([checkout, cart])).not.toContain("The likelier cause");
  });
});

describe("the window", () => {
  it("ends with the newest whole period and is as long as was asked", () => {
    const nowMs = 1000 * hourMs + 123_456;
    expect(windowBefore(nowMs, 6, 300)).toEqual({ fromMs: 994 * hourMs, toMs: 1000 * hourMs });
    expect(windowBefore(1000 * hourMs, 6, 300)).toEqual({ fromMs: 994 * hourMs, toMs: 1000 * hourMs });
  });
});
