import { describe, expect, it, test } from "vitest";
import { policyPath } from "../../test/gated-world.ts";
import { foundImprovement, regressedImprovement } from "../../test/improvement.ts";
import { MemoryWorld, policyText } from "../../test/stand-ins/memory-world.ts";
import { admitted, cycle, only, playHours, started, step } from "../../test/stand-ins/play.ts";
import type { Improvement, Trigger } from "../domain/improvement/improvement.ts";
import { reason } from "../domain/shared/reason.ts";
import type { Ports } from "../ports/ports.ts";

const person: Trigger = { kind: "person", login: "ada", issueNumber: null };

const tombstoned = [{ decision: "skipped", reasons: [{ code: "tombstoned" }] }];

test("what was reverted is not proposed again, known from the database or from the pull requests alone", async () => {
  const world = await started(1.8);
  await playHours(world, 4);
  expect((await cycle(world)).opportunities).toMatchObject(tombstoned);
  world.store.rows.clear();
  expect((await cycle(world)).opportunities).toMatchObject(tombstoned);
  expect(world.forge.pulls).toHaveLength(2);
});

test("without autonomy a cycle reports and opens nothing, and a person's request opens it", async () => {
  const world = new MemoryWorld();
  world.flags = { ...world.flags, autonomousImprovements: false };
  expect((await cycle(world)).opportunities).toMatchObject([{ decision: "awaiting_approval" }]);
  expect((await playHours(world, 1)).stage).toBe("awaiting_approval");
  expect(world.forge.pulls).toHaveLength(0);
  await cycle(world, person);
  await playHours(world, 1);
  expect(world.forge.pulls).toHaveLength(1);
});

test("a dry run decides and opens nothing, and leaves no trace", async () => {
  const world = new MemoryWorld();
  const report = await cycle(world, undefined, {}, { dryRun: true });
  expect(report.opportunities).toMatchObject([{ decision: "admitted" }]);
  const { rows, entries, reports } = world.store;
  expect([rows.size, entries, reports.length, world.wakeUps, world.counted]).toEqual([0, [], 0, [], []]);
});

test("what was given up before anybody saw it starts again when a person asks, and only then", async () => {
  const world = await admitted(new MemoryWorld());
  await step(world, { inspector: { inspect: async () => [reason("secret_found", "A secret.")] } });
  expect(only(world)).toMatchObject({ how: "unusable", pullNumber: null });
  await cycle(world);
  expect(only(world)).toMatchObject({ how: "unusable" });
  await cycle(world, person);
  expect(only(world)).toMatchObject({ stage: "found", correlationId: "cycle-2" });
});

test("what a cycle decides is on record, and counted, before it is acted on", async () => {
  const world = new MemoryWorld();
  const insertImprovement = async () => {
    throw new Error("The process died.");
  };
  const store = Object.assign(Object.create(world.store), { insertImprovement });
  await expect(cycle(world, undefined, { store })).rejects.toThrow("died");
  expect(world.store.entries).toMatchObject([
    { action: "cycle", outcome: "completed", subject: "cycle-0", actor: "schedule" },
    { action: "admit", outcome: "admitted", correlationId: "cycle-0", subject: expect.stringMatching(/#/) },
  ]);
  expect(world.counted).toEqual([["improvement_cycles_started", 1]]);
});

test("the best is taken first when only so many may be", async () => {
  const world = new MemoryWorld({ otherFunctions: ["cart"] });
  const cart = "  - { name: cart, functionName: cart, resource: Cart, template: cart.yaml }\nmerge:";
  world.forge.push("main", policyPath, policyText.replace("merge:", cart));
  const template = world.forge.commitAt(world.forge.tip("main")).files["cart.yaml"] ?? "";
  world.forge.push("main", "cart.yaml", template.replace("1024", "4096"));
  const report = await cycle(world, undefined, {}, { maxImprovements: 1 });
  expect(report.opportunities).toMatchObject([
    { service: "cart", decision: "admitted" },
    { service: "checkout", decision: "skipped", reasons: [{ code: "cycle_cap" }] },
  ]);
  expect([...world.store.rows.values()]).toMatchObject([{ opportunity: { service: "cart" } }]);
});

test("a cycle looks as far back as it was asked to", async () => {
  const world = new MemoryWorld();
  const { telemetry } = world.ports();
  const from: number[] = [];
  const readLogs: typeof telemetry.readLogs = (request) => {
    from.push(request.fromMs);
    return telemetry.readLogs(request);
  };
  const ports = { telemetry: { ...telemetry, readLogs } };
  await cycle(world, undefined, ports, { analysisWindowHours: 6 });
  expect(Math.min(...from)).toBe(world.nowMs - 6 * 3_600_000);
  await cycle(world, undefined, ports);
  expect(Math.min(...from)).toBe(world.nowMs - 24 * 3_600_000);
});

test("what a person's issue says goes along with an error that a model is to mend, as untrusted text", async () => {
  const world = new MemoryWorld({ policy: `${policyText}recipes: []\nminImpactScore: 0\n` });
  const { telemetry } = world.ports();
  const message = "TypeError: x is not a function\n    at handler (/var/task/src/checkout.js:3:5)";
  const readLogs: typeof telemetry.readLogs = async (request) =>
    request.filter?.includes("REPORT")
      ? telemetry.readLogs(request)
      : {
          ...request,
          complete: true,
          lines: Array.from({ length: 50 }, (_, n) => ({ atMs: request.fromMs + n, message })),
        };
  const ports = { telemetry: { ...telemetry, readLogs }, generator: anything };
  await cycle(world, person, ports, { hint: "It broke on Monday." });
  const fix = [...world.store.rows.values()].find(
    ({ opportunity }) => opportunity.remedy.kind === "fix-error",
  );
  expect(fix?.opportunity.evidence).toContainEqual({
    provenance: "untrusted",
    label: "Issue it was asked from",
    value: "It broke on Monday.",
  });
});

test("earlier outcomes of the tenant weigh in the ranking", async () => {
  const score = async (tenant: string) => {
    const world = new MemoryWorld();
    for (const digit of [1, 2, 3]) {
      await world.store.recordOutcome({
        ...{
          improvementId: `earlier-${digit}`,
          tenant,
          repository: "acme/shop",
          remedyKind: "lambda-memory",
        },
        ...{ outcome: "reverted", predictedProbability: null, predictedEffect: null, measuredEffect: null },
        atMs: 0,
      });
    }
    return (await cycle(world)).opportunities[0]?.score ?? 0;
  };
  expect(await score("default")).toBeLessThan(await score("other"));
});

test("a cycle that sees nothing at all is blind: it says so, finds nothing and opens nothing", async () => {
  const world = new MemoryWorld();
  world.silent = true;
  const { telemetry } = world.ports();
  const readLogs: typeof telemetry.readLogs = async (request) => ({ ...request, lines: [], complete: true });
  const report = await cycle(world, undefined, { telemetry: { ...telemetry, readLogs } });
  expect(report).toMatchObject({
    outcome: "blind",
    reasons: [{ code: "nothing_seen" }],
    services: [{ complete: false, findings: [] }],
  });
  expect(world.store.entries[0]).toMatchObject({ action: "cycle", outcome: "blind" });
  expect(report.opportunities.map((one) => one.decision)).not.toContain("admitted");
  expect(world.store.rows.size).toBe(0);
  expect(report.services[0]?.reasons).toMatchObject([{ code: "no_data" }]);
});

/** A generator for everything. */
const anything: Ports["generator"] = {
  handles: () => true,
  propose: async () => ({ kind: "none", reason: reason("model_declined", "Nothing to change.") }),
};

describe("what counts as begun already", () => {
  const elsewhere = (digit: number) => ({ owner: "acme", name: `other-${digit}` });
  const open = (digit: number) => foundImprovement({ repository: elsewhere(digit) });
  const watched = (digit: number): Improvement => {
    const { revert, comparisons, reasons, ...row } = regressedImprovement();
    return { ...row, stage: "watching", id: `watched-${digit}`, repository: elsewhere(digit) };
  };
  const waiting = (digit: number): Improvement => ({
    ...regressedImprovement(),
    id: `regressed-${digit}`,
    repository: elsewhere(digit),
  });
  const ofOther = (row: Improvement): Improvement => ({ ...row, tenant: "other", id: `foreign ${row.id}` });

  it.each<[string, Improvement[], object]>([
    [
      "three that are worked on in other repositories: no more",
      [open(1), watched(2), watched(3)],
      { reasons: [{ code: "concurrency_cap" }] },
    ],
    ["three of another tenant's: not these", [1, 2, 3].map(open).map(ofOther), { decision: "admitted" }],
    ["three that wait for people: not these", [1, 2, 3].map(waiting), { decision: "admitted" }],
    ["one of a service of that name in another repository: not this", [open(1)], { decision: "admitted" }],
    [
      "another tenant's in this repository: not this",
      [ofOther(foundImprovement())],
      { decision: "admitted" },
    ],
  ])("%s", async (_what, rows, expected) => {
    const world = new MemoryWorld();
    for (const row of rows) await world.store.insertImprovement(row);
    expect((await cycle(world)).opportunities).toMatchObject([expected]);
  });
});

describe("a component that an agent asked for", () => {
  const request = {
    componentType: "service",
    name: "mail",
    description: "",
    capabilities: [],
    requester: "agent",
  };
  const { opportunity } = foundImprovement({ fingerprint: "00000000000000c0" });
  const component = { ...opportunity, service: "mail", remedy: { kind: "component", request } as const };

  /** What a cycle says of the component when it is at that stage. */
  async function verdictOn(stage: "awaiting_approval" | "ended", trigger: Trigger, ports: Partial<Ports>) {
    const world = new MemoryWorld();
    const row = { ...foundImprovement({ fingerprint: component.fingerprint }), opportunity: component };
    const reasons = [reason("autonomy_off", "Nobody asked.")];
    await world.store.insertImprovement(
      stage === "ended"
        ? { ...row, stage, how: "kept", reasons, pullNumber: 7, merged: null, closedAtMs: 0 }
        : { ...row, stage, reasons },
    );
    const report = await cycle(world, trigger, ports);
    const found = report.opportunities.find(({ fingerprint }) => fingerprint === component.fingerprint);
    return found ? [found.decision, ...found.reasons.map(({ code }) => code)].join(" ") : "not considered";
  }

  it.each<[string, "awaiting_approval" | "ended", Trigger, Partial<Ports>]>([
    ["admitted", "awaiting_approval", person, { generator: anything }],
    ["skipped no_generator", "awaiting_approval", person, {}],
    ["not considered", "awaiting_approval", { kind: "schedule" }, { generator: anything }],
    ["not considered", "awaiting_approval", { kind: "agent", requester: "x" }, { generator: anything }],
    ["not considered", "ended", person, { generator: anything }],
  ])("is %s while %s, when asked by %j", async (expected, stage, trigger, ports) => {
    expect(await verdictOn(stage, trigger, ports)).toBe(expected);
  });
});
