import { describe, expect, it } from "vitest";
import { requestComponent } from "../src/cycle/admit/request-component.ts";
import { telemetryInsights } from "../src/cycle/queries/telemetry-insights.ts";
import { reason } from "../src/domain/shared/reason.ts";
import type { Ports } from "../src/ports/ports.ts";
import { MemoryWorld, policyText, settings, templateText } from "./stand-ins/memory-world.ts";
import { cycle } from "./stand-ins/play.ts";

const policyPath = ".github/self-building.yml";

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
    const told = async (arrange: (world: MemoryWorld) => void) => {
      const world = new MemoryWorld();
      world.forge.push("main", policyPath, "version: 1\n");
      arrange(world);
      await cycle(world);
      return [...world.forge.published.values()];
    };
    expect(await told(() => {})).toEqual([".github/self-building.yml cannot be used"]);
    expect(await told((world) => world.forge.organisation("enabled: false"))).toEqual([]);
    expect(
      await told((world) => Object.assign(world, { flags: { ...world.flags, selfBuilding: false } })),
    ).toEqual([]);
  });
});

describe("telemetry", () => {
  it("that is silent is said to be, and opens nothing", async () => {
    const world = new MemoryWorld();
    world.silent = true;
    const { telemetry } = world.ports();
    const readLogs: typeof telemetry.readLogs = async (request) => ({
      ...request,
      lines: [],
      complete: true,
    });
    const report = await cycle(world, undefined, { telemetry: { ...telemetry, readLogs } });
    expect(report).toMatchObject({ outcome: "completed", services: [{ complete: false }] });
    expect(report.opportunities.map((one) => one.decision)).not.toContain("admitted");
    expect(world.store.rows.size).toBe(0);
    expect(codes(report.services[0]?.reasons ?? [])).toContain("no_data");
  });

  it("from before the window does not stand for data in it", async () => {
    const world = new MemoryWorld();
    const { telemetry } = world.ports();
    const readSeries: typeof telemetry.readSeries = async (request) =>
      (await telemetry.readSeries(request)).map((one) => ({
        ...one,
        points: one.points.filter((point) => point.atMs < world.nowMs - 2 * 86_400_000),
      }));
    const report = await cycle(world, undefined, { telemetry: { ...telemetry, readSeries } });
    expect(codes(report.services[0]?.reasons ?? [])).toContain("no_data");
  });

  it("that is partial is said to be", async () => {
    const world = new MemoryWorld();
    const { telemetry } = world.ports();
    const readSeries: typeof telemetry.readSeries = async (request) =>
      (await telemetry.readSeries(request)).map((one) => ({ ...one, complete: false }));
    const report = await cycle(world, undefined, { telemetry: { ...telemetry, readSeries } });
    expect(report.services).toMatchObject([{ complete: false, reasons: [{ code: "partial_metrics" }] }]);
  });

  it("of a service that the policy does not declare has a reason, not an empty answer", async () => {
    const world = new MemoryWorld();
    const ask = (serviceName: string) =>
      telemetryInsights(
        { repository: world.forge.ref, serviceName, hours: 6 },
        world.ports(),
        settings,
        world.nowMs,
      );
    expect(codes((await ask("chekout")).reasons)).toEqual(["service_unknown"]);
    expect(await ask("checkout")).toMatchObject({ reasons: [], services: [{ name: "checkout" }] });
  });
});

describe("a requested component", () => {
  const request = {
    componentType: "service",
    name: "mail",
    description: "",
    capabilities: [],
    requester: "agent",
  };
  const ask = (world: MemoryWorld, ports: Partial<Ports> = {}) =>
    requestComponent(
      { kind: "component", cycleId: "c", repository: world.forge.ref, request },
      { ...world.ports(), ...ports },
      settings,
      world.nowMs,
    );
  const model: Partial<Ports> = {
    generator: {
      handles: () => true,
      propose: async () => ({ kind: "none", reason: reason("model_declined", "x") }),
    },
  };

  it("is admitted once", async () => {
    const world = new MemoryWorld();
    expect(await ask(world, model)).toMatchObject({ opportunities: [{ decision: "admitted" }] });
    expect(await ask(world, model)).toMatchObject({
      opportunities: [{ decision: "skipped", reasons: [{ code: "already_open" }] }],
    });
  });

  it("waits for a person while autonomy is off", async () => {
    const world = new MemoryWorld();
    world.flags = { ...world.flags, autonomousImprovements: false };
    expect(await ask(world, model)).toMatchObject({ opportunities: [{ decision: "awaiting_approval" }] });
    expect(world.wakeUps).toEqual([]);
  });

  it.each<[string, Partial<MemoryWorld["flags"]>, Partial<Ports>]>([
    ["component_generation_off", { componentGeneration: false }, model],
    ["self_building_off", { selfBuilding: false }, model],
    ["no_generator", {}, {}],
  ])("is refused with %s", async (code, flags, ports) => {
    const world = new MemoryWorld();
    world.flags = { ...world.flags, ...flags };
    const report = await ask(world, ports);
    expect([report.outcome, codes(report.reasons)]).toEqual(["refused", [code]]);
    expect(world.store.rows.size).toBe(0);
  });
});
