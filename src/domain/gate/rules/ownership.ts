import { everyKind, type GateRule, held, satisfied } from "../rule.ts";

export const notOpen: GateRule = {
  codes: ["not_open"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: ({ state }) =>
    state === "open" ? satisfied("It is open.") : held("not_open", `The pull request is ${state}.`),
};

/** Whether a login is an app's: GitHub lets nobody else have `[bot]` in it. */
export function isBotLogin(login: string): boolean {
  return login.endsWith("[bot]");
}

/** People win: a branch on which they changed something is theirs. A bot's is nobody's to throw away either. */
export const humanCommits: GateRule = {
  codes: ["human_commits", "bot_commits"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: ({ foreignCommitters }) => {
    const who = foreignCommitters.join(", ");
    if (foreignCommitters.some((login) => !isBotLogin(login)))
      return held("human_commits", `${who} pushed to the branch, so it is theirs now.`);
    return foreignCommitters.length > 0
      ? held(
          "bot_commits",
          `${who} changed what the app had proposed. Merge it yourself, or name the bot in merge.acceptedBots.`,
        )
      : satisfied("Every change is the app's.");
  },
};

/** Under the app's account, but not what it proposed: a workflow with the same token pushed there. */
export const otherContent: GateRule = {
  codes: ["other_content"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: ({ foreignCommitters, headSha, proposedSha }) =>
    foreignCommitters.length === 0 && headSha !== proposedSha
      ? held("other_content", "The branch no longer holds what the app proposed, so the app leaves it alone.")
      : satisfied("The branch holds what the app proposed."),
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
