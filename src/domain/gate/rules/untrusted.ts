import { everyKind, type GateRule, held, satisfied } from "../rule.ts";

/** Nothing untrusted steers: what outsiders have influenced is merged by people, or after one has approved it. */
export const untrustedInfluence: GateRule = {
  codes: ["untrusted_influence"],
  holds: everyKind,
  answer: "wait",
  refresh: "allowed",
  check: ({ approvals }, { auto, merge, influencedByUntrusted }) => {
    if (!influencedByUntrusted) return satisfied("Nothing that outsiders write took part in making it.");
    if (!auto) return satisfied("A person merges it.");
    if (merge.allowUntrusted) return satisfied("merge.allowUntrusted allows it.");
    if (approvals >= 1) return satisfied("A person has approved it.");
    return held(
      "untrusted_influence",
      "Log lines or issue texts took part in making it, so a person has to approve it.",
    );
  },
};

/** Who writes the answer does not also mark it: tests that a model has changed are looked at by a person. */
export const testsChanged: GateRule = {
  codes: ["tests_changed"],
  holds: ["improvement"],
  answer: "wait",
  refresh: "allowed",
  check: ({ approvals }, { auto, merge, changesTests, influencedByUntrusted }) => {
    if (!changesTests) return satisfied("No model has changed the tests that judge it.");
    if (!auto) return satisfied("A person merges it.");
    if (influencedByUntrusted && !merge.allowUntrusted) return satisfied("A person approves it anyway.");
    if (merge.allowTestChanges) return satisfied("merge.allowTestChanges allows it.");
    if (approvals >= 1) return satisfied("A person has approved it.");
    return held(
      "tests_changed",
      "A model has changed tests that are to judge it, so a person has to approve it.",
    );
  },
};
