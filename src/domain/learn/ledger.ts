import type { Reason } from "../shared/reason.ts";
import type { Outcome } from "./outcome.ts";

/** One row of the audit log; every decision makes one, skips included. */
export interface AuditEntry {
  readonly atMs: number;
  readonly tenant: string;
  /** `owner/name`, or null where no repository is concerned. */
  readonly repository: string | null;
  readonly correlationId: string;
  /** Who acted: `schedule`, `agent:<requester>`, `person:<login>`, `app`. */
  readonly actor: string;
  /** What was decided on, e.g. `admit`, `gate`, `merge`, `verdict`. */
  readonly action: string;
  /** Improvement id, cycle id or another name of what it was about. */
  readonly subject: string;
  readonly outcome: string;
  readonly reasons: readonly Reason[];
}

/** What an improvement came to, for the ranking of the next ones. Effects are relative (−0.3 is 30 % less). */
export interface OutcomeRecord {
  readonly improvementId: string;
  readonly tenant: string;
  readonly repository: string;
  readonly remedyKind: string;
  readonly outcome: Outcome;
  /** Set where people said that what they declined was wrong: only then a closing teaches anything. */
  readonly because?: "wrong" | undefined;
  /** How likely success was believed to be when it was admitted, 0 to 1; null where that is not known. */
  readonly predictedProbability: number | null;
  readonly predictedEffect: number | null;
  readonly measuredEffect: number | null;
  readonly atMs: number;
}

/** How a cycle ended. `blind`: nothing at all could be seen of any service, so it says nothing of them. */
export const cycleOutcomes = ["completed", "blind", "refused", "failed"] as const;

/** What one cycle saw and decided. */
export interface CycleReport {
  readonly id: string;
  readonly tenant: string;
  readonly repository: string;
  readonly actor: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly outcome: (typeof cycleOutcomes)[number];
  readonly reasons: readonly Reason[];
  readonly services: readonly {
    readonly name: string;
    readonly complete: boolean;
    readonly findings: readonly { readonly kind: string; readonly sentence: string }[];
    readonly reasons: readonly Reason[];
  }[];
  readonly opportunities: readonly {
    readonly fingerprint: string;
    readonly service: string;
    readonly title: string;
    readonly score: number;
    readonly decision: "admitted" | "awaiting_approval" | "skipped";
    readonly reasons: readonly Reason[];
  }[];
}
