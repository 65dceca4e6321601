import { expect } from "vitest";
import type { Improvement } from "../../../src/domain/improvement/improvement.ts";
import type { RepositoryRef } from "../../../src/domain/shared/repository.ts";
import type { Store } from "../../../src/ports/store.ts";
import { foundImprovement, improvementsAtEveryStage, regressedImprovement } from "../../improvement.ts";
import type { ContractCase } from "../case.ts";
import { notFinite, oddText, outcomeRecord, storedText } from "./records.ts";

type Filter = Parameters<Store["improvements"]>[0];

const fingerprint = (digits: string): string => digits.padStart(16, "0");

/** Fingerprints, without their leading zeros, of what a filter finds. */
async function found(store: Store, filter: Filter): Promise<string[]> {
  const rows = await store.improvements(filter);
  return rows.map(({ opportunity }) => opportunity.fingerprint.replace(/^0+/, ""));
}

async function insertAll(store: Store, rows: readonly Improvement[]): Promise<void> {
  for (const row of rows) expect(await store.insertImprovement(row)).toBe(true);
}

const shop = { owner: "acme", name: "shop" };
const other = { owner: "acme", name: "other" };

/** Rows that differ in one thing each: every filter has something to leave out. */
const various: readonly Improvement[] = [
  foundImprovement({ fingerprint: fingerprint("a1"), createdAtMs: 1, wakeAtMs: 100 }),
  foundImprovement({ fingerprint: fingerprint("a2"), createdAtMs: 9, wakeAtMs: null }),
  foundImprovement({ fingerprint: fingerprint("a3"), createdAtMs: 9, wakeAtMs: 101, tenant: "t2" }),
  foundImprovement({ fingerprint: fingerprint("a4"), createdAtMs: 7, wakeAtMs: 90, repository: other }),
  { ...regressedImprovement(fingerprint("a5")), createdAtMs: 5, wakeAtMs: 100 },
  { ...regressedImprovement(fingerprint("a6")), createdAtMs: 6, wakeAtMs: 99, tenant: "t2" },
];

const filters: readonly (readonly [filter: Filter, expected: readonly string[]])[] = [
  [{}, ["a2", "a3", "a4", "a6", "a5", "a1"]],
  [{ tenant: "default" }, ["a2", "a4", "a5", "a1"]],
  [{ tenant: "t2" }, ["a3", "a6"]],
  [{ tenant: "nobody" }, []],
  [{ repository: other }, ["a4"]],
  [{ repository: { owner: "acme", name: "nowhere" } }, []],
  [{ stages: ["regressed"] }, ["a6", "a5"]],
  [{ stages: ["regressed", "found"] }, ["a2", "a3", "a4", "a6", "a5", "a1"]],
  [{ stages: [] }, []],
  [{ dueAtMs: 100 }, ["a4", "a6", "a5", "a1"]],
  [{ dueAtMs: 99 }, ["a4", "a6"]],
  [{ dueAtMs: 99.9 }, ["a4", "a6"]],
  [{ dueAtMs: 0 }, []],
  [{ pullNumber: 7 }, ["a6", "a5"]],
  [{ pullNumber: 9 }, ["a6", "a5"]],
  [{ pullNumber: 8 }, []],
  [{ limit: 2 }, ["a2", "a3"]],
  [{ limit: 0 }, []],
  [{ limit: 99 }, ["a2", "a3", "a4", "a6", "a5", "a1"]],
  [{ tenant: "t2", repository: shop, stages: ["regressed"], dueAtMs: 99, pullNumber: 9 }, ["a6"]],
  [{ tenant: "t2", repository: shop, stages: ["regressed"], dueAtMs: 98, pullNumber: 9 }, []],
  [{ tenant: "default", dueAtMs: 100, limit: 2 }, ["a4", "a5"]],
];

const reading: readonly ContractCase<Store>[] = [
  {
    name: "an improvement comes back as it was saved, whatever its stage",
    run: async (store) => {
      const rows = improvementsAtEveryStage();
      await insertAll(store, rows);
      for (const row of rows) expect(await store.improvement(row.id)).toEqual(row);
    },
  },
  {
    name: "an unknown id is null",
    run: async (store) => {
      await insertAll(store, [foundImprovement()]);
      expect(await store.improvement("acme/shop#none")).toBeNull();
    },
  },
  ...filters.map(([filter, expected]) => ({
    name: `improvements ${JSON.stringify(filter)} are these, newest first and then by id`,
    run: async (store: Store) => {
      await insertAll(store, various);
      expect(await found(store, filter)).toEqual(expected);
    },
  })),
  {
    name: "a list follows what was saved since",
    run: async (store) => {
      const [row] = various;
      if (!row) throw new Error("There is no row.");
      await insertAll(store, [row]);
      await store.saveImprovement({ ...row, tenant: "t2", wakeAtMs: null });
      expect(await found(store, { tenant: "default" })).toEqual([]);
      expect(await found(store, { dueAtMs: 1_000 })).toEqual([]);
      expect(await found(store, { tenant: "t2" })).toEqual(["a1"]);
    },
  },
  {
    name: "a pull request's number finds what proposed it, however that ended, and what it reverts",
    run: async (store) => {
      await insertAll(store, improvementsAtEveryStage());
      expect(await found(store, { pullNumber: 7 })).toEqual(["e3", "e4", "e5", "e6", "e7", "f2", "f3", "f4"]);
      expect(await found(store, { pullNumber: 8 })).toEqual(["e8"]);
      expect(await found(store, { pullNumber: 9 })).toEqual(["f2"]);
      expect(await found(store, { pullNumber: 11 })).toEqual(["e7"]);
      expect(await found(store, { pullNumber: 12 }), "an issue's number").toEqual([]);
    },
  },
  {
    name: "a commit finds what has it as its own or its revert's head, or was merged as it",
    run: async (store) => {
      await insertAll(store, improvementsAtEveryStage());
      const { pull, merge } = regressedImprovement();
      const merged = ["e4", "e5", "e6", "e7", "f2", "f3", "f4"];
      expect(await found(store, { commit: pull.headSha })).toEqual(["e3", ...merged]);
      expect(await found(store, { commit: merge.sha })).toEqual(merged);
      expect(await found(store, { commit: "d".repeat(40) }), "the revert's head").toEqual(["e7"]);
      expect(await found(store, { commit: pull.baseSha })).toEqual([]);
      expect(await found(store, { commit: merge.sha, stages: ["merged"] })).toEqual(["e4"]);
    },
  },
];

const beginning: readonly ContractCase<Store>[] = [
  {
    name: "what has failed often in a row does not count against the room",
    run: async (store) => {
      const room = { stages: ["found"], fewerFaultsThan: 3, count: 1 } as const;
      const row = (digits: string) => foundImprovement({ fingerprint: fingerprint(digits) });
      expect(await store.insertImprovement({ ...row("f1"), faults: 3 })).toBe(true);
      expect(await store.beginImprovement({ ...row("f2"), faults: 2 }, room, null)).toBe("begun");
      expect(await store.beginImprovement(row("f3"), room, null)).toBe("full");
      expect(await store.beginImprovement(row("f3"), { stages: ["found"], count: 2 }, null)).toBe("full");
    },
  },
  {
    name: "an improvement begins while there is room at the stages that count, of its tenant",
    run: async (store) => {
      await insertAll(store, various);
      const room = { stages: ["found"], count: 4 } as const;
      const row = (digits: string) => foundImprovement({ fingerprint: fingerprint(digits) });
      expect(await store.beginImprovement(row("b1"), room, null)).toBe("begun");
      expect(await store.beginImprovement(row("b2"), room, null)).toBe("full");
      expect(await store.improvement(row("b2").id)).toBeNull();
      expect(await store.beginImprovement({ ...row("b3"), tenant: "t2" }, room, null)).toBe("begun");
      const none = { stages: [], count: 0 } as const;
      expect(await store.beginImprovement(row("b4"), none, null)).toBe("full");
      expect(await store.beginImprovement(row("b4"), { ...none, count: Number.NaN }, null)).toBe("full");
      expect(await store.beginImprovement(row("b4"), { ...none, count: 1 }, null)).toBe("begun");
    },
  },
  {
    name: "an improvement begins again over the version that was read, and not over another",
    run: async (store) => {
      const room = { stages: ["found"], count: 9 } as const;
      const row = foundImprovement({ version: 0 });
      expect(await store.beginImprovement(row, room, 1)).toBe("exists");
      expect(await store.beginImprovement(row, room, null)).toBe("begun");
      expect(await store.beginImprovement({ ...row, faults: 1 }, room, null)).toBe("exists");
      expect(await store.improvement(row.id)).toEqual(row);
      expect(await store.beginImprovement({ ...row, faults: 2 }, room, 0)).toBe("begun");
      expect(await store.improvement(row.id)).toEqual({ ...row, faults: 2, version: 1 });
      expect(await store.beginImprovement({ ...row, faults: 3 }, room, 0)).toBe("exists");
    },
  },
  {
    name: "of many that begin at once as many begin as there is room for",
    run: async (store) => {
      const rows = Array.from({ length: 12 }, (_, index) =>
        foundImprovement({ fingerprint: fingerprint(`c${index}`.replace(/[^0-9a-f]/g, "")) }),
      );
      const room = { stages: ["found"], count: 5 } as const;
      const answers = await Promise.all(rows.map((row) => store.beginImprovement(row, room, null)));
      expect(answers.filter((answer) => answer === "begun")).toHaveLength(5);
      expect(await store.improvements({ stages: ["found"] })).toHaveLength(5);
    },
  },
];

const renaming: readonly ContractCase<Store>[] = [
  {
    name: "rows of a repository are found by its number, and by its name in any case where they have none",
    run: async (store) => {
      const row = (digits: string, repository: RepositoryRef) =>
        foundImprovement({
          fingerprint: fingerprint(digits),
          repository,
          createdAtMs: Number.parseInt(digits, 16),
        });
      await insertAll(store, [
        row("d1", { owner: "Acme", name: "Shop" }),
        row("d2", { owner: "acme", name: "old-name", id: 5 }),
        row("d3", { ...shop, id: 6 }),
        row("d4", other),
      ]);
      expect(await found(store, { repository: shop })).toEqual(["d3", "d1"]);
      expect(await found(store, { repository: { ...shop, id: 5 } })).toEqual(["d2", "d1"]);
      expect(await found(store, { repository: { ...shop, id: 6 } })).toEqual(["d3", "d1"]);
      expect(await found(store, { repository: { owner: "acme", name: "old-name", id: 7 } })).toEqual([]);
    },
  },
  {
    name: "a repository is brought up to its present name and number with what was learnt there, and nobody else's",
    run: async (store) => {
      const here = { owner: "Acme", name: "Kasse", id: 5 };
      const old = foundImprovement({ fingerprint: fingerprint("d1"), repository: { ...shop, id: 5 } });
      const unnumbered = foundImprovement({
        fingerprint: fingerprint("d2"),
        repository: { owner: "acme", name: "kasse" },
      });
      const usurper = foundImprovement({ fingerprint: fingerprint("d3"), repository: { ...shop, id: 6 } });
      const foreign = { ...old, id: "foreign", tenant: "t2" };
      await insertAll(store, [old, unnumbered, usurper, foreign]);
      await store.recordOutcome({ ...outcomeRecord, improvementId: old.id, repository: "acme/shop" });
      await store.recordOutcome({ ...outcomeRecord, improvementId: usurper.id, repository: "acme/shop" });
      expect(await store.adoptRepository("default", here)).toBe(2);
      expect(await store.improvement(old.id)).toEqual({ ...old, repository: here, version: old.version + 1 });
      expect(await store.improvement(unnumbered.id)).toMatchObject({ repository: here });
      expect([await store.improvement(usurper.id), await store.improvement("foreign")]).toEqual([
        usurper,
        foreign,
      ]);
      const learnt = (await store.outcomes("default")).map(({ improvementId, repository }) => [
        improvementId,
        repository,
      ]);
      expect(Object.fromEntries(learnt)).toEqual({ [old.id]: "Acme/Kasse", [usurper.id]: "acme/shop" });
      expect(await store.saveImprovement(old), "by a worker that read it before").toBeNull();
      expect(await store.adoptRepository("default", here), "a second time").toBe(0);
    },
  },
];

const saving: readonly ContractCase<Store>[] = [
  {
    name: "a second insert of the same id says so and changes nothing",
    run: async (store) => {
      const row = foundImprovement();
      await insertAll(store, [row]);
      expect(await store.insertImprovement({ ...row, tenant: "t2" })).toBe(false);
      expect(await store.improvement(row.id)).toEqual(row);
    },
  },
  {
    name: "a save counts the version up and gives what is stored now",
    run: async (store) => {
      const row = foundImprovement();
      await insertAll(store, [row]);
      const saved = await store.saveImprovement({ ...row, faults: 1 });
      expect(saved).toEqual({ ...row, faults: 1, version: 2 });
      expect(await store.improvement(row.id)).toEqual(saved);
    },
  },
  {
    name: "a save that is based on another version, or on nothing, is refused and changes nothing",
    run: async (store) => {
      const row = foundImprovement();
      expect(await store.saveImprovement(row)).toBeNull();
      expect(await store.improvement(row.id)).toBeNull();
      await insertAll(store, [row]);
      const saved = await store.saveImprovement(row);
      for (const version of [1, 3]) {
        expect(await store.saveImprovement({ ...row, version, faults: 5 })).toBeNull();
      }
      expect(await store.improvement(row.id)).toEqual(saved);
    },
  },
  {
    name: "of saves of one version at the same time exactly one succeeds",
    run: async (store) => {
      const row = foundImprovement();
      await insertAll(store, [row]);
      const attempts = Array.from({ length: 8 }, (_, faults) => store.saveImprovement({ ...row, faults }));
      const [winner, ...others] = (await Promise.all(attempts)).filter((saved) => saved !== null);
      expect(others).toEqual([]);
      expect(await store.improvement(row.id)).toEqual(winner);
    },
  },
  {
    name: "what is given and what comes back are copies",
    run: async (store) => {
      const row = foundImprovement();
      const original = structuredClone(row);
      await insertAll(store, [row]);
      const spoil = (one: Improvement | null | undefined) =>
        Object.assign(one?.opportunity.impact ?? {}, { score: -1 });
      spoil(row);
      spoil(await store.improvement(row.id));
      spoil((await store.improvements({}))[0]);
      expect(await store.improvement(row.id)).toEqual(original);
      const saved = await store.saveImprovement(original);
      spoil(original);
      spoil(saved);
      expect((await store.improvement(row.id))?.opportunity.impact.score).toBe(41.5);
    },
  },
];

const refusing: readonly ContractCase<Store>[] = [
  {
    name: "a text that PostgreSQL cannot hold is saved with U+FFFD in place of what it refuses",
    run: async (store) => {
      const row = foundImprovement({ tenant: oddText });
      const opportunity = { ...row.opportunity, title: oddText };
      await insertAll(store, [{ ...row, opportunity }]);
      expect(await store.improvement(row.id)).toMatchObject({
        tenant: storedText,
        opportunity: { title: storedText },
      });
      expect(await found(store, { tenant: oddText }), "asked for as it was saved").toEqual(["f"]);
      expect(await store.improvement(oddText)).toBeNull();
    },
  },
  ...notFinite.map((number) => ({
    name: `an improvement with the number ${number} is refused and not saved`,
    run: async (store: Store) => {
      const row = foundImprovement();
      await expect(store.insertImprovement({ ...row, wakeAtMs: number })).rejects.toThrow(/wakeAtMs/);
      expect(await store.improvement(row.id)).toBeNull();
      await insertAll(store, [row]);
      await expect(store.saveImprovement({ ...row, faults: number })).rejects.toThrow(/faults/);
      expect(await store.improvement(row.id)).toEqual(row);
    },
  })),
  {
    name: "an improvement that is not what its stage says is refused and not saved",
    run: async (store) => {
      const row = foundImprovement();
      const { change: _, ...without } = regressedImprovement();
      const wrong = without as Improvement;
      await expect(store.insertImprovement(wrong)).rejects.toThrow(/change/);
      expect(await store.improvements({})).toEqual([]);
      await insertAll(store, [row]);
      await expect(store.saveImprovement({ ...wrong, id: row.id })).rejects.toThrow(/change/);
      expect(await store.improvement(row.id)).toEqual(row);
    },
  },
];

/** What the store promises about improvements. */
export const improvementCases: readonly ContractCase<Store>[] = [
  ...reading,
  ...beginning,
  ...renaming,
  ...saving,
  ...refusing,
];
