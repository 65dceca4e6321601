import { isRulesWord } from "../gate/decide.ts";
import { waitsFor } from "../shared/reason.ts";
import type { AtStage, Improvement } from "./improvement.ts";
import { waitsAfter } from "./waits.ts";

/** What no digest tells (a reviewer's rights, the hour of the day) is looked at once a day at least. */
const longestRestMs = 24 * 3_600_000;

/**
 * Whether a look at an improvement's open pull request would find what the last one found: GitHub shows the same, and
 * all that holds it back is for people or CI to change, so that time alone does not move it.
 * @param digest of what GitHub shows now; null when that is not known
 */
export function isAtRest(
  improvement: Improvement,
  digest: string | null,
  nowMs: number,
): improvement is AtStage<"proposed"> {
  if (improvement.stage !== "proposed" || improvement.faults > 0) return false;
  const { seen, lastDecision, refusedMerge, closing } = improvement.pull;
  if (closing) return false;
  // Rules of the repository, which no digest tells, have refused a merge; only asking again says whether they still do.
  if (refusedMerge || !seen || digest === null || seen.digest !== digest) return false;
  if (!lastDecision || lastDecision.kind === "merge" || lastDecision.reasons.length === 0) return false;
  // What GitHub refused or could not do (a check that was not written) passes without a sign.
  if (!isRulesWord(lastDecision)) return false;
  const isForOthers = lastDecision.reasons.every((one) => ["people", "ci"].includes(waitsFor(one)));
  // People are told of a wait when it is due, whether or not anything has changed.
  const { toTell } = waitsAfter(improvement.waits ?? [], lastDecision.reasons, "improvement", nowMs);
  return isForOthers && toTell.length === 0 && nowMs - seen.atMs < longestRestMs;
}

/**
 * The improvement as it is kept after a step, with what GitHub showed right before it.
 * @param digest null when the step was taken without a glance before: then the next sweep has to look
 */
export function afterGlance<I extends Improvement>(improvement: I, digest: string | null, nowMs: number): I {
  if (improvement.stage !== "proposed") return improvement;
  const seen = digest === null ? undefined : { digest, atMs: nowMs };
  return { ...improvement, pull: { ...improvement.pull, seen } };
}
