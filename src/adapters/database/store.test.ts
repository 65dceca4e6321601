import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { databases } from "../../../test/database.ts";
import { foundImprovement } from "../../../test/improvement.ts";
import type { Store } from "../../ports/store.ts";
import type { Database } from "./database.ts";
import { sql } from "./drizzle.ts";
import { auditLog, claims, improvements, outcomes } from "./schema.ts";
import { databaseStore } from "./store.ts";

// What every store promises is in test/contracts/store.contract.ts; here is what only a database can do wrong.
describe.each(databases)("the store on $name", ({ open }) => {
  let database: Database;
  let store: Store;

  beforeAll(async () => {
    database = await open();
    store = databaseStore(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    for (const table of [improvements, auditLog, outcomes, claims]) await database.orm.delete(table);
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

  test("any text can be saved", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (title) => {
        await database.orm.delete(improvements);
        const improvement = foundImprovement();
        const opportunity = { ...improvement.opportunity, title };
        await store.insertImprovement({ ...improvement, opportunity });
        const read = await store.improvement(improvement.id);
        expect(read?.opportunity.title).toBe(title.replaceAll("\0", "\uFFFD").toWellFormed());
      }),
      { numRuns: 20 },
    );
  });

  test("a refused row says which, where it is wrong, and that it was not saved", async () => {
    const improvement = foundImprovement();
    await expect(store.insertImprovement({ ...improvement, faults: Number.NaN })).rejects.toThrow(
      /Improvement acme\/shop#000000000000000f is not valid \(faults: .*It was not saved/,
    );
  });

  test("what could not be saved is in no error, whatever the database says", async () => {
    const secret = "a customer's log line";
    const row = foundImprovement({ correlationId: secret });
    await database.orm.execute(sql`alter table improvements add constraint nothing check (false) not valid`);
    const calls = [
      () => store.insertImprovement(row),
      () => store.beginImprovement(row, { stages: [], count: 1 }, null),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((one: unknown) => one);
      if (!(error instanceof Error)) throw new Error("It was saved.");
      expect(error.message).toMatch(/did not carry out (insert|begin)Improvement: .*"nothing"/);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
    }
    await database.orm.execute(sql`alter table improvements drop constraint nothing`);
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

  test("a damaged line of the audit log is refused with its number", async () => {
    await database.orm.execute(
      sql`insert into audit_log (at_ms, tenant, correlation_id, actor, action, subject, outcome, reasons)
          values (1, 'default', 'c', 'app', 'admit', 's', 'skipped', '[{"text": "no code"}]')`,
    );
    await expect(store.audit({ tenant: "default", limit: 1 })).rejects.toThrow(
      /Audit entry \d+ is not valid \(reasons\.0\.code: .*Restore it from a backup/,
    );
  });

  test("an outcome of a version that did not note the probability is read without one", async () => {
    const data = {
      improvementId: "a",
      tenant: "default",
      repository: "acme/shop",
      remedyKind: "lambda-memory",
    };
    const measured = { outcome: "kept", predictedEffect: -0.1, measuredEffect: null, atMs: 5 };
    await database.orm
      .insert(outcomes)
      .values({ improvementId: "a", tenant: "default", atMs: 5, data: { ...data, ...measured } });
    expect(await store.outcomes("default")).toEqual([{ ...data, ...measured, predictedProbability: null }]);
  });

  test("of claims that come together each has its own answer", async () => {
    await store.claimOnce("delivery 0", 1);
    const keys = ["delivery 0", "delivery 1", "delivery 2", "delivery 1"];
    expect(await Promise.all(keys.map((key) => store.claimOnce(key, 1)))).toEqual([false, true, true, false]);
  });
});
