import fc from "fast-check";
import { expect, test } from "vitest";
import { foundImprovement, regressedImprovement } from "../../test/improvement.ts";
import { MemoryWorld, settings } from "../../test/stand-ins/memory-world.ts";
import { admitted, lastWord, step, until } from "../../test/stand-ins/play.ts";
import type { Improvement, PullRecord, StageName } from "../domain/improvement/improvement.ts";
import { reason } from "../domain/shared/reason.ts";
import type { ReasonCode } from "../domain/shared/reasons.ts";
import type { WhatChanged } from "../ports/queue.ts";
import { wakeChanged, wakeInstalled } from "./wake-changed.ts";

const stages: readonly StageName[] = [
  "found",
  "awaiting_approval",
  "drafted",
  "proposed",
  "merged",
  "watching",
  "regressed",
  "ended",
];
/** Stages that only time moves, or nothing. */
const still: ReadonlySet<StageName> = new Set(["awaiting_approval", "watching", "ended"]);
const fingerprintOf = (index: number) => `00000000000000b${index}`;

/** An improvement at a stage, with numbers and commits that belong to its index alone. */
function planted(stage: StageName, index: number, codes: readonly ReasonCode[] = []): Improvement {
  const fingerprint = fingerprintOf(index);
  const { change, merge, comparisons, reasons, effectiveAtMs, ...regressed } =
    regressedImprovement(fingerprint);
  const lastDecision = { kind: "wait", reasons: codes.map((code) => reason(code, "")) } as const;
  const pull: PullRecord = {
    ...regressed.pull,
    number: 10 * index + 1,
    headSha: `head-${index}`,
    lastDecision,
  };
  const revertPull = { ...pull, number: 10 * index + 2, headSha: `revert-${index}` };
  const base = foundImprovement({ fingerprint });
  const merged = { ...base, change, pull, merge: { ...merge, sha: `merge-${index}` } };
  const closedAtMs = 9;
  switch (stage) {
    case "found":
      return base;
    case "awaiting_approval":
      return { ...base, stage, reasons };
    case "drafted":
      return { ...base, stage, change, baseSha: "base" };
    case "proposed":
      return { ...base, stage, change, pull };
    case "merged":
      return { ...merged, stage };
    case "watching":
      return { ...merged, stage, effectiveAtMs };
    case "regressed":
      return {
        ...merged,
        stage,
        effectiveAtMs,
        comparisons,
        reasons,
        revert: { kind: "proposed", pull: revertPull },
      };
    case "ended": {
      const ended = { change, pull, merge: merged.merge, comparisons, revertPull };
      return { ...base, stage, how: "reverted", reasons, pullNumber: pull.number, merged: ended, closedAtMs };
    }
  }
}

/** Every event that is about the improvement with this index at this stage. */
function eventsAbout(stage: StageName, index: number): WhatChanged[] {
  const numbers: number[] = [];
  const commits: string[] = [];
  if (["proposed", "merged", "regressed"].includes(stage)) {
    numbers.push(10 * index + 1);
    commits.push(`head-${index}`);
  }
  if (["merged", "regressed"].includes(stage)) commits.push(`merge-${index}`);
  if (stage === "regressed") {
    numbers.push(10 * index + 2);
    commits.push(`revert-${index}`);
  }
  const own = `self-building/${fingerprintOf(index)}`;
  // After the merge its own branch is nothing any more, and GitHub or the app deletes it.
  const branches =
    stage === "regressed"
      ? [`self-building/revert-${fingerprintOf(index)}`]
      : stage === "merged"
        ? []
        : [own];
  return [
    ...numbers.map((number) => ({ kind: "pull_request", number }) as const),
    ...commits.map((sha) => ({ kind: "commit", sha }) as const),
    ...branches.map((name) => ({ kind: "branch", name }) as const),
  ];
}

const repository = { owner: "acme", name: "shop" };

async function woken(
  rows: readonly Improvement[],
  what: WhatChanged,
  of: { readonly owner: string; readonly name: string } = repository,
): Promise<string[]> {
  const world = new MemoryWorld();
  for (const row of rows) await world.store.insertImprovement(row);
  await wakeChanged({ kind: "changed", repository: of, what }, world.ports(), settings);
  return world.wakeUps.map((one) => (one.kind === "advance" ? one.improvementId : one.kind)).toSorted();
}

const someStages = fc.array(fc.constantFrom(...stages), { minLength: 1, maxLength: 6 });

test("an event about one of the app's improvements wakes exactly that one, at stages that events can move", async () => {
  await fc.assert(
    fc.asyncProperty(someStages, fc.nat(), fc.nat(), async (at, which, what) => {
      const rows = at.map((stage, index) => planted(stage, index));
      const index = which % at.length;
      const stage = at[index] ?? "found";
      const events = eventsAbout(stage, index);
      const event = events[what % events.length];
      if (event) expect(await woken(rows, event)).toEqual(still.has(stage) ? [] : [rows[index]?.id]);
    }),
  );
});

test("what is over is looked at only when the pull request without which it ended is open again", async () => {
  const rows = [planted("ended", 0), planted("proposed", 1)].map((row) =>
    row.stage === "ended" ? ({ ...row, how: "declined", merged: null } as const) : row,
  );
  expect(await woken(rows, { kind: "reopened", number: 1 })).toEqual([rows[0]?.id]);
  expect(await woken(rows, { kind: "reopened", number: 11 })).toEqual([rows[1]?.id]);
  expect(await woken(rows, { kind: "pull_request", number: 1, byPerson: true })).toEqual([]);
  expect(await woken([planted("ended", 0)], { kind: "reopened", number: 1 })).toEqual([]);
});

test("an event about anybody else's pull request, commit or branch wakes nothing", async () => {
  const foreign = fc.oneof(
    fc.integer({ min: 100 }).map((number): WhatChanged => ({ kind: "pull_request", number })),
    fc.string().map((sha): WhatChanged => ({ kind: "commit", sha })),
    fc.string().map((name): WhatChanged => ({ kind: "branch", name: `self-building/${name}` })),
  );
  await fc.assert(
    fc.asyncProperty(someStages, foreign, async (at, event) => {
      expect(
        await woken(
          at.map((stage, index) => planted(stage, index)),
          event,
        ),
      ).toEqual([]);
    }),
  );
});

test("nothing wakes an improvement of another repository or tenant", async () => {
  const rows = stages.map((stage, index) => planted(stage, index));
  const everyEvent: WhatChanged[] = [
    ...stages.flatMap((stage, index) => eventsAbout(stage, index)),
    { kind: "base", mayTouchPolicy: true },
    { kind: "deployment" },
    { kind: "anything" },
  ];
  for (const event of everyEvent) {
    expect(await woken(rows, event, { owner: "acme", name: "other" })).toEqual([]);
    expect(
      await woken(
        rows.map((row) => ({ ...row, tenant: "other" })),
        event,
      ),
    ).toEqual([]);
  }
});

test("a deployment wakes what waits for one: it may be of a later commit that contains the merged one", async () => {
  const rows = stages.map((stage, index) => planted(stage, index));
  expect(await woken(rows, { kind: "deployment" })).toEqual([planted("merged", stages.indexOf("merged")).id]);
});

test("a deployment to another environment than the one that is waited for wakes nothing", async () => {
  const row = planted("merged", 4);
  if (row.stage !== "merged") throw new Error("It is merged.");
  const waiting = { ...row, merge: { ...row.merge, environment: "production" } };
  expect(await woken([waiting], { kind: "deployment", environment: "staging" })).toEqual([]);
  expect(await woken([waiting], { kind: "deployment", environment: "Production" })).toEqual([row.id]);
  expect(await woken([waiting], { kind: "deployment" })).toEqual([row.id]);
  expect(await woken([row], { kind: "deployment", environment: "staging" })).toEqual([row.id]);
});

test("a push that may touch the policy, and an event that says nothing, wake all that events can move", async () => {
  const rows = stages.map((stage, index) => planted(stage, index));
  const moving = rows.filter((row) => !still.has(row.stage)).map((row) => row.id);
  expect(await woken(rows, { kind: "base", mayTouchPolicy: true })).toEqual(moving);
  expect(await woken(rows, { kind: "anything" })).toEqual(moving);
});

test.each<[boolean, StageName, readonly ReasonCode[]]>([
  [true, "found", []],
  [true, "drafted", []],
  [true, "proposed", ["behind_base"]],
  [true, "proposed", ["base_moved"]],
  [true, "proposed", ["approvals_missing"]],
  [true, "proposed", ["merge_conflict"]],
  [true, "regressed", ["base_moved"]],
  [false, "proposed", ["check_running"]],
  [false, "proposed", ["behind_base", "check_failed"]],
  [false, "proposed", ["behind_base", "refresh_cap"]],
  [false, "proposed", ["approvals_missing", "auto_merge_off"]],
  [false, "regressed", ["check_missing"]],
  [false, "merged", []],
])("a push to the base wakes: %s, at stage %s with %j", async (wakes, stage, codes) => {
  const row = planted(stage, 1, codes);
  expect(await woken([row], { kind: "base", mayTouchPolicy: false })).toEqual(wakes ? [row.id] : []);
});

test("a push to the base leaves alone what was not judged yet, or has no revert open: it is due soon anyway", async () => {
  const proposed = planted("proposed", 1);
  const regressed = planted("regressed", 2);
  if (proposed.stage !== "proposed" || regressed.stage !== "regressed") throw new Error("It is planted so.");
  const rows: Improvement[] = [
    { ...proposed, pull: { ...proposed.pull, lastDecision: null } },
    { ...regressed, revert: { kind: "needed" } },
  ];
  expect(await woken(rows, { kind: "base", mayTouchPolicy: false })).toEqual([]);
});

test("what waits at an account where the app may see something else is woken, and nothing elsewhere", async () => {
  const world = new MemoryWorld();
  const elsewhere = { owner: "other", name: "shop" };
  const rows = [
    planted("proposed", 0),
    planted("ended", 1),
    { ...planted("drafted", 2), repository: elsewhere },
  ];
  for (const row of rows) await world.store.insertImprovement(row);
  let forgotten = 0;
  world.forge.forgetInstallations = async () => void forgotten++;
  await wakeInstalled({ kind: "installation", account: "Acme" }, world.ports(), settings);
  expect(world.wakeUps).toEqual([{ kind: "advance", improvementId: rows[0]?.id, byPerson: true }]);
  expect(forgotten).toBe(1);
});

test("an improvement of a removed installation waits with the reason, and goes on once it is there again", async () => {
  const world = await admitted(new MemoryWorld());
  await until(world, "proposed");
  const { look, standing } = world.forge;
  const nothing = { standing: null, pull: null, facts: null, ownChecks: null };
  Object.assign(world.forge, { look: async () => nothing, standing: async () => null });
  expect(await step(world)).toMatchObject({ stage: "proposed", faults: 0 });
  expect(lastWord(world)).toBe("gate block repository_missing");
  Object.assign(world.forge, { look, standing });
  world.forge.reportCheck(1, "success");
  expect(await step(world)).toMatchObject({ stage: "merged" });
});
