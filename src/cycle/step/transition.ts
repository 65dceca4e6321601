import type { AtStage, Improvement, MergedChange, PullRecord } from "../../domain/improvement/improvement.ts";
import type { Outcome } from "../../domain/learn/outcome.ts";
import type { Reason } from "../../domain/shared/reason.ts";
import type { Comparison } from "../../domain/watch/verdict.ts";

/**
 * What one step came to: the improvement as it is to be saved, and the line for the audit log. A step from stage S
 * is a `Step<Next<S>>`, so that the state machine's table says what it may lead to.
 */
export interface Step<N extends Improvement = Improvement> {
  readonly next: N;
  readonly action: string;
  readonly outcome: string;
  readonly reasons: readonly Reason[];
}

/** Nothing to do yet: look again at `wakeAtMs` (null: only when somebody acts). */
export function waitUntil<I extends Improvement>(
  improvement: I,
  action: string,
  wakeAtMs: number | null,
  reasons: readonly Reason[],
): Step<I> {
  return { next: { ...improvement, wakeAtMs }, action, outcome: "wait", reasons };
}

/** A step with more reasons for the audit log. */
export function also<N extends Improvement>(step: Step<N>, reasons: readonly Reason[]): Step<N> {
  return { ...step, reasons: [...step.reasons, ...reasons] };
}

/** What is to be kept of an improvement that is over, beside how it ended. */
interface End {
  readonly action: string;
  readonly reasons: readonly Reason[];
  /** Default: none was ever opened. */
  readonly pullNumber?: number | null;
  /** Default: nothing was merged, or nothing is known of it. */
  readonly merged?: MergedChange | null;
}

/** What an improvement that is over keeps of what it merged. */
export function mergedChange(
  { change, pull, merge }: Omit<MergedChange, "comparisons" | "revertPull">,
  comparisons: readonly Comparison[],
  revertPull: PullRecord | null = null,
): MergedChange {
  return { change, pull, merge: { ...merge, baseline: [] }, comparisons, revertPull };
}

/** The end of an improvement, and how it ended. */
export function end(
  improvement: Improvement,
  how: Outcome,
  { action, reasons, pullNumber = null, merged = null }: End,
  nowMs: number,
): Step<AtStage<"ended">> {
  const { id, version, tenant, repository, opportunity, trigger, correlationId, createdAtMs } = improvement;
  const base = { id, version, tenant, repository, opportunity, trigger, correlationId, createdAtMs };
  return {
    next: {
      ...base,
      stage: "ended",
      how,
      reasons,
      pullNumber,
      merged,
      closedAtMs: nowMs,
      wakeAtMs: null,
      faults: 0,
    },
    action,
    outcome: how,
    reasons,
  };
}
