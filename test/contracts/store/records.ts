import type { AuditEntry, CycleReport, OutcomeRecord } from "../../../src/domain/learn/ledger.ts";

/** Has everything that PostgreSQL refuses in a text: NUL and lone surrogates. */
export const oddText = "a\0b\uD800c\uDC00 ä 😀";
/** What of {@link oddText} is stored. */
export const storedText = "a\uFFFDb\uFFFDc\uFFFD ä 😀";

/** Numbers that JSON cannot hold. */
export const notFinite = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;

/** An entry of the audit log. */
export const auditEntry: AuditEntry = {
  atMs: 1_000,
  tenant: "default",
  repository: null,
  correlationId: "c1",
  actor: "schedule",
  action: "admit",
  subject: "acme/shop#000000000000000f",
  outcome: "skipped",
  reasons: [{ code: "open_cap", text: "Three are open." }],
};

/** What an improvement came to. */
export const outcomeRecord: OutcomeRecord = {
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

/** What a cycle saw and decided. */
export const cycleReport: CycleReport = {
  id: "c1",
  tenant: "default",
  repository: "acme/shop",
  actor: "schedule",
  startedAtMs: 1,
  finishedAtMs: 2,
  outcome: "completed",
  reasons: [{ code: "open_cap", text: "Three are open." }],
  services: [
    {
      name: "checkout",
      complete: true,
      findings: [{ kind: "over_provisioned", sentence: "Half is unused." }],
      reasons: [],
    },
  ],
  opportunities: [
    {
      fingerprint: "000000000000000f",
      service: "checkout",
      title: "Lower the memory",
      score: 41.5,
      decision: "admitted",
      reasons: [],
    },
  ],
};
