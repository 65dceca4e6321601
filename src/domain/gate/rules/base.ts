import type { GateFacts } from "../facts.ts";
import { everyKind, type GateRule, held, type MergeRules, satisfied } from "../rule.ts";

/** What is built anew on the base conflicts no more, or turns out not to fit it, which people are told. */
export const mergeConflict: GateRule = {
  codes: ["merge_conflict"],
  holds: everyKind,
  answer: "block",
  refresh: "mends",
  check: ({ hasConflict }) =>
    hasConflict === true
      ? held("merge_conflict", "It conflicts with the base branch.")
      : satisfied("It conflicts with nothing, as far as GitHub says."),
};

export const mergeabilityUnknown: GateRule = {
  codes: ["mergeability_unknown"],
  holds: everyKind,
  answer: "wait",
  refresh: "forbidden",
  check: ({ hasConflict }) =>
    hasConflict === null
      ? held("mergeability_unknown", "GitHub has not computed yet whether it merges cleanly.")
      : satisfied("GitHub has computed whether it merges cleanly."),
};

/** A base that keeps moving must not burn the repository's CI: after so many rebuilds a day an improvement waits. */
const maxRefreshesPerDay = 5;

/** Where the repository or the policy asks for it: what was tested has to be what is on the base after the merge. */
export const behindBase: GateRule = {
  codes: ["behind_base"],
  holds: everyKind,
  answer: "wait",
  refresh: "mends",
  check: (facts, rules) =>
    mustBeBroughtUp(facts, rules) && !isCapped(rules)
      ? held("behind_base", behindText(facts))
      : satisfied("There is nothing that it has to be brought up to date with, as far as GitHub says."),
};

/** In place of {@link behindBase}, and in the same words however far the base moves on. A revert is never held up so. */
export const refreshCap: GateRule = {
  codes: ["refresh_cap"],
  holds: ["improvement"],
  answer: "wait",
  refresh: "forbidden",
  check: (facts, rules) =>
    mustBeBroughtUp(facts, rules) && isCapped(rules)
      ? held(
          "refresh_cap",
          `It was brought up to date ${maxRefreshesPerDay} times within a day and the base has moved again; it goes on tomorrow, or a person merges it.`,
        )
      : satisfied(`It was brought up to date ${rules.refreshesToday} of ${maxRefreshesPerDay} times today.`),
};

export const baseUnknown: GateRule = {
  codes: ["base_unknown"],
  holds: everyKind,
  answer: "wait",
  refresh: "forbidden",
  check: ({ behindBy }, { merge }) =>
    (behindBy !== null && behindBy >= 0) || !merge.requireUpToDate
      ? satisfied("It is known whether it is up to date with its base, or nobody asks.")
      : held("base_unknown", "GitHub did not say whether it is up to date with its base."),
};

function mustBeBroughtUp({ behindBy, mergeState }: GateFacts, { merge }: MergeRules): boolean {
  return mergeState === "behind" || (merge.requireUpToDate && (behindBy ?? 0) > 0);
}

/** Whether the branch has been rebuilt as often as it may be today. A revert may be rebuilt as often as it needs. */
export function isCapped({ kind, refreshesToday }: Pick<MergeRules, "kind" | "refreshesToday">): boolean {
  return kind === "improvement" && refreshesToday >= maxRefreshesPerDay;
}

function behindText({ behindBy }: GateFacts): string {
  return behindBy !== null && behindBy > 0
    ? `The base branch is ${behindBy} commits ahead.`
    : "GitHub wants it up to date with its base branch.";
}
