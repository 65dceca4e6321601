import { everyKind, type GateRule, held, satisfied } from "../rule.ts";
import { blockingLabel, changesRequested } from "./holds.ts";
import { killSwitchOn } from "./kill-switches.ts";

/**
 * GitHub's own auto-merge goes by GitHub's rules alone, and on after a colleague's push. The app never turns it on, and
 * whoever holds something back has to know that it will not be held.
 */
export const nativeAutoMerge: GateRule = {
  codes: ["auto_merge_on"],
  holds: everyKind,
  answer: "block",
  refresh: "allowed",
  check: (facts, rules, nowMs) => {
    const by = facts.autoMergeBy;
    if (by === undefined) return satisfied("GitHub's own auto-merge is off.");
    const isHeld = [killSwitchOn, blockingLabel, changesRequested].some(
      ({ check }) => check(facts, rules, nowMs).kind === "held",
    );
    return isHeld
      ? held(
          "auto_merge_on",
          `${by} turned on GitHub's own auto-merge, which goes by GitHub's rules alone: it merges whatever holds it back here. Turn that off to hold it.`,
        )
      : satisfied(`${by} turned on GitHub's own auto-merge, and nobody holds it back.`);
  },
};
