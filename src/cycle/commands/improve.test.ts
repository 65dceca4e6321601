import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { MemoryWorld, policyText, settings } from "../../../test/stand-ins/memory-world.ts";
import { only } from "../../../test/stand-ins/play.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Ports } from "../../ports/ports.ts";
import { improve } from "./improve.ts";

function run(world: MemoryWorld, hint?: string, ports: Partial<Ports> = {}): Promise<string> {
  const where = { repository: world.forge.ref, issueNumber: 5, commentId: 9 };
  const comment = { kind: "command", ...where, login: "ada", body: "/improve" } as const;
  const context = { settings, nowMs: world.nowMs, commands: [], ports: { ...world.ports(), ...ports } };
  return improve.run(hint === undefined ? comment : { ...comment, hint }, context);
}

describe("/improve", () => {
  it("opens what is worth it, on the person's behalf, even while nothing is opened unasked", async () => {
    const world = new MemoryWorld();
    world.flags = { ...world.flags, autonomousImprovements: false };
    expect(await run(world)).toContain("opening a pull request");
    expect(only(world)).toMatchObject({
      stage: "found",
      trigger: { kind: "person", login: "ada", issueNumber: 5 },
      correlationId: "comment-9",
    });
  });

  it("starts one cycle however often its comment is delivered", async () => {
    const world = new MemoryWorld();
    const first = await run(world);
    world.store.rows.clear();
    expect(await run(world)).toBe(first);
    expect(world.store.rows.size).toBe(0);
  });

  it("does not take another tenant's cycle of that comment for its own", async () => {
    const world = new MemoryWorld();
    await run(world);
    const [report] = world.store.reports.values();
    if (!report) throw new Error("It has a report.");
    world.store.rows.clear();
    world.store.reports.length = 0;
    await world.store.saveCycle({ ...report, tenant: "other" });
    await run(world);
    expect(only(world).stage).toBe("found");
  });

  it("says why nothing was done while the repository is off or its policy malformed, and tries again", async () => {
    const world = new MemoryWorld();
    world.forge.push("main", policyPath, `${policyText}enabled: false\n`);
    expect(await run(world)).toContain("enabled: false");
    world.forge.push("main", policyPath, "version: 3\n");
    expect(await run(world)).toContain("policy_wrong_setting");
    world.forge.push("main", policyPath, policyText);
    expect(await run(world)).toContain("opening a pull request");
  });

  it("hands the issue's text on, as untrusted data for a model that mends an error", async () => {
    const world = new MemoryWorld({ policy: `${policyText}recipes: []\nminImpactScore: 0\n` });
    const { telemetry } = world.ports();
    const message = "TypeError: x is not a function\n    at handler (/var/task/src/checkout.js:3:5)";
    const readLogs: typeof telemetry.readLogs = async (request) => {
      const lines = Array.from({ length: 50 }, (_, n) => ({ atMs: request.fromMs + n, message }));
      return { ...request, lines: request.filter?.includes("REPORT") ? [] : lines, complete: true };
    };
    const propose = async () => ({ kind: "none", reason: reason("model_declined", "x") }) as const;
    const generator = { handles: () => true, propose };
    await run(world, "It broke on Monday.", { telemetry: { ...telemetry, readLogs }, generator });
    expect(only(world).opportunity.evidence).toContainEqual(
      expect.objectContaining({ provenance: "untrusted", value: "It broke on Monday." }),
    );
  });
});
