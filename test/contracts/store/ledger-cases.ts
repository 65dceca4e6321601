import { expect } from "vitest";
import type { CycleReport, OutcomeRecord } from "../../../src/domain/learn/ledger.ts";
import { outcomes, provisionalOutcomes } from "../../../src/domain/learn/outcome.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { ContractCase } from "../case.ts";
import {
  notFinite,
  oddText,
  outcomeRecord as outcome,
  cycleReport as report,
  storedText,
} from "./records.ts";

type CycleFilter = Parameters<Store["cycles"]>[0];

const outcomeCases: readonly ContractCase<Store>[] = [
  ...outcomes.map((kind) => ({
    name: `an improvement that ended as ${kind} goes into the ledger`,
    run: async (store: Store) => {
      const record = { ...outcome, outcome: kind, predictedProbability: null, predictedEffect: null };
      await store.recordOutcome(record);
      expect(await store.outcomes("default")).toEqual([record]);
    },
  })),
  {
    name: "the outcomes of a tenant come oldest first and then by id, and no other tenant's",
    run: async (store) => {
      const records = [
        { ...outcome, improvementId: "c", atMs: 5 },
        { ...outcome, improvementId: "b", atMs: 9 },
        { ...outcome, improvementId: "a", atMs: 5 },
        { ...outcome, improvementId: "d", atMs: 1, tenant: "t2" },
      ];
      for (const record of records) await store.recordOutcome(record);
      const idsOf = async (tenant: string) =>
        (await store.outcomes(tenant)).map(({ improvementId }) => improvementId);
      expect(await idsOf("default")).toEqual(["a", "c", "b"]);
      expect(await idsOf("t2")).toEqual(["d"]);
      expect(await idsOf("nobody")).toEqual([]);
    },
  },
  {
    name: "an outcome is recorded once: a second one of its improvement changes nothing",
    run: async (store) => {
      await store.recordOutcome(outcome);
      await store.recordOutcome({ ...outcome, outcome: "reverted", atMs: 1 });
      await store.recordOutcome({ ...outcome, tenant: "t2" });
      expect(await store.outcomes("default")).toEqual([outcome]);
      expect(await store.outcomes("t2")).toEqual([]);
    },
  },
  {
    name: "an outcome that people may still change gives way to another, and only of its own tenant",
    run: async (store) => {
      for (const kind of provisionalOutcomes) {
        const first = { ...outcome, improvementId: kind, outcome: kind, atMs: 5 };
        await store.recordOutcome(first);
        await store.recordOutcome({ ...first, atMs: 7 });
        await store.recordOutcome({ ...first, outcome: "kept", tenant: "t2" });
        expect(await store.outcomes("default")).toContainEqual(first);
        const last = { ...first, outcome: "reverted", atMs: 9 } as const;
        await store.recordOutcome(last);
        await store.recordOutcome({ ...last, outcome: "kept" });
        expect(await store.outcomes("default")).toContainEqual(last);
      }
    },
  },
  {
    name: "an outcome that does not fit or has a number that JSON cannot hold is refused",
    run: async (store) => {
      for (const measuredEffect of notFinite) {
        await expect(store.recordOutcome({ ...outcome, measuredEffect })).rejects.toThrow(/measuredEffect/);
      }
      const unfit = { ...outcome, outcome: "splendid" } as unknown as OutcomeRecord;
      await expect(store.recordOutcome(unfit)).rejects.toThrow(/outcome/);
      expect(await store.outcomes("default")).toEqual([]);
    },
  },
  {
    name: "outcomes keep odd texts, and are copies",
    run: async (store) => {
      const given = { ...outcome, tenant: oddText };
      await store.recordOutcome(given);
      given.remedyKind = "spoiled";
      Object.assign((await store.outcomes(oddText))[0] ?? {}, { remedyKind: "spoiled" });
      expect(await store.outcomes(oddText)).toEqual([{ ...outcome, tenant: storedText }]);
    },
  },
];

/** In an order that is not their own. */
const reports: readonly CycleReport[] = [
  { ...report, id: "c3", startedAtMs: 3 },
  { ...report, id: "c5", startedAtMs: 3, repository: "acme/other" },
  { ...report, id: "c4", startedAtMs: 9 },
  { ...report, id: "c2", startedAtMs: 3 },
  { ...report, id: "c6", startedAtMs: 4, tenant: "t2" },
];

const filters: readonly (readonly [filter: CycleFilter, expected: readonly string[]])[] = [
  [{ tenant: "default", limit: 9 }, ["c4", "c2", "c3", "c5"]],
  [{ tenant: "t2", limit: 9 }, ["c6"]],
  [{ tenant: "nobody", limit: 9 }, []],
  [{ tenant: "default", repository: "acme/shop", limit: 9 }, ["c4", "c2", "c3"]],
  [{ tenant: "t2", repository: "acme/other", limit: 9 }, []],
  [{ tenant: "default", id: "c3", limit: 9 }, ["c3"]],
  [{ tenant: "default", id: "c6", limit: 9 }, []],
  [{ tenant: "default", id: "c5", repository: "acme/shop", limit: 9 }, []],
  [{ tenant: "default", limit: 2 }, ["c4", "c2"]],
  [{ tenant: "default", limit: 0 }, []],
  [{ tenant: "default", repository: "acme/shop", limit: 1 }, ["c4"]],
];

const cycleCases: readonly ContractCase<Store>[] = [
  ...filters.map(([filter, expected]) => ({
    name: `cycles ${JSON.stringify(filter)} are these, newest first and then by id`,
    run: async (store: Store) => {
      for (const one of reports) await store.saveCycle(one);
      expect((await store.cycles(filter)).map(({ id }) => id)).toEqual(expected);
    },
  })),
  {
    name: "a cycle comes back as it was saved, and saved again under its id is replaced",
    run: async (store) => {
      await store.saveCycle(report);
      expect(await store.cycles({ tenant: "default", limit: 9 })).toEqual([report]);
      const later: CycleReport = { ...report, repository: "acme/other", outcome: "failed", services: [] };
      await store.saveCycle(later);
      expect(await store.cycles({ tenant: "default", limit: 9 })).toEqual([later]);
      expect(await store.cycles({ tenant: "default", repository: "acme/shop", limit: 9 })).toEqual([]);
    },
  },
  {
    name: "a cycle that does not fit or has a number that JSON cannot hold is refused",
    run: async (store) => {
      for (const startedAtMs of notFinite) {
        await expect(store.saveCycle({ ...report, startedAtMs })).rejects.toThrow(/startedAtMs/);
      }
      const unfit = { ...report, services: null } as unknown as CycleReport;
      await expect(store.saveCycle(unfit)).rejects.toThrow(/services/);
      expect(await store.cycles({ tenant: "default", limit: 9 })).toEqual([]);
    },
  },
  {
    name: "cycles keep odd texts, and are copies",
    run: async (store) => {
      const given = structuredClone({ ...report, id: oddText });
      const find = () => store.cycles({ tenant: "default", id: oddText, limit: 9 });
      await store.saveCycle(given);
      for (const one of [given, ...(await find())]) Object.assign(one.services[0] ?? {}, { name: "spoiled" });
      expect(await find()).toEqual([{ ...report, id: storedText }]);
    },
  },
];

const claimCases: readonly ContractCase<Store>[] = [
  {
    name: "a key is claimed once, ever, and each key for itself",
    run: async (store) => {
      expect(await store.claimOnce("delivery 1", 1.5)).toBe(true);
      expect(await store.claimOnce("delivery 1", 9_999)).toBe(false);
      expect(await store.claimOnce("delivery 2", 1)).toBe(true);
      expect(await store.claimOnce("delivery 1", 1)).toBe(false);
    },
  },
  {
    name: "of many claims for one key at the same time exactly one succeeds",
    run: async (store) => {
      const claims = Array.from({ length: 20 }, (_, atMs) => store.claimOnce("delivery 1", atMs));
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    },
  },
  {
    name: "a key that PostgreSQL cannot hold is claimed once, too",
    run: async (store) => {
      expect(await store.claimOnce(oddText, 1)).toBe(true);
      expect(await store.claimOnce(oddText, 1)).toBe(false);
    },
  },
];

/** What the store promises about outcomes, cycles and claims. */
export const ledgerCases: readonly ContractCase<Store>[] = [...outcomeCases, ...cycleCases, ...claimCases];
