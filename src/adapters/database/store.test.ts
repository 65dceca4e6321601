import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { databases } from "../../../test/database.ts";
import { foundImprovement, regressedImprovement } from "../../../test/improvement.ts";
import { end, mergedChange } from "../../cycle/step/transition.ts";
import type { AuditEntry, CycleReport, OutcomeRecord } from "../../domain/learn/ledger.ts";
import { outcomes as outcomeValues } from "../../domain/learn/outcome.ts";
import type { Store } from "../../ports/store.ts";
import type { Database } from "./database.ts";
import { sql } from "./drizzle.ts";
import { auditLog, claims, cycles, improvements, outcomes } from "./schema.ts";
import { databaseStore } from "./store.ts";

const auditEntry: AuditEntry = {
  atMs: 1.5,
  tenant: "default",
  repository: null,
  correlationId: "c1",
  actor: "schedule",
  action: "admit",
  subject: "acme/shop#000000000000000f",
  outcome: "skipped",
  reasons: [{ code: "open_cap", text: "Three are open." }],
};

describe.each(databases)("the store on $name", ({ open }) => {
  let database: Database;
  let store: Store;

  beforeAll(async () => {
    database = await open();
    store = databaseStore(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    for (const table of [improvements, auditLog, outcomes, cycles, claims]) await database.orm.delete(table);
  });

  test("an improvement comes back as it was saved, at the first stage and at the richest", async () => {
    for (const improvement of [foundImprovement(), regressedImprovement()]) {
      expect(await store.insertImprovement(improvement)).toBe(true);
      expect(await store.improvement(improvement.id)).toEqual(improvement);
    }
  });

  test("an unknown id is null, and a second insert of the same id changes nothing", async () => {
    expect(await store.improvement("acme/shop#none")).toBeNull();
    const improvement = foundImprovement();
    await store.insertImprovement(improvement);
    expect(await store.insertImprovement({ ...improvement, tenant: "other" })).toBe(false);
    expect((await store.improvement(improvement.id))?.tenant).toBe("default");
  });

  test("a save counts the version up, and one that is based on an older version is refused", async () => {
    const improvement = foundImprovement();
    await store.insertImprovement(improvement);
    const saved = await store.saveImprovement({ ...improvement, faults: 1 });
    expect(saved).toMatchObject({ version: 2, faults: 1 });
    expect(await store.saveImprovement({ ...improvement, faults: 5 })).toBeNull();
    expect(await store.improvement(improvement.id)).toMatchObject({ version: 2, faults: 1 });
  });

  test("of saves that run at once none is lost: every success is counted once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 }),
        async (work) => {
          await database.orm.delete(improvements);
          const start = foundImprovement();
          await store.insertImprovement(start);
          const addOnce = async (): Promise<void> => {
            const current = await store.improvement(start.id);
            if (!current) throw new Error("the improvement is gone");
            const saved = await store.saveImprovement({ ...current, faults: current.faults + 1 });
            if (!saved) await addOnce();
          };
          await Promise.all(
            work.map(async (times) => {
              for (let time = 0; time < times; time += 1) await addOnce();
            }),
          );
          const total = work.reduce((sum, times) => sum + times, 0);
          expect(await store.improvement(start.id)).toMatchObject({ faults: total, version: 1 + total });
        },
      ),
      { numRuns: 6 },
    );
  });

  test("filters select by tenant, repository, stage, due time and pull request, newest first", async () => {
    const old = foundImprovement({ fingerprint: "00000000000000a1", createdAtMs: 1, wakeAtMs: 100 });
    const recent = foundImprovement({ fingerprint: "00000000000000a2", createdAtMs: 9, wakeAtMs: null });
    const other = foundImprovement({
      fingerprint: "00000000000000a3",
      tenant: "t2",
      repository: { owner: "o", name: "r" },
    });
    const regressed = { ...regressedImprovement(), createdAtMs: 5, wakeAtMs: 101 };
    for (const row of [old, recent, other, regressed]) await store.insertImprovement(row);
    const ids = async (filter: Parameters<Store["improvements"]>[0]): Promise<string[]> =>
      (await store.improvements(filter)).map((row) => row.opportunity.fingerprint);

    expect(await ids({ tenant: "default" })).toEqual([
      "00000000000000a2",
      "00000000000000f2",
      "00000000000000a1",
    ]);
    expect(await ids({ repository: "o/r" })).toEqual(["00000000000000a3"]);
    expect(await ids({ stages: ["regressed"] })).toEqual(["00000000000000f2"]);
    expect(await ids({ stages: [] })).toEqual([]);
    expect(await ids({ dueAtMs: 100 })).toEqual(["00000000000000a1"]);
    expect(await ids({ tenant: "default", limit: 1 })).toEqual(["00000000000000a2"]);
    expect(await ids({ pullNumber: 7 })).toEqual(["00000000000000f2"]);
    expect(await ids({ pullNumber: 9 }), "the revert's pull request").toEqual(["00000000000000f2"]);
  });

  test("a commit finds the improvement whose own or revert's head it is, or whose merge", async () => {
    const { revert, ...regressed } = regressedImprovement();
    if (revert.kind !== "proposed") throw new Error("It has a revert.");
    const pull = { ...revert.pull, headSha: "d".repeat(40) };
    const { next: reverted } = end(
      regressedImprovement(),
      "reverted",
      {
        action: "revert",
        reasons: [],
        pullNumber: regressed.pull.number,
        merged: mergedChange(regressed, regressed.comparisons, pull),
      },
      1,
    );
    const commits = [regressed.pull.headSha, pull.headSha, regressed.merge.sha];
    for (const row of [{ ...regressed, revert: { ...revert, pull } }, reverted]) {
      await database.orm.delete(improvements);
      await store.insertImprovement(row);
      await store.insertImprovement(foundImprovement());
      for (const commit of commits) expect(await store.improvements({ commit })).toEqual([row]);
      expect(await store.improvements({ commit: regressed.pull.baseSha })).toEqual([]);
    }
  });

  test("any text can be saved, also what PostgreSQL cannot hold", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (title) => {
        await database.orm.delete(improvements);
        const improvement = foundImprovement();
        const opportunity = { ...improvement.opportunity, title: `${title}\0\uD800` };
        await store.insertImprovement({ ...improvement, opportunity });
        const read = await store.improvement(improvement.id);
        expect(read?.opportunity.title).toBe(
          `${title.replaceAll("\0", "\uFFFD").toWellFormed()}\uFFFD\uFFFD`,
        );
      }),
      { numRuns: 20 },
    );
  });

  test("a number that JSON cannot hold is refused when saving, not found when reading", async () => {
    const improvement = foundImprovement();
    await store.insertImprovement(improvement);
    await expect(store.saveImprovement({ ...improvement, faults: Number.NaN })).rejects.toThrow(
      /Improvement acme\/shop#000000000000000f is not valid \(faults: .*It was not saved/,
    );
    expect(await store.improvement(improvement.id)).toEqual(improvement);
  });

  test("a damaged row is refused with its id, the place and what to do", async () => {
    const improvement = foundImprovement();
    await store.insertImprovement(improvement);
    await database.orm.execute(sql`update improvements set data = jsonb_set(data, '{stage}', '"merged"')`);
    await expect(store.improvement(improvement.id)).rejects.toThrow(
      /Improvement acme\/shop#000000000000000f is not valid \(change: .*Restore it from a backup/,
    );
  });

  test("in a list a damaged row is reported and left out, so that it holds up no other", async () => {
    const reported: string[] = [];
    const reporting = databaseStore(database, { onDamagedRow: (error) => reported.push(error.message) });
    await store.insertImprovement(foundImprovement({ fingerprint: "00000000000000a1" }));
    await database.orm.execute(sql`update improvements set data = '{}'`);
    await store.insertImprovement(foundImprovement({ fingerprint: "00000000000000a2" }));
    const rows = await reporting.improvements({});
    expect(rows.map((row) => row.opportunity.fingerprint)).toEqual(["00000000000000a2"]);
    expect(reported).toEqual([expect.stringContaining("acme/shop#00000000000000a1")]);
    await expect(store.improvements({})).rejects.toThrow("acme/shop#00000000000000a1");
  });

  test("a save brings its audit entries along, and a refused one leaves none", async () => {
    const improvement = foundImprovement();
    await store.insertImprovement(improvement);
    expect(await store.saveImprovement({ ...improvement, version: 7 }, [auditEntry])).toBeNull();
    expect(await store.audit({ tenant: "default", limit: 10 })).toEqual([]);
    expect(await store.saveImprovement(improvement, [auditEntry])).toMatchObject({ version: 2 });
    expect(await store.audit({ tenant: "default", limit: 10 })).toEqual([{ ...auditEntry, atMs: 1 }]);
  });

  test("the audit log answers newest first, for one tenant only", async () => {
    await store.appendAudit([]);
    await store.appendAudit([
      auditEntry,
      { ...auditEntry, subject: "s2", correlationId: "c2" },
      { ...auditEntry, tenant: "t2" },
    ]);
    const all = await store.audit({ tenant: "default", limit: 10 });
    expect(all.map((row) => row.subject)).toEqual(["s2", "acme/shop#000000000000000f"]);
    expect(all[1]).toEqual({ ...auditEntry, atMs: 1 });
    expect(await store.audit({ tenant: "default", subject: "s2", limit: 10 })).toHaveLength(1);
    expect(await store.audit({ tenant: "default", correlationId: "c1", limit: 10 })).toHaveLength(1);
    expect(await store.audit({ tenant: "default", limit: 1 })).toHaveLength(1);
  });

  test.each(outcomeValues)("an improvement that ended as %s goes into the ledger", async (outcome) => {
    const improvementId = `acme/shop#${outcome}`;
    const record: OutcomeRecord = {
      improvementId,
      tenant: "endings",
      repository: "acme/shop",
      remedyKind: "lambda-memory",
      outcome,
      predictedProbability: null,
      predictedEffect: null,
      measuredEffect: null,
      atMs: 5,
    };
    await store.recordOutcome(record);
    expect(await store.outcomes("endings")).toContainEqual(record);
  });

  test("an outcome is recorded once and belongs to its tenant", async () => {
    const record: OutcomeRecord = {
      improvementId: "acme/shop#000000000000000f",
      tenant: "default",
      repository: "acme/shop",
      remedyKind: "lambda-memory",
      outcome: "kept",
      predictedProbability: 0.7,
      predictedEffect: -0.1,
      measuredEffect: null,
      atMs: 5,
    };
    await store.recordOutcome(record);
    await store.recordOutcome({ ...record, outcome: "reverted" });
    expect(await store.outcomes("default")).toEqual([record]);
    expect(await store.outcomes("t2")).toEqual([]);
  });

  test("a cycle's report is replaced by its later one and found by id and repository", async () => {
    const report: CycleReport = {
      id: "cycle-1",
      tenant: "default",
      repository: "acme/shop",
      actor: "schedule",
      startedAtMs: 1,
      finishedAtMs: 2,
      outcome: "failed",
      reasons: [],
      services: [],
      opportunities: [],
    };
    await store.saveCycle(report);
    await store.saveCycle({ ...report, outcome: "completed" });
    await store.saveCycle({ ...report, id: "cycle-2", startedAtMs: 9, repository: "acme/other" });
    const ids = async (filter: { repository?: string; id?: string }): Promise<string[]> =>
      (await store.cycles({ tenant: "default", limit: 10, ...filter })).map((row) => row.id);
    expect(await ids({})).toEqual(["cycle-2", "cycle-1"]);
    expect(await ids({ repository: "acme/shop" })).toEqual(["cycle-1"]);
    expect(await store.cycles({ tenant: "default", id: "cycle-1", limit: 1 })).toMatchObject([
      { outcome: "completed" },
    ]);
  });

  test("of many claims for one key exactly one succeeds", async () => {
    const claimed = await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.claimOnce("delivery-1", at)),
    );
    expect(claimed.filter(Boolean)).toHaveLength(1);
    expect(await store.claimOnce("delivery-2", 1.5)).toBe(true);
  });
});
