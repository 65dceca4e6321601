import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Improvement } from "../../src/domain/improvement/improvement.ts";
import type { AuditEntry, CycleReport, OutcomeRecord } from "../../src/domain/learn/ledger.ts";
import { outcomes as outcomeKinds } from "../../src/domain/learn/outcome.ts";
import type { RepositoryRef } from "../../src/domain/shared/repository.ts";
import type { Store } from "../../src/ports/store.ts";
import { improvementsAtEveryStage } from "../improvement.ts";
import { MemoryStore } from "../stand-ins/memory-store.ts";
import { auditEntry, cycleReport, oddText, outcomeRecord } from "./store/records.ts";
import { type StorePlace, stores } from "./stores.ts";

/** Something asked of a store; plain data, so that a counterexample can be read. */
type Operation =
  | { readonly kind: "insert"; readonly row: Improvement }
  /** Of what is stored under an id, or a version that is `behind` that one. */
  | {
      readonly kind: "save";
      readonly row: Improvement;
      readonly behind: number;
      readonly audit: readonly AuditEntry[];
    }
  | {
      readonly kind: "begin";
      readonly row: Improvement;
      readonly room: number;
      readonly behind: number | null;
    }
  | { readonly kind: "adopt"; readonly tenant: string; readonly repository: RepositoryRef }
  | { readonly kind: "improvements"; readonly filter: Parameters<Store["improvements"]>[0] }
  | { readonly kind: "append"; readonly entries: readonly AuditEntry[] }
  | { readonly kind: "audit"; readonly filter: Parameters<Store["audit"]>[0] }
  | { readonly kind: "outcome"; readonly record: OutcomeRecord }
  | { readonly kind: "outcomes"; readonly tenant: string }
  | { readonly kind: "cycle"; readonly report: CycleReport }
  | { readonly kind: "cycles"; readonly filter: Parameters<Store["cycles"]>[0] }
  | { readonly kind: "claim"; readonly key: string };

const samples = improvementsAtEveryStage();
const stages = [...new Set(samples.map(({ stage }) => stage))];

const tenant = fc.constantFrom("default", "t2", oddText);
const repositoryName = fc.constantFrom("acme/shop", "acme/other");
const named = { owner: fc.constantFrom("acme", "Acme"), name: fc.constantFrom("shop", "other", "Shop") };
/** Names in any case, with a number or (as people and earlier builds have it) without. */
const repository: fc.Arbitrary<RepositoryRef> = fc.oneof(
  fc.record(named),
  fc.record({ ...named, id: fc.constantFrom(1, 2) }),
);
const time = fc.constantFrom(0, 1, 1.5, 2, 3);
/** Now and then a time that no store takes. */
const oddTime = fc.oneof({ weight: 20, arbitrary: time }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
const limit = fc.nat({ max: 5 });

function kindOf<K extends Operation["kind"]>(kind: K): fc.Arbitrary<K> {
  return fc.constant(kind);
}

const row = fc
  .record({
    sample: fc.constantFrom(...samples),
    tenant,
    repository,
    createdAtMs: oddTime,
    wakeAtMs: fc.option(time),
    faults: fc.nat(),
  })
  .map(({ sample, ...fields }): Improvement => ({ ...sample, ...fields }));
const entry = fc
  .record({
    tenant,
    atMs: oddTime,
    subject: fc.constantFrom("s1", "s2", oddText),
    correlationId: fc.constantFrom("c1", "c2"),
    action: fc.string(),
  })
  .map((fields): AuditEntry => ({ ...auditEntry, ...fields }));
const entries = fc.array(entry, { maxLength: 3 });
const record = fc
  .record({
    improvementId: fc.constantFrom("a", "b", "c"),
    tenant,
    atMs: oddTime,
    outcome: fc.constantFrom(...outcomeKinds),
    measuredEffect: fc.option(fc.double()),
  })
  .map((fields): OutcomeRecord => ({ ...outcomeRecord, ...fields }));
const report = fc
  .record({ id: fc.constantFrom("a", "b", "c"), tenant, repository: repositoryName, startedAtMs: oddTime })
  .map((fields): CycleReport => ({ ...cycleReport, ...fields }));

const improvementFilter = fc.record(
  {
    tenant,
    repository,
    stages: fc.subarray(stages),
    dueAtMs: time,
    pullNumber: fc.constantFrom(7, 8, 9, 11, 12),
    commit: fc.constantFrom(..."bcd").map((digit) => digit.repeat(40)),
    limit,
  },
  { requiredKeys: [] },
);
const auditFilter = fc.record(
  { tenant, limit, subject: fc.constantFrom("s1", oddText), correlationId: fc.constant("c1") },
  { requiredKeys: ["tenant", "limit"] },
);
const cycleFilter = fc.record(
  { tenant, limit, repository: repositoryName, id: fc.constantFrom("a", "b") },
  { requiredKeys: ["tenant", "limit"] },
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: kindOf("insert"), row }),
  fc.record({ kind: kindOf("save"), row, behind: fc.constantFrom(0, 0, 1, -1), audit: entries }),
  fc.record({
    kind: kindOf("begin"),
    row,
    room: fc.nat({ max: 6 }),
    behind: fc.constantFrom(null, 0, 0, 1),
  }),
  fc.record({
    kind: kindOf("adopt"),
    tenant,
    repository: fc.record({ ...named, id: fc.constantFrom(1, 2) }),
  }),
  fc.record({ kind: kindOf("improvements"), filter: improvementFilter }),
  fc.record({ kind: kindOf("append"), entries }),
  fc.record({ kind: kindOf("audit"), filter: auditFilter }),
  fc.record({ kind: kindOf("outcome"), record }),
  fc.record({ kind: kindOf("outcomes"), tenant }),
  fc.record({ kind: kindOf("cycle"), report }),
  fc.record({ kind: kindOf("cycles"), filter: cycleFilter }),
  fc.record({ kind: kindOf("claim"), key: fc.constantFrom("k1", "k2", oddText) }),
);

async function perform(store: Store, operation: Operation): Promise<unknown> {
  switch (operation.kind) {
    case "insert":
      return store.insertImprovement(operation.row);
    case "save": {
      const stored = await store.improvement(operation.row.id);
      const version = (stored?.version ?? 1) - operation.behind;
      return store.saveImprovement({ ...operation.row, version }, operation.audit);
    }
    case "begin": {
      const stored = await store.improvement(operation.row.id);
      const replaces = operation.behind === null ? null : (stored?.version ?? 1) - operation.behind;
      const room = { stages: ["found", "merged"], count: operation.room } as const;
      return store.beginImprovement(operation.row, room, replaces);
    }
    case "adopt":
      return store.adoptRepository(operation.tenant, operation.repository);
    case "improvements":
      return store.improvements(operation.filter);
    case "append":
      return store.appendAudit(operation.entries);
    case "audit":
      return store.audit(operation.filter);
    case "outcome":
      return store.recordOutcome(operation.record);
    case "outcomes":
      return store.outcomes(operation.tenant);
    case "cycle":
      return store.saveCycle(operation.report);
    case "cycles":
      return store.cycles(operation.filter);
    case "claim":
      return store.claimOnce(operation.key, 1);
  }
}

/** Asked at the end, so that nothing that went wrong stays unseen. */
const everything: readonly Operation[] = [
  { kind: "improvements", filter: {} },
  { kind: "improvements", filter: { pullNumber: 9 } },
  { kind: "improvements", filter: { commit: "c".repeat(40) } },
  ...["default", "t2", oddText].flatMap((tenant): Operation[] => [
    { kind: "improvements", filter: { tenant, dueAtMs: 1.5 } },
    { kind: "audit", filter: { tenant, limit: 100 } },
    { kind: "outcomes", tenant },
    { kind: "cycles", filter: { tenant, limit: 100 } },
  ]),
];

/** What a store says to each operation in turn; a refusal is one answer, whatever its words. */
async function answers(store: Store, operations: readonly Operation[]): Promise<unknown[]> {
  const given: unknown[] = [];
  for (const one of operations) given.push(await perform(store, one).catch(() => "refused"));
  return given;
}

describe.each(stores.filter(({ name }) => name !== "memory"))(
  "the store in memory and on $name",
  ({ open }) => {
    let place: StorePlace;

    beforeAll(async () => {
      place = await open();
    });
    afterAll(() => place.close());

    test("give the same answers to the same questions in the same order", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation, { minLength: 20, maxLength: 60, size: "max" }),
          async (drawn) => {
            const operations = [...drawn, ...everything];
            const expected = await answers(new MemoryStore(), operations);
            expect(await answers(await place.fresh(), operations)).toEqual(expected);
          },
        ),
        { numRuns: 15 },
      );
    });
  },
);
