import { describe, expect, it } from "vitest";
import { policyPath } from "../../../test/gated-world.ts";
import { type MemoryWorld, templateText } from "../../../test/stand-ins/memory-world.ts";
import { lastWord, only, regressed, step, until } from "../../../test/stand-ins/play.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Workspace } from "../../ports/workspace.ts";

/** Somebody changes the same file later. */
function editLater({ forge }: MemoryWorld): void {
  const template = forge.commitAt(forge.tip("main")).files["template.yaml"] ?? "";
  forge.push("main", "template.yaml", template.replace(/MemorySize: \d+/, "MemorySize: 640"));
}

const failing = (world: MemoryWorld, methods: Partial<Forge>): { forge: Forge } => ({
  forge: Object.assign(Object.create(world.forge), methods),
});
const died = async (): Promise<never> => {
  throw new Error("The process died.");
};

describe("a revert", () => {
  it("takes back the merge on what is on the default branch now, labelled as one", async () => {
    const world = await regressed();
    const mergeSha = world.forge.merges[0]?.sha;
    const headSha = world.forge.push("main", "other.txt", "x");
    const { workspace } = world.ports();
    const asked: unknown[] = [];
    const revert: Workspace["revert"] = (ref, merged, onto) => {
      asked.push([merged, onto]);
      return workspace.revert(ref, merged, onto);
    };
    expect(await step(world, { workspace: { ...workspace, revert } })).toMatchObject({
      stage: "regressed",
      revert: { kind: "proposed", pull: { number: 2, baseSha: headSha, refreshes: 0 } },
    });
    expect(lastWord(world)).toBe("revert opened revert_opened");
    expect(asked).toEqual([[mergeSha, headSha]]);
    const [pull, own] = [world.forge.pulls[1], only(world).opportunity.fingerprint];
    expect(pull).toMatchObject({
      branch: `self-building/revert-${own}`,
      labels: ["self-building", "self-building:revert"],
      title: 'Revert "Set the memory of checkout from 1024 MB to 512 MB"',
    });
    expect(pull?.body).toMatch(/Reverts #1 .*\| Duration /s);
    const commit = world.forge.commitAt(world.forge.tip(pull?.branch ?? ""));
    expect(commit).toMatchObject({ parents: [headSha], files: { "template.yaml": templateText } });
    expect(commit.message).toContain(`This reverts commit ${mergeSha}`);
  });

  it("takes the change back by its lines where the last commit of a rebase was an accepted bot's", async () => {
    const world = await regressed();
    const { workspace } = world.ports();
    const bots = { path: "formatted.txt", content: null, mode: "100644" } as const;
    const revert: Workspace["revert"] = async () => ({ kind: "files", files: [bots] });
    await step(world, { workspace: { ...workspace, revert } });
    const branch = world.forge.pulls[1]?.branch ?? "";
    expect(world.forge.commitAt(world.forge.tip(branch)).files["template.yaml"]).toBe(templateText);
  });

  it("is not made while rollback is off, and people are told", async () => {
    const world = await regressed();
    world.flags = { ...world.flags, improvementRollback: false };
    expect(await step(world)).toMatchObject({
      stage: "regressed",
      revert: { kind: "needed" },
      wakeAtMs: world.nowMs + 60_000,
    });
    expect(lastWord(world)).toBe("revert wait rollback_off");
    expect(world.forge.comments.get("1:outcome")).toContain("Production got worse");
    expect([world.forge.pulls.length, [...world.forge.branches.keys()]]).toEqual([1, ["main"]]);
    world.flags = { ...world.flags, improvementRollback: true };
    expect(await until(world, "ended")).toMatchObject({
      how: "reverted",
      merged: { revertPull: { number: 2 } },
    });
    expect(world.forge.comments.get("1:outcome")).toContain("Reverted");
  });

  it.each<[string, (world: MemoryWorld) => void]>([
    [
      "self_building_off",
      (world) => Object.assign(world, { flags: { ...world.flags, selfBuilding: false } }),
    ],
    ["organisation_off", (world) => world.forge.organisation("enabled: false")],
    ["policy_not_yaml", (world) => world.forge.push("main", policyPath, "[")],
  ])("is not made, and nothing written, with %s", async (code, turnOff) => {
    const world = await regressed();
    turnOff(world);
    expect(await step(world)).toMatchObject({ revert: { kind: "needed" }, faults: 0 });
    expect(lastWord(world)).toBe(`revert wait ${code}`);
    expect([world.forge.pulls.length, world.forge.comments.size]).toEqual([1, 0]);
  });

  it("that was opened already is taken on, and opened once", async () => {
    const world = await regressed();
    const row = only(world);
    await step(world);
    world.store.rows.set(row.id, row);
    expect(await step(world)).toMatchObject({ revert: { kind: "proposed", pull: { number: 2 } } });
    expect(world.forge.pulls).toHaveLength(2);
  });

  it("that a person closed meanwhile is not opened again", async () => {
    const world = await regressed();
    const row = only(world);
    await step(world);
    const headSha = world.forge.tip(world.forge.pulls[1]?.branch ?? "");
    world.forge.close(2, "ada");
    world.store.rows.set(row.id, row);
    expect(await step(world)).toMatchObject({ revert: { kind: "proposed", pull: { number: 2, headSha } } });
    expect(await step(world)).toMatchObject({ how: "regressed_and_left" });
    expect(world.forge.pulls).toHaveLength(2);
  });

  it("waits, and is looked at again, while people have commits on its branch", async () => {
    const world = await regressed();
    world.forge.commit = async () => ({ kind: "occupied", reason: reason("branch_occupied", "Not now.") });
    expect(await step(world)).toMatchObject({
      revert: { kind: "needed" },
      wakeAtMs: world.nowMs + 60_000,
    });
    expect(lastWord(world)).toBe("revert wait branch_occupied");
  });

  it("asks people by one issue when it conflicts, and forces nothing", async () => {
    const world = await regressed();
    editLater(world);
    await step(world, { store: Object.assign(Object.create(world.store), { recordOutcome: died }) });
    expect(await step(world)).toMatchObject({
      stage: "regressed",
      revert: { kind: "conflict", paths: ["template.yaml"] },
      wakeAtMs: null,
    });
    expect(lastWord(world)).toBe("revert conflict revert_conflict");
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

  it("that is open and conflicts by now is closed, after people were told", async () => {
    const world = await regressed();
    await step(world);
    editLater(world);
    world.forge.reportCheck(2, "success");
    await step(world);
    await step(world, failing(world, { closePull: died }));
    expect(world.forge.issues.size).toBe(1);
    expect(await step(world)).toMatchObject({ revert: { kind: "conflict" } });
    expect(world.forge.pulls).toMatchObject([{ state: "merged" }, { state: "closed" }]);
  });

  it("that the app was closing when it died is not opened again", async () => {
    const world = await regressed();
    await step(world);
    editLater(world);
    world.forge.reportCheck(2, "success");
    await step(world);
    world.forge.close(2, "app[bot]");
    expect(await step(world)).toMatchObject({ revert: { kind: "conflict" } });
    expect(world.forge.comments.has("2:reopened")).toBe(false);
    expect(world.forge.pulls[1]).toMatchObject({ state: "closed", closedBy: "app[bot]" });
    expect([...world.forge.branches.keys()]).toEqual(["main"]);
  });

  it("is over when somebody has taken the change back already", async () => {
    const world = await regressed();
    world.forge.push("main", "template.yaml", templateText);
    expect(await step(world)).toMatchObject({
      how: "undone_by_people",
      pullNumber: 1,
      reasons: [{ code: "already_undone" }],
      merged: { revertPull: null },
    });
    expect([...world.store.ledger.values()]).toMatchObject([{ outcome: "undone_by_people" }]);
    expect(world.forge.pulls).toHaveLength(1);
  });
});
