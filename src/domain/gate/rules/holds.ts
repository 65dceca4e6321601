import { blockingLabels } from "../../policy/policy.ts";
import { reason } from "../../shared/reason.ts";
import { everyKind, type GateRule, held, heldByEach, satisfied } from "../rule.ts";

/** The labels by which people hold a pull request back. GitHub knows labels whatever their case. */
export const blockingLabel: GateRule = {
  codes: ["blocking_label"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: ({ labels }, { merge }) => {
    const blocking = new Set(blockingLabels(merge).map((label) => label.toLowerCase()));
    const holding = labels.filter((label) => blocking.has(label.toLowerCase()));
    return heldByEach(
      holding.map((label) =>
        reason("blocking_label", `The label ${label} holds it back; remove it to go on.`),
      ),
      satisfied("No label holds it back."),
    );
  },
};

export const changesRequested: GateRule = {
  codes: ["changes_requested"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: ({ changesRequestedBy }) =>
    changesRequestedBy.length > 0
      ? held("changes_requested", `${changesRequestedBy.join(", ")} requested changes.`)
      : satisfied("Nobody requested changes."),
};
