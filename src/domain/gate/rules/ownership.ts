import { everyKind, type GateRule, held, satisfied } from "../rule.ts";

export const notOpen: GateRule = {
  codes: ["not_open"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: ({ state }) =>
    state === "open" ? satisfied("It is open.") : held("not_open", `The pull request is ${state}.`),
};

/** People win: a branch with a commit of theirs is theirs. */
export const humanCommits: GateRule = {
  codes: ["human_commits"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: ({ foreignCommitters }) =>
    foreignCommitters.length > 0
      ? held("human_commits", `${foreignCommitters.join(", ")} pushed to the branch, so it is theirs now.`)
      : satisfied("Every commit is the app's."),
};

/** Only the app's own commits, but another last one than the row's: it died while it brought the branch up to date. */
export const headMoved: GateRule = {
  codes: ["head_moved"],
  holds: everyKind,
  answer: "block",
  refresh: "mends",
  check: ({ foreignCommitters, headSha, proposedSha }) =>
    foreignCommitters.length === 0 && headSha !== proposedSha
      ? held("head_moved", "The branch no longer ends in the commit that the app proposed.")
      : satisfied("The branch ends in the commit that the app proposed."),
};

export const notDefaultBranch: GateRule = {
  codes: ["not_default_branch"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: ({ baseBranch, defaultBranch }) =>
    baseBranch === defaultBranch
      ? satisfied("It goes into the default branch.")
      : held("not_default_branch", `The base is ${baseBranch}; the app merges into ${defaultBranch} only.`),
};
