import type { OutcomeRecord } from "./ledger.ts";

/** What the ledger says about a kind of improvement in a repository. */
export interface Lesson {
  /** 0 to 1. */
  readonly probabilityOfSuccess: number;
  /** Outcomes of this kind in this repository, and everywhere. */
  readonly trialsHere: number;
  readonly trialsEverywhere: number;
  /** Mean of measured minus predicted relative effect over verified outcomes; 0 without any. */
  readonly predictionBias: number;
}

/**
 * Beliefs before any outcome, as (successes, failures) of an imagined past: recipes change one number for a
 * measured reason; a model's fix of an error is right less often.
 */
const priors: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["lambda-memory", [7, 3]],
  ["lambda-timeout", [8, 2]],
  ["fix-error", [5, 5]],
  ["component", [4, 6]],
]);
const unknownPrior = [1, 3] as const;

/** How many outcomes of one repository weigh as much as everything known from all of them. */
const shrinkageStrength = 10;

/**
 * Probability of success by a two-level beta-binomial: the kind's prior is updated by all of the tenant's
 * outcomes, and a repository's own outcomes move it from there (Gelman et al., Bayesian Data Analysis, ch. 5).
 * `kept` is a success; `reverted`, `regressed` and `declined` are failures; `inconclusive` says nothing.
 */
export function learnFrom(records: readonly OutcomeRecord[], remedyKind: string, repository: string): Lesson {
  const ofKind = records.filter(
    (record) => record.remedyKind === remedyKind && record.outcome !== "inconclusive",
  );
  const here = ofKind.filter((record) => record.repository === repository);
  const [priorSuccesses, priorFailures] = priors.get(remedyKind) ?? unknownPrior;
  const successes = ofKind.filter((record) => record.outcome === "kept").length;
  const everywhere = (priorSuccesses + successes) / (priorSuccesses + priorFailures + ofKind.length);
  const successesHere = here.filter((record) => record.outcome === "kept").length;
  return {
    probabilityOfSuccess:
      (shrinkageStrength * everywhere + successesHere) / (shrinkageStrength + here.length),
    trialsHere: here.length,
    trialsEverywhere: ofKind.length,
    predictionBias: meanPredictionError(ofKind),
  };
}

function meanPredictionError(records: readonly OutcomeRecord[]): number {
  const errors = records.flatMap((record) =>
    record.measuredEffect === null || record.predictedEffect === null
      ? []
      : [record.measuredEffect - record.predictedEffect].filter(Number.isFinite),
  );
  return errors.length === 0 ? 0 : errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
