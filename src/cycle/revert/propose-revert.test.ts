import { describe, expect, it } from "vitest";
import { templateText } from "../../../test/stand-ins/memory-world.ts";
import { lastWord, regressed, step, until } from "../../../test/stand-ins/play.ts";
import { reason } from "../../domain/shared/reason.ts";

describe("a revert", () => {
  it("is not made while rollback is off, and people are told", async () => {
    const world = await regressed();
    world.flags = { ...world.flags, improvementRollback: false };
    expect(await step(world)).toMatchObject({ stage: "regressed", revert: { kind: "needed" } });
    expect(lastWord(world)).toBe("revert wait rollback_off");
    expect(world.forge.comments.get("1:outcome")).toContain("Production got worse");
    expect(world.forge.pulls).toHaveLength(1);
    world.flags = { ...world.flags, improvementRollback: true };
    expect(await until(world, "ended")).toMatchObject({
      how: "reverted",
      merged: { revertPull: { number: 2 } },
    });
    expect(world.forge.comments.get("1:outcome")).toContain("Reverted");
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

  it("asks people by an issue when the reverted files do not pass the inspection, and opens nothing", async () => {
    const world = await regressed();
    const objection = reason("syntax_error", "template.yaml no longer parses.");
    const bodies: string[] = [];
    const { openIssue } = world.forge;
    world.forge.openIssue = (ref, key, title, body) => {
      bodies.push(body);
      return openIssue.call(world.forge, ref, key, title, body);
    };
    const row = await step(world, { inspector: { inspect: async () => [objection] } });
    expect(row).toMatchObject({ stage: "regressed", revert: { kind: "conflict", paths: ["template.yaml"] } });
    expect(world.forge.pulls).toHaveLength(1);
    expect(bodies).toEqual([expect.stringContaining(objection.text)]);
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
});
