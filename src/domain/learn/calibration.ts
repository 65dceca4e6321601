import type { OutcomeRecord } from "./ledger.ts";

/** How far what was believed came true, for one kind of improvement. */
export interface CalibrationRow {
  readonly remedyKind: string;
  /** Outcomes that count: neither declined by a person nor inconclusive. */
  readonly outcomes: number;
  /** Mean probability of success believed beforehand, and share that was kept; null without outcomes. */
  readonly believed: number | null;
  readonly cameTrue: number | null;
  /** Mean squared error of the beliefs (Brier score): 0 is perfect, 0.25 is a coin; null without outcomes. */
  readonly brierScore: number | null;
  /** Mean predicted and measured relative effect over outcomes that have both; null without any. */
  readonly predictedEffect: number | null;
  readonly measuredEffect: number | null;
}

/**
 * Whether predictions are believed too much: one row a kind, most outcomes first.
 * Brier, "Verification of forecasts expressed in terms of probability" (1950).
 */
export function calibrationTable(records: readonly OutcomeRecord[]): CalibrationRow[] {
  const kinds = [...new Set(records.map((record) => record.remedyKind))].sort();
  return kinds.map((kind) => rowOf(kind, records)).sort((a, b) => b.outcomes - a.outcomes);
}

function rowOf(remedyKind: string, records: readonly OutcomeRecord[]): CalibrationRow {
  const judged = records.filter(
    (one) => one.remedyKind === remedyKind && one.outcome !== "declined" && one.outcome !== "inconclusive",
  );
  const beliefs = judged.flatMap((one) =>
    one.predictedProbability === null
      ? []
      : [{ believed: one.predictedProbability, kept: one.outcome === "kept" ? 1 : 0 }],
  );
  const effects = judged.flatMap((one) =>
    one.predictedEffect === null || one.measuredEffect === null
      ? []
      : [{ predicted: one.predictedEffect, measured: one.measuredEffect }],
  );
  return {
    remedyKind,
    outcomes: judged.length,
    believed: mean(beliefs.map((one) => one.believed)),
    cameTrue: mean(beliefs.map((one) => one.kept)),
    brierScore: mean(beliefs.map((one) => (one.believed - one.kept) ** 2)),
    predictedEffect: mean(effects.map((one) => one.predicted)),
    measuredEffect: mean(effects.map((one) => one.measured)),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
