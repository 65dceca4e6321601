import { everyKind, type GateRule, held, satisfied } from "../rule.ts";

export const draft: GateRule = {
  codes: ["draft"],
  holds: everyKind,
  answer: "wait",
  refresh: "forbidden",
  check: ({ draft: isDraft }) => (isDraft ? held("draft", "It is a draft.") : satisfied("It is no draft.")),
};
