import { describe, expect, it } from "vitest";
import { component, fixError } from "../../../test/admission-context.ts";
import { policyPath } from "../../../test/gated-world.ts";
import { regressedImprovement } from "../../../test/improvement.ts";
import { MemoryWorld, policyText, templateText } from "../../../test/stand-ins/memory-world.ts";
import { admitted, lastWord, only, step } from "../../../test/stand-ins/play.ts";
import type { GenerationTask } from "../../domain/draft/generation.ts";
import type { OutcomeRecord } from "../../domain/learn/ledger.ts";
import type { Isolation } from "../../domain/shared/isolation.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { Ports } from "../../ports/ports.ts";
import { auditOf } from "../step/audit-entry.ts";

const none: Ports["generator"] = {
  handles: () => true,
  propose: async () => ({ kind: "none", reason: reason("model_declined", "Nothing to change.") }),
};

describe("a draft", () => {
  it.each<[string, Partial<Ports>, string]>([
    ["the generator has none", { generator: none }, "draft unusable model_declined"],
    [
      "the inspector objects",
      { inspector: { inspect: async () => [reason("secret_found", "A key.")] } },
      "draft unusable secret_found",
    ],
  ])("ends when %s, and opens nothing", async (_when, ports, word) => {
    const world = await admitted(new MemoryWorld());
    const row = await step(world, ports);
    expect(row).toMatchObject({ how: "unusable", pullNumber: null, wakeAtMs: null });
    expect(lastWord(world)).toBe(word);
    expect([world.forge.pulls, [...world.forge.branches.keys()]]).toEqual([[], ["main"]]);
  });

  it("ends when the change passes a limit of the policy", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", policyPath, `${policyText}limits: { protectedPaths: [template.yaml] }\n`);
    expect(await step(world)).toMatchObject({ how: "unusable" });
    expect(lastWord(world)).toBe("draft unusable protected_path");
  });

  it.each<[string, string]>([
    ["path_out_of_scope", "src/app.js"],
    ["path_out_of_scope", "other.yaml"],
    ["protected_path", ".github/workflows/ci.yml"],
    ["protected_path", "jest.setup.js"],
  ])("ends with %s when a recipe's change goes to %s", async (code, path) => {
    const world = await admitted(new MemoryWorld());
    world.amend = (change) => ({
      ...change,
      edits: [...change.edits, { kind: "create", path, content: "x\n" }],
    });
    await step(world);
    expect(lastWord(world)).toBe(`draft unusable ${code}`);
  });

  it("ends when there is something in the change that people do not see", async () => {
    const world = await admitted(new MemoryWorld());
    world.amend = ({ edits: [edit], ...change }) => ({
      ...change,
      edits: edit?.kind === "replace" ? [{ ...edit, newText: `${edit.newText} # \u{E0041}` }] : [],
    });
    await step(world);
    expect(lastWord(world)).toBe("draft unusable edit_hides_text");
  });

  it("ends when the template is another one by now", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", "template.yaml", templateText.replace("1024", "2048"));
    await step(world);
    expect(lastWord(world)).toBe("draft unusable evidence_outdated");
  });

  it.each<[string, (world: MemoryWorld) => void, (world: MemoryWorld) => void]>([
    [
      "policy_wrong_setting",
      (world) => world.forge.push("main", policyPath, "version: 2\n"),
      (world) => world.forge.push("main", policyPath, policyText),
    ],
    [
      "autonomy_off",
      (world) => Object.assign(world, { flags: { ...world.flags, autonomousImprovements: false } }),
      (world) => Object.assign(world, { flags: { ...world.flags, autonomousImprovements: true } }),
    ],
    [
      "organisation_off",
      (world) => world.forge.organisation("enabled: false"),
      (world) => world.forge.organisation(null),
    ],
  ])("waits with %s, asks no generator meanwhile, and loses nothing", async (code, turnOff, turnOn) => {
    const world = await admitted(new MemoryWorld());
    let asked = 0;
    world.amend = (change) => {
      asked++;
      return change;
    };
    turnOff(world);
    expect(await step(world)).toMatchObject({ stage: "found", wakeAtMs: world.nowMs + 60_000 });
    expect(lastWord(world)).toMatch(new RegExp(`^draft wait ${code}`));
    expect(asked).toBe(0);
    turnOn(world);
    expect(await step(world)).toMatchObject({ stage: "drafted", baseSha: world.forge.tip("main") });
  });

  it("asks no model that is kept apart less well than the policy wants, and says what a model was asked in", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", policyPath, `${policyText}model: { sandbox: required }\n`);
    const row = only(world);
    const opportunity = { ...row.opportunity, remedy: component };
    await world.store.saveImprovement({ ...row, opportunity }, [
      auditOf(row, "test", "set", [], world.nowMs),
    ]);
    const edits = [{ kind: "create", path: "src/a.js", content: "" }] as const;
    const change = {
      ...regressedImprovement().change,
      edits,
      generator: { kind: "model", name: "m" },
    } as const;
    const generator = (isolation: Isolation): Ports["generator"] => ({
      handles: () => true,
      propose: async () => ({ kind: "change", change }),
      isolation: async () => isolation,
    });
    await step(world, { generator: generator({ kind: "permissions", because: "there is no bwrap." }) });
    expect(lastWord(world)).toBe("draft wait model_not_isolated");
    expect(await step(world, { generator: generator({ kind: "bubblewrap" }) })).toMatchObject({
      stage: "drafted",
      change: { generator: { kind: "model", name: "m", isolation: "bubblewrap" } },
    });
    expect(world.store.entries.at(-1)?.reasons[0]?.text).toContain("without network, files and credentials");
  });

  it("shows the inspector the files and every text as they would be published", async () => {
    const world = await admitted(new MemoryWorld());
    world.inspect = async (files, texts) => {
      expect(files).toEqual([
        { path: "template.yaml", mode: "100644", content: templateText.replace("1024", "512") },
      ]);
      expect(texts).toEqual(
        expect.arrayContaining([expect.stringContaining("Memory is paid for"), "300 MB"]),
      );
      return [];
    };
    expect(await step(world)).toMatchObject({ stage: "drafted" });
  });

  it("asks nobody to fix an error whose frames lead nowhere", async () => {
    const world = await admitted(new MemoryWorld());
    const row = only(world);
    const opportunity = { ...row.opportunity, remedy: fixError };
    await world.store.saveImprovement({ ...row, opportunity }, [
      auditOf(row, "test", "set", [], world.nowMs),
    ]);
    let asked = 0;
    const propose: Ports["generator"]["propose"] = async (task) => {
      asked++;
      return none.propose(task);
    };
    expect(await step(world, { generator: { ...none, propose } })).toMatchObject({ how: "unusable" });
    expect(lastWord(world)).toBe("draft unusable frames_lead_nowhere");
    expect(asked).toBe(0);
  });

  it("shows the generator the files of the remedy alone, and the metric that decides the watch", async () => {
    const world = await admitted(new MemoryWorld());
    world.forge.push("main", "credentials.txt", "none of its business");
    const tasks: GenerationTask[] = [];
    world.amend = (change, task) => {
      tasks.push(task);
      return change;
    };
    await step(world);
    expect(tasks).toMatchObject([
      { files: [{ path: "template.yaml", content: templateText }], primaryMetric: { name: "Duration" } },
    ]);
  });

  it.each<[string, Partial<OutcomeRecord>, boolean]>([
    ["of its kind", {}, true],
    ["of another kind", { remedyKind: "lambda-timeout" }, false],
    ["of another tenant", { tenant: "other" }, false],
  ])("believes predictions as far as earlier ones %s came true: %j, %s", async (_which, record, isMoved) => {
    const world = await admitted(new MemoryWorld());
    await world.store.recordOutcome({
      improvementId: "acme/shop#earlier",
      tenant: "default",
      repository: "acme/shop",
      remedyKind: "lambda-memory",
      outcome: "kept",
      predictedProbability: null,
      predictedEffect: 0,
      measuredEffect: 0.5,
      atMs: 0,
      ...record,
    });
    await step(world);
    const row = only(world);
    const effect = row.stage === "drafted" ? row.change.prediction?.expectedRelativeEffect : undefined;
    if (isMoved) expect(effect).toBeGreaterThan(0.05);
    else expect(effect).toBe(0);
  });
});
