import type { Improvement } from "../../domain/improvement/improvement.ts";
import type { Reason } from "../../domain/shared/reason.ts";

/** What one step came to: the improvement as it is to be saved, and the line for the audit log. */
export interface Step {
  readonly next: Improvement;
  readonly action: string;
  readonly outcome: string;
  readonly reasons: readonly Reason[];
}

/** Nothing to do yet: look again at `wakeAtMs` (null: only when somebody acts). */
export function waitUntil(
  improvement: Improvement,
  action: string,
  wakeAtMs: number | null,
  reasons: readonly Reason[],
): Step {
  return { next: { ...improvement, wakeAtMs }, action, outcome: "wait", reasons };
}

/** The end of an improvement that never reached, or no longer has, a pull request of the app's. */
export function abandon(
  improvement: Improvement,
  action: string,
  reasons: readonly Reason[],
  nowMs: number,
  pullNumber: number | null = null,
): Step {
  const { id, version, tenant, repository, opportunity, trigger, correlationId, createdAtMs } = improvement;
  const base = { id, version, tenant, repository, opportunity, trigger, correlationId, createdAtMs };
  return {
    next: {
      ...base,
      stage: "abandoned",
      reasons,
      pullNumber,
      closedAtMs: nowMs,
      wakeAtMs: null,
      faults: 0,
    },
    action,
    outcome: "abandoned",
    reasons,
  };
}
