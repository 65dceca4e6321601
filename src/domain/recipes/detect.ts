import type { Finding } from "../analyse/finding.ts";
import { findingSchema } from "../analyse/finding-schema.ts";
import { doubtOfLogs } from "../analyse/lambda-agreement.ts";
import type { Observation } from "../analyse/observation.ts";
import { type Reason, reason } from "../shared/reason.ts";
import { contradictionOf } from "./lambda-contradiction.ts";
import type { Detected, Factor, Recipe } from "./recipe.ts";
import { recipeFailed } from "./recipe-failed.ts";
import type { RecipeRemedy } from "./recipe-remedy.ts";
import { recipes } from "./recipes.ts";

/** What a recipe found, with all that its opportunity needs to know. */
export interface RecipeFinding {
  readonly finding: Finding;
  readonly remedy: RecipeRemedy;
  readonly identity: readonly (string | number)[];
  readonly title: string;
  readonly risk: Factor;
  /** null: as the service's volume says. */
  readonly reach: Factor | null;
  /** Why the logs that it rests on may not be believed; null where CloudWatch's own metrics bear them out. */
  readonly doubt: string | null;
}

/** What all recipes found in one service, and why some could not look. */
export interface RecipeFindings {
  readonly found: readonly RecipeFinding[];
  /** What they saw and have no remedy for. */
  readonly unsolved: readonly Finding[];
  readonly reasons: readonly Reason[];
}

/**
 * Lets every recipe look at a service. One that throws, or finds something that could not be stored, is a reason
 * (`recipe_failed`); the others go on. None looks where the template is not what runs; and where the logs say what
 * CloudWatch's own metrics do not bear out, all that was found is in doubt.
 * @param template the service's template at the tip of the default branch; null when there is none
 */
export function detectAll(
  observation: Observation,
  template: string | null,
  all: readonly Recipe[] = recipes,
): RecipeFindings {
  const { service } = observation;
  if (template === null) {
    const text = `${service.template} is not on the default branch, so how ${service.name} is configured is unknown.`;
    return nothingFound(reason("template_missing", text));
  }
  const contradiction = contradictionOf(observation, template);
  if (contradiction) return nothingFound(contradiction);
  const results = all.map((recipe) => detectOne(recipe, observation, template));
  const reasons = new Map(
    results.flatMap((one) => one.reasons).map((one) => [`${one.code} ${one.text}`, one]),
  );
  const doubt = doubtOfLogs(observation);
  return {
    found: results.flatMap((one) => one.found).map((one) => ({ ...one, doubt })),
    unsolved: results.flatMap((one) => one.unsolved),
    reasons: [...reasons.values()],
  };
}

function nothingFound(why: Reason): RecipeFindings {
  return { found: [], unsolved: [], reasons: [why] };
}

function detectOne(recipe: Recipe, observation: Observation, template: string): RecipeFindings {
  try {
    const { detected, unsolved = [], reasons } = recipe.detect(observation, template);
    const found = detected.map((one) => described(recipe, one, observation));
    return { found, unsolved: unsolved.map((one) => ofService(one, observation)), reasons };
  } catch (error) {
    return nothingFound(recipeFailed(recipe, error));
  }
}

/** @throws ZodError when the finding or the values could not be stored */
function described(recipe: Recipe, detected: Detected<unknown>, observation: Observation): RecipeFinding {
  const finding = ofService(detected.finding, observation);
  // As they come back from a row: what JSON cannot hold shows here and not in a later cycle.
  const values = recipe.values.parse(JSON.parse(JSON.stringify(detected.values)));
  return {
    finding,
    remedy: { kind: "recipe", recipe: recipe.name, values },
    identity: recipe.identity(values),
    title: recipe.title(observation.service.name, values),
    risk: recipe.risk(values),
    reach: recipe.reach?.(observation) ?? null,
    doubt: null,
  };
}

/** @throws ZodError when the finding could not be stored */
function ofService(finding: Finding, { service }: Observation): Finding {
  return findingSchema.parse({ ...finding, service: service.name });
}
