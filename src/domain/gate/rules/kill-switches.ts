import { killSwitchCodes } from "../kill-switches.ts";
import { everyKind, type GateRule, heldByEach, satisfied } from "../rule.ts";

/** A kill switch is on, or, for a revert, the one of reverts. */
export const killSwitchOn: GateRule = {
  codes: [...killSwitchCodes, "rollback_off"],
  holds: everyKind,
  answer: "block",
  refresh: "forbidden",
  check: (_facts, { killSwitches }) => heldByEach(killSwitches, satisfied("No kill switch is on.")),
};
