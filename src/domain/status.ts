import type { StageName } from "./improvement.ts";
import type { CycleReport, OutcomeRecord } from "./ledger.ts";
import type { Reason } from "./reason.ts";
import type { Flags } from "./settings.ts";

/** How the whole product is doing, for `get_system_status` and `self-building status`. */
export interface SystemStatus {
  readonly tenant: string;
  readonly atMs: number;
  readonly flags: Flags;
  /** State of the circuit breaker before the telemetry source. */
  readonly circuit: "closed" | "open" | "half_open";
  /** How many improvements stand at each stage. */
  readonly improvements: Readonly<Record<StageName, number>>;
  /** How many improvements came to each outcome, ever. */
  readonly outcomes: Readonly<Record<OutcomeRecord["outcome"], number>>;
  /** The latest cycles, newest first. */
  readonly cycles: readonly Pick<
    CycleReport,
    "id" | "repository" | "outcome" | "startedAtMs" | "finishedAtMs" | "reasons"
  >[];
}

/** What telemetry says about a repository's services, for `query_telemetry_insights`. Nothing is changed by asking. */
export interface Insights {
  readonly repository: string;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  /** Why there is nothing to say, e.g. no policy file; empty when all went well. */
  readonly reasons: readonly Reason[];
  readonly services: readonly {
    readonly name: string;
    /** false when telemetry was missing or partial: no findings then does not mean healthy. */
    readonly complete: boolean;
    readonly findings: readonly {
      readonly kind: string;
      readonly sentence: string;
      readonly severity: number;
    }[];
    readonly reasons: readonly Reason[];
  }[];
}
