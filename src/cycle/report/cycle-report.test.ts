import { describe, expect, it } from "vitest";
import { foundImprovement } from "../../../test/improvement.ts";
import { MemoryStore } from "../../../test/stand-ins/memory-store.ts";
import { settings } from "../../../test/stand-ins/memory-world.ts";
import type { Admission } from "../../domain/admit/admit.ts";
import { reason } from "../../domain/shared/reason.ts";
import type { ServiceDiscovery } from "../discover/discover-services.ts";
import {
  describe as describeCycle,
  emptyReport,
  finishRefused,
  logDecisions,
  refuse,
} from "./cycle-report.ts";
import type { CycleRequest } from "./cycle-request.ts";

const { id, opportunity, repository } = foundImprovement();
const trigger = { kind: "agent", requester: "planner" } as const;
const request: CycleRequest = {
  ...{ kind: "cycle", cycleId: "cycle-9", repository, trigger },
  ...{ analysisWindowHours: null, maxImprovements: null },
};
const off = [reason("repository_off", "It says off.")];
const empty = emptyReport(request, settings, 77);

describe("a report", () => {
  it("says of what and whose it is before anything was read", () => {
    expect(empty).toEqual({
      ...{ id: "cycle-9", tenant: "default", repository: "acme/shop", actor: "agent:planner" },
      ...{ startedAtMs: 77, finishedAtMs: 77, outcome: "completed" },
      ...{ reasons: [], services: [], opportunities: [] },
    });
  });

  it("is blind when nothing was seen of any service, and only then", () => {
    const nothing = { name: "a", complete: false, findings: [], opportunities: [], reasons: off };
    const seen = (...blind: boolean[]) =>
      describeCycle(
        blind.map((one) => ({ ...nothing, blind: one })),
        [],
      );
    expect(seen(true, true)).toMatchObject({ outcome: "blind", reasons: [{ code: "nothing_seen" }] });
    expect(seen(true, false)).not.toHaveProperty("outcome");
    expect(seen()).not.toHaveProperty("outcome");
  });

  it("tells of each service what was found, and of each opportunity what was decided", () => {
    const { window } = { window: { fromMs: 0, toMs: 1 } };
    const finding = { service: "checkout", kind: "trend", sentence: "It climbs.", window, severity: 1 };
    const found: ServiceDiscovery = {
      ...{ name: "checkout", complete: false, blind: false, opportunities: [], reasons: off },
      findings: [{ ...finding, persistence: 1, evidence: [] }],
    };
    const admission: Admission = { kind: "skipped", id, opportunity, reasons: off };
    expect(describeCycle([found], [admission])).toEqual({
      services: [
        {
          name: "checkout",
          complete: false,
          reasons: off,
          findings: [{ kind: "trend", sentence: "It climbs." }],
        },
      ],
      opportunities: [
        {
          ...{ fingerprint: opportunity.fingerprint, service: "checkout", title: opportunity.title },
          ...{ score: 41.5, decision: "skipped", reasons: off },
        },
      ],
    });
  });
});

describe("the decisions of a cycle", () => {
  it("are on record with the cycle that they belong to, each about its own improvement", async () => {
    const store = new MemoryStore();
    const admissions: Admission[] = [
      { kind: "admitted", id, opportunity, reasons: [] },
      {
        kind: "skipped",
        id: "acme/shop#00000000000000f9",
        opportunity: { ...opportunity, fingerprint: "00000000000000f9" },
        reasons: off,
      },
    ];
    await logDecisions(request, empty, admissions, { store });
    const common = { atMs: 77, tenant: "default", repository: "acme/shop", correlationId: "cycle-9" };
    const actor = "agent:planner";
    expect(store.entries).toEqual([
      { ...common, actor, action: "cycle", subject: "cycle-9", outcome: "completed", reasons: [] },
      {
        ...common,
        actor,
        action: "admit",
        subject: "acme/shop#000000000000000f",
        outcome: "admitted",
        reasons: [],
      },
      {
        ...common,
        actor,
        action: "admit",
        subject: "acme/shop#00000000000000f9",
        outcome: "skipped",
        reasons: off,
      },
    ]);
  });

  it("to do nothing are on record too, but for a dry run", async () => {
    for (const dryRun of [false, true]) {
      const store = new MemoryStore();
      const refused = refuse(empty, off);
      expect(await finishRefused({ ...request, dryRun }, refused, { store })).toEqual(refused);
      expect(refused).toMatchObject({ outcome: "refused", reasons: off });
      expect([...store.reports.values()]).toEqual(dryRun ? [] : [refused]);
      expect(store.entries.map(({ outcome }) => outcome)).toEqual(dryRun ? [] : ["refused"]);
    }
  });
});
