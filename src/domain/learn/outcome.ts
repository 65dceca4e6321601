import { z } from "zod";

/**
 * How an improvement can end: one vocabulary for row, ledger, label, audit log and status.
 *
 * - `kept`: merged, and production did not get worse.
 * - `inconclusive`: merged, but production said too little to judge it; people were asked to look.
 * - `reverted`: merged, production got worse, and the app's revert was merged.
 * - `undone_by_people`: merged, and people took it back themselves, before or after production got worse.
 * - `declined`: a person closed its pull request unmerged.
 * - `taken_over`: people changed its very lines, merged it elsewhere or put something else in its place, so it is theirs.
 * - `regressed_and_left`: production got worse, and people decided against the revert or have to make it.
 * - `unusable`: it could not be proposed or not be kept up: no answer, an objection, a permission, a pull request that is gone.
 */
export const outcomes = [
  "kept",
  "inconclusive",
  "reverted",
  "undone_by_people",
  "declined",
  "taken_over",
  "regressed_and_left",
  "unusable",
] as const;
export type Outcome = (typeof outcomes)[number];

/** Ends that people may still change by opening a pull request again; the ledger lets the next one take their place. */
export const provisionalOutcomes = ["declined", "regressed_and_left"] as const satisfies readonly Outcome[];

/** Version 0.1 wrote `regressed` for what is `regressed_and_left` now. */
export const storedOutcomeSchema = z.preprocess(
  (value) => (value === "regressed" ? "regressed_and_left" : value),
  z.enum(outcomes),
);
