import type { Change } from "../../domain/change/change.ts";
import { remedyName } from "../../domain/choose/opportunity.ts";
import type { Improvement } from "../../domain/improvement/improvement.ts";
import type { OutcomeRecord } from "../../domain/learn/ledger.ts";
import { fullName } from "../../domain/shared/repository.ts";
import { metricKey } from "../../domain/shared/series.ts";
import type { Comparison } from "../../domain/watch/verdict.ts";
import type { Ports } from "../../ports/ports.ts";

/** Writes what an improvement came to into the ledger: predicted beside measured. */
export async function recordOutcomeOf(
  improvement: Improvement,
  outcome: OutcomeRecord["outcome"],
  comparisons: readonly Comparison[],
  change: Change | null,
  ports: Pick<Ports, "store">,
  nowMs: number,
  because?: OutcomeRecord["because"],
): Promise<void> {
  await ports.store.recordOutcome({
    improvementId: improvement.id,
    tenant: improvement.tenant,
    repository: fullName(improvement.repository),
    remedyKind: remedyName(improvement.opportunity.remedy),
    outcome,
    ...(because === undefined ? {} : { because }),
    predictedProbability:
      improvement.opportunity.impact.factors.find((one) => one.name === "probabilityOfSuccess")?.value ??
      null,
    // Of what others did at the same time nobody can tell the effect apart.
    ...effectsOf(change, isAlone(improvement) ? comparisons : []),
    atMs: nowMs,
  });
}

function isAlone(improvement: Improvement): boolean {
  return !("merge" in improvement) || improvement.merge.others === undefined;
}

/**
 * Predicted and measured relative effect of a change. Where it changes the price of the metric's unit (memory),
 * both are effects on cost: (1 + effect) × costFactor − 1.
 */
function effectsOf(
  change: Change | null,
  comparisons: readonly Comparison[],
): { predictedEffect: number | null; measuredEffect: number | null } {
  const prediction = change?.prediction;
  if (!prediction) return { predictedEffect: null, measuredEffect: null };
  const priced = (effect: number): number => (1 + effect) * (prediction.costFactor ?? 1) - 1;
  const key = metricKey(prediction.metric);
  const measured = comparisons.find((one) => metricKey(one.metric) === key)?.relativeEffect ?? null;
  return {
    predictedEffect: priced(prediction.expectedRelativeEffect),
    measuredEffect: measured === null ? null : priced(measured),
  };
}
