import { everyKind, type GateRule, held, satisfied } from "../rule.ts";

export const mergeConflict: GateRule = {
  codes: ["merge_conflict"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
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

/** A base that keeps moving must not burn the repository's CI: after this many rebuilds people take over. */
export const maxRefreshes = 5;

/** What was tested is not what would be on the base after the merge. */
export const behindBase: GateRule = {
  codes: ["behind_base"],
  holds: everyKind,
  answer: "wait",
  refresh: "mends",
  check: ({ behindBy }, { refreshes }) =>
    isBehind(behindBy) && refreshes < maxRefreshes
      ? held("behind_base", `The base branch is ${behindBy} commits ahead.`)
      : satisfied("There is nothing to bring it up to date with, as far as GitHub says."),
};

/** In place of {@link behindBase}, and in the same words however far the base moves on. */
export const refreshCap: GateRule = {
  codes: ["refresh_cap"],
  holds: everyKind,
  answer: "wait",
  refresh: "forbidden",
  check: ({ behindBy }, { refreshes }) =>
    isBehind(behindBy) && refreshes >= maxRefreshes
      ? held(
          "refresh_cap",
          `It was brought up to date ${maxRefreshes} times and the base has moved again; a person has to merge it.`,
        )
      : satisfied(`It was brought up to date ${refreshes} of ${maxRefreshes} times.`),
};

export const baseUnknown: GateRule = {
  codes: ["base_unknown"],
  holds: everyKind,
  answer: "wait",
  refresh: "forbidden",
  check: ({ behindBy }) =>
    behindBy !== null && behindBy >= 0
      ? satisfied("GitHub has said whether it is up to date with its base.")
      : held("base_unknown", "GitHub did not say whether it is up to date with its base."),
};

function isBehind(behindBy: number | null): boolean {
  return (behindBy ?? 0) > 0;
}
