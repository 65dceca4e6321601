import { everyKind, type GateRule, held, satisfied } from "../rule.ts";

/** An approval should be given to what would really be merged, so that the branch is brought up to date before. */
export const approvalsMissing: GateRule = {
  codes: ["approvals_missing"],
  holds: everyKind,
  answer: "wait",
  refresh: "allowed",
  check: ({ approvals }, { merge }) => {
    const text = `${approvals} of ${merge.requiredApprovals} required approvals.`;
    return approvals >= merge.requiredApprovals ? satisfied(text) : held("approvals_missing", text);
  },
};

/** Where people merge, a branch that is brought up to date time and again would burn the repository's CI. */
export const autoMergeOff: GateRule = {
  codes: ["auto_merge_off"],
  holds: everyKind,
  answer: "wait",
  refresh: "forbidden",
  check: (_facts, { auto }) =>
    auto
      ? satisfied("The policy lets the app merge.")
      : held("auto_merge_off", "The policy leaves merging to people."),
};
