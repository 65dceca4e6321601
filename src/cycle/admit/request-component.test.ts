import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { foundImprovement } from "../../../test/improvement.ts";
import { MemoryWorld, policyText, settings } from "../../../test/stand-ins/memory-world.ts";
import { only } from "../../../test/stand-ins/play.ts";
import type { OutcomeRecord } from "../../domain/learn/ledger.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Ports } from "../../ports/ports.ts";
import { requestComponent } from "./request-component.ts";

const request = {
  componentType: "service",
  name: "mail",
  description: "Sends mail.",
  capabilities: ["send", "queue"],
  requester: "planner",
};
const model: Partial<Ports> = {
  generator: {
    handles: () => true,
    propose: async () => ({ kind: "none", reason: reason("model_declined", "x") }),
  },
};

function ask(world: MemoryWorld, ports: Partial<Ports> = model) {
  const wakeUp = { kind: "component", cycleId: "c", repository: world.forge.ref, request } as const;
  return requestComponent(wakeUp, { ...world.ports(), ...ports }, settings, world.nowMs);
}

describe("a requested component", () => {
  it("is admitted once, as what the agent asked for, and its texts are untrusted", async () => {
    const world = new MemoryWorld();
    expect(await ask(world)).toMatchObject({
      actor: "agent:planner",
      opportunities: [{ decision: "admitted", title: "Add service mail" }],
    });
    expect(only(world)).toMatchObject({
      stage: "found",
      trigger: { kind: "agent", requester: "planner" },
      correlationId: "c",
      opportunity: {
        remedy: { kind: "component", request },
        evidence: [
          { provenance: "untrusted", value: "Sends mail." },
          { provenance: "untrusted", value: "send, queue" },
        ],
      },
    });
    expect(world.wakeUps).toMatchObject([{ kind: "advance", improvementId: only(world).id }]);
    expect(await ask(world)).toMatchObject({
      opportunities: [{ decision: "skipped", reasons: [{ code: "already_open" }] }],
    });
  });

  it("is on record before it is begun", async () => {
    const world = new MemoryWorld();
    const insertImprovement = async () => {
      throw new Error("The process died.");
    };
    const store = Object.assign(Object.create(world.store), { insertImprovement });
    await expect(ask(world, { ...model, store })).rejects.toThrow("died");
    expect(world.store.entries).toMatchObject([
      { action: "cycle", outcome: "completed" },
      { action: "admit", outcome: "admitted", actor: "agent:planner" },
    ]);
  });

  it("waits for a person while autonomy is off", async () => {
    const world = new MemoryWorld();
    world.flags = { ...world.flags, autonomousImprovements: false };
    expect(await ask(world)).toMatchObject({ opportunities: [{ decision: "awaiting_approval" }] });
    expect(only(world)).toMatchObject({ stage: "awaiting_approval", wakeAtMs: null });
    expect(world.wakeUps).toEqual([]);
  });

  it("counts against what the tenant may have open at once, wherever", async () => {
    const world = new MemoryWorld();
    for (const digit of [1, 2, 3]) {
      const repository = { owner: "acme", name: `other-${digit}` };
      await world.store.insertImprovement(foundImprovement({ repository }));
      await world.store.insertImprovement({
        ...foundImprovement({ repository, tenant: "other" }),
        id: `foreign-${digit}`,
      });
    }
    expect(await ask(world)).toMatchObject({
      opportunities: [{ decision: "skipped", reasons: [{ code: "concurrency_cap" }] }],
    });
    for (const row of world.store.rows.values()) {
      if (row.tenant === "default") world.store.rows.delete(row.id);
    }
    expect(await ask(world)).toMatchObject({ opportunities: [{ decision: "admitted" }] });
  });

  it("does not know what another tenant has begun", async () => {
    const world = new MemoryWorld();
    await ask(world);
    const row = only(world);
    world.store.rows.clear();
    world.store.rows.set("foreign", { ...row, id: "foreign", tenant: "other" });
    expect(await ask(world)).toMatchObject({ opportunities: [{ decision: "admitted" }] });
  });

  it("is worth what earlier ones of the tenant came to", async () => {
    const score = async (outcome: OutcomeRecord["outcome"], tenant = "default") => {
      const world = new MemoryWorld();
      for (const digit of [1, 2, 3]) {
        await world.store.recordOutcome({
          ...{ improvementId: `earlier-${digit}`, tenant, repository: "acme/shop", remedyKind: "component" },
          ...{ outcome, predictedProbability: null, predictedEffect: null, measuredEffect: null, atMs: 0 },
        });
      }
      return (await ask(world)).opportunities[0]?.score ?? 0;
    };
    expect(await score("kept")).toBeGreaterThan(await score("declined"));
    expect(await score("kept", "other")).toBe(await score("declined", "other"));
  });

  it.each<[string, (world: MemoryWorld) => void, Partial<Ports>]>([
    [
      "component_generation_off",
      (world) => Object.assign(world, { flags: { ...world.flags, componentGeneration: false } }),
      model,
    ],
    [
      "self_building_off",
      (world) => Object.assign(world, { flags: { ...world.flags, selfBuilding: false } }),
      model,
    ],
    ["no_generator", () => {}, {}],
    ["organisation_off", (world) => world.forge.organisation("enabled: false"), model],
    [
      "repository_off",
      (world) => world.forge.push("main", policyPath, `${policyText}enabled: false\n`),
      model,
    ],
    ["repository_archived", (world) => Object.assign(world.forge.state, { archived: true }), model],
  ])("is refused with %s, on record", async (code, arrange, ports) => {
    const world = new MemoryWorld();
    arrange(world);
    const report = await ask(world, ports);
    expect(report).toMatchObject({ outcome: "refused", reasons: [{ code }] });
    expect(world.store.rows.size).toBe(0);
    expect(world.store.entries).toMatchObject([{ action: "cycle", outcome: "refused", reasons: [{ code }] }]);
  });
});
