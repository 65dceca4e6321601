import { expect, it } from "vitest";
import { facts, nowMs, rules } from "../../../../test/gated-pull.ts";
import { reason } from "../../shared/reason.ts";
import { decideGate, needsRefresh } from "../decide.ts";
import type { GateFacts } from "../facts.ts";
import type { MergeRules } from "../rule.ts";

type Given = [Partial<GateFacts>, Partial<MergeRules>?];
const hold: Given = [{ labels: ["self-building:hold"] }];
const off: Given = [{}, { killSwitches: [reason("self_building_off", "It is off.")] }];

it.each<[string, Given]>([
  ["a label", hold],
  ["a switch", off],
  ["a review", [{ changesRequestedBy: ["ada"] }]],
  ["a label on a revert", [hold[0], { kind: "revert" }]],
])(
  "that auto-merge is on although %s holds it back is said, with who has turned it on",
  (_what, [some, other]) => {
    const decide = (more: Partial<GateFacts>) =>
      decideGate({ ...facts, ...some, ...more }, { ...rules, ...other }, nowMs);
    expect(decide({ autoMergeBy: "mia" }).reasons.at(-1)).toMatchObject({
      code: "auto_merge_on",
      text: expect.stringMatching(/^mia .*Turn that off/),
    });
    expect(decide({}).reasons.map(({ code }) => code)).not.toContain("auto_merge_on");
  },
);

it("is of no matter where nobody holds it back", () => {
  expect(decideGate({ ...facts, autoMergeBy: "mia" }, rules, nowMs)).toMatchObject({ kind: "merge" });
  const behind = decideGate(
    { ...facts, autoMergeBy: "mia", mergeState: "behind", behindBy: 1 },
    rules,
    nowMs,
  );
  expect(needsRefresh(behind)).toBe(true);
});
