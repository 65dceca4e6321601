import { expect } from "vitest";
import type { AuditEntry } from "../../../src/domain/learn/ledger.ts";
import type { Store } from "../../../src/ports/store.ts";
import { foundImprovement } from "../../improvement.ts";
import type { ContractCase } from "../case.ts";
import { auditEntry as entry, notFinite, oddText, storedText } from "./records.ts";

type Filter = Parameters<Store["audit"]>[0];

/** An entry whose reason has no code. */
const unfit = { ...entry, reasons: [{ text: "no code" }] } as unknown as AuditEntry;

/** In the order in which they were written; their times say something else. */
const various: readonly AuditEntry[] = [
  { ...entry, action: "1", atMs: 9, subject: "s1" },
  { ...entry, action: "2", atMs: 8, subject: "s1", tenant: "t2" },
  { ...entry, action: "3", atMs: 7, subject: "s1", correlationId: "c2" },
  { ...entry, action: "4", atMs: 6, subject: "s2", correlationId: "c2" },
  { ...entry, action: "5", atMs: 5, subject: "s2" },
];

const filters: readonly (readonly [filter: Filter, expected: readonly string[]])[] = [
  [{ tenant: "default", limit: 9 }, ["5", "4", "3", "1"]],
  [{ tenant: "t2", limit: 9 }, ["2"]],
  [{ tenant: "nobody", limit: 9 }, []],
  [{ tenant: "default", subject: "s1", limit: 9 }, ["3", "1"]],
  [{ tenant: "default", correlationId: "c2", limit: 9 }, ["4", "3"]],
  [{ tenant: "default", subject: "s1", correlationId: "c2", limit: 9 }, ["3"]],
  [{ tenant: "default", limit: 2 }, ["5", "4"]],
  [{ tenant: "default", limit: 0 }, []],
  [{ tenant: "default", subject: "s1", limit: 1 }, ["3"]],
  [{ tenant: "t2", subject: "s2", limit: 9 }, []],
];

const all: Filter = { tenant: "default", limit: 100 };

/** What the store promises about the audit log. */
export const auditCases: readonly ContractCase<Store>[] = [
  ...filters.map(([filter, expected]) => ({
    name: `audit entries ${JSON.stringify(filter)} are these, last written first`,
    run: async (store: Store) => {
      await store.appendAudit(various.slice(0, 2));
      await store.appendAudit([]);
      await store.appendAudit(various.slice(2));
      expect((await store.audit(filter)).map(({ action }) => action)).toEqual(expected);
    },
  })),
  {
    name: "an audit entry comes back as it was written, its time in whole milliseconds",
    run: async (store) => {
      const rich = { ...entry, repository: "acme/shop", reasons: [] };
      await store.appendAudit([rich, { ...entry, atMs: 1_000.7 }]);
      expect(await store.audit(all)).toEqual([entry, rich]);
    },
  },
  {
    name: "a save brings its audit entries along, in their order",
    run: async (store) => {
      const row = foundImprovement();
      await store.insertImprovement(row);
      await store.appendAudit([entry]);
      const saved = await store.saveImprovement(row, [
        { ...entry, action: "2" },
        { ...entry, action: "3" },
      ]);
      expect(saved).toMatchObject({ version: 2 });
      expect((await store.audit(all)).map(({ action }) => action)).toEqual(["3", "2", "admit"]);
    },
  },
  {
    name: "a save that is refused leaves no audit entry",
    run: async (store) => {
      const row = foundImprovement();
      await store.insertImprovement(row);
      expect(await store.saveImprovement({ ...row, version: 7 }, [entry])).toBeNull();
      await expect(store.saveImprovement({ ...row, faults: Number.NaN }, [entry])).rejects.toThrow();
      expect(await store.audit(all)).toEqual([]);
    },
  },
  {
    name: "an audit entry that cannot be written keeps its save from happening, and its neighbours out",
    run: async (store) => {
      const row = foundImprovement();
      await store.insertImprovement(row);
      await expect(store.saveImprovement({ ...row, faults: 1 }, [entry, unfit])).rejects.toThrow(/reasons/);
      expect(await store.improvement(row.id)).toEqual(row);
      await expect(store.appendAudit([entry, unfit])).rejects.toThrow(/reasons/);
      expect(await store.audit(all)).toEqual([]);
    },
  },
  ...notFinite.map((atMs) => ({
    name: `an audit entry with the time ${atMs} is refused`,
    run: async (store: Store) => {
      await expect(store.appendAudit([{ ...entry, atMs }])).rejects.toThrow(/atMs/);
      expect(await store.audit(all)).toEqual([]);
    },
  })),
  {
    name: "an audit entry with a text that PostgreSQL cannot hold is written and found",
    run: async (store) => {
      await store.appendAudit([{ ...entry, subject: oddText, reasons: [{ code: "fault", text: oddText }] }]);
      expect(await store.audit({ ...all, subject: oddText })).toEqual([
        { ...entry, subject: storedText, reasons: [{ code: "fault", text: storedText }] },
      ]);
    },
  },
  {
    name: "audit entries that are given and that come back are copies",
    run: async (store) => {
      const given = structuredClone(entry);
      await store.appendAudit([given]);
      Object.assign(given.reasons[0] ?? {}, { text: "spoiled" });
      Object.assign((await store.audit(all))[0]?.reasons[0] ?? {}, { text: "spoiled" });
      expect(await store.audit(all)).toEqual([entry]);
    },
  },
];
