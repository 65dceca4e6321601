import type { Prediction } from "../change/change.ts";
import { recipes } from "../recipes/recipes.ts";
import type { OutcomeRecord } from "./ledger.ts";

/** What the ledger says about a kind of improvement in a repository. */
export interface Lesson {
  /** 0 to 1. */
  readonly probabilityOfSuccess: number;
  /** Outcomes of this kind in this repository, and everywhere. */
  readonly trialsHere: number;
  readonly trialsEverywhere: number;
  /** How much more the effect is than predicted, as learnt so far (measured − predicted); 0 without outcomes. */
  readonly predictionBias: number;
}

/**
 * Beliefs before any outcome, as (successes, failures) of an imagined past. Recipes bring their own; a model's fix
 * of an error is right less often.
 */
const priors: ReadonlyMap<string, readonly [number, number]> = new Map([
  ...recipes.map(({ name, prior }) => [name, prior] as const),
  ["fix-error", [5, 5]],
  ["component", [4, 6]],
]);
const unknownPrior = [1, 3] as const;

/** How many outcomes of one repository weigh as much as everything known from all of them. */
const shrinkageStrength = 10;

/**
 * Probability of success by a two-level beta-binomial: the kind's prior is updated by all of the tenant's
 * outcomes, and a repository's own outcomes move it from there (Gelman et al., Bayesian Data Analysis, ch. 5).
 * `kept` is a success; what production got worse with is a failure. `inconclusive` says nothing, and neither does what
 * people closed, or took back before production was worse: that may mean "not now" and is no verdict on a kind.
 */
export function learnFrom(records: readonly OutcomeRecord[], remedyKind: string, repository: string): Lesson {
  const ofKind = records.filter(
    (record) => record.remedyKind === remedyKind && saysSomething(record, repository),
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
    predictionBias: predictionBias(ofKind, here),
  };
}

function saysSomething(
  { outcome, measuredEffect, because, ...record }: OutcomeRecord,
  repository: string,
): boolean {
  if (outcome === "undone_by_people") return measuredEffect !== null;
  // A no without a reason is no verdict, and one with it is none on other people's repositories.
  if (outcome === "declined")
    return because === "wrong" && ownerOf(record.repository) === ownerOf(repository);
  return outcome !== "inconclusive";
}

function ownerOf(repository: string): string {
  return repository.split("/", 1)[0]?.toLowerCase() ?? "";
}

/**
 * A prediction corrected by what earlier ones got wrong: expected effect and interval move by the learnt bias. The
 * ledger's effects are effects on cost where the change alters the price of a unit, so the bias is taken back to
 * the metric's own scale.
 */
export function correctPrediction(prediction: Prediction, lesson: Lesson): Prediction {
  const shift = lesson.predictionBias / (prediction.costFactor ?? 1);
  if (!Number.isFinite(shift) || shift === 0) return prediction;
  const moved = (effect: number): number => Math.max(-1, effect + shift);
  const [low, high] = prediction.interval;
  return {
    ...prediction,
    expectedRelativeEffect: moved(prediction.expectedRelativeEffect),
    interval: [moved(low), moved(high)],
  };
}

/** Mean error shrunk twice: all outcomes towards none, this repository's towards all. */
function predictionBias(everywhere: readonly OutcomeRecord[], here: readonly OutcomeRecord[]): number {
  const shrunk = (errors: readonly number[], towards: number): number =>
    (errors.reduce((sum, error) => sum + error, 0) + shrinkageStrength * towards) /
    (errors.length + shrinkageStrength);
  return shrunk(predictionErrors(here), shrunk(predictionErrors(everywhere), 0));
}

function predictionErrors(records: readonly OutcomeRecord[]): number[] {
  return records.flatMap((record) =>
    record.measuredEffect === null || record.predictedEffect === null
      ? []
      : [record.measuredEffect - record.predictedEffect].filter(Number.isFinite),
  );
}
