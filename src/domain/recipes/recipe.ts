import type { z } from "zod";
import type { Finding } from "../analyse/finding.ts";
import type { Observation } from "../analyse/observation.ts";
import type { Edit, Prediction, SourceFile } from "../change/change.ts";
import type { Reason } from "../shared/reason.ts";
import type { Metric } from "../shared/series.ts";

/** A bounded number for the impact score, with the fact behind it. */
export interface Factor {
  /** 0 to 1. */
  readonly value: number;
  /** Why it has this value, for people. */
  readonly because: string;
}

/** Something that the recipe could do. */
export interface Detected<Values> {
  readonly finding: Finding;
  /** All that the recipe has to know again when it makes the change. */
  readonly values: Values;
}

/** What a recipe saw in one service: what it could do, and why it could not look. */
export interface Detection<Values> {
  readonly detected: readonly Detected<Values>[];
  /** What it saw and has no remedy for: people are told, nothing is opened. Default: nothing. */
  readonly unsolved?: readonly Finding[];
  readonly reasons: readonly Reason[];
}

/** What a recipe gets to see when it makes its change. */
export interface RecipeTask {
  /** Becomes the summary of the change. */
  readonly title: string;
  /** What was found, in one sentence. */
  readonly sentence: string;
  /** Those of {@link Recipe.files} that exist at the base commit. */
  readonly files: readonly SourceFile[];
  /** The metric that the watch will measure the gain by; null when there is none. */
  readonly primaryMetric: Metric | null;
}

/** The change that a recipe makes, or why it makes none. */
export type RecipeAnswer =
  | {
      readonly kind: "change";
      readonly edits: readonly Edit[];
      readonly rationale: string;
      /** null when nothing measurable is promised. */
      readonly prediction: Prediction | null;
    }
  | { readonly kind: "none"; readonly reason: Reason };

/**
 * A deterministic remedy: it detects a problem, edits the repository and predicts the effect, without network or
 * clock. What it throws becomes a reason of the service or improvement that it was looking at.
 */
export interface Recipe<Values = unknown> {
  /** What the policy, the ledger and people call it, e.g. `lambda-memory`; never to be changed. */
  readonly name: string;
  /** Which problem it finds, for the documentation. */
  readonly finds: string;
  /** Kept as JSON in the improvement's row and in its pull request. */
  readonly values: z.ZodType<Values>;
  /** Beliefs before any outcome: successes and failures of an imagined past. */
  readonly prior: readonly [successes: number, failures: number];
  /** @param template the service's template at the tip of the default branch */
  detect(seen: Observation, template: string): Detection<Values>;
  /**
   * What makes it the same problem in every cycle, whatever the numbers of the day: the thing that is changed (the
   * template and the resource, never the service's name) and the configured value. After a change the next step is a
   * new problem, after its revert it is the old one again.
   */
  identity(values: Values): readonly (string | number)[];
  title(service: string, values: Values): string;
  risk(values: Values): Factor;
  /** Whether it gives more of something. Then it is not done again where that did not help. Default: no. */
  raises?(values: Values): boolean;
  /** Where the service's volume does not say how much the change would reach. */
  reach?(seen: Observation): Factor;
  /** Paths in the repository that it has to read. */
  files(values: Values): readonly string[];
  change(task: RecipeTask, values: Values): RecipeAnswer;
}

/** A recipe that found nothing, for the reasons given. */
export function nothingDetected(...reasons: readonly Reason[]): Detection<never> {
  return { detected: [], reasons };
}
