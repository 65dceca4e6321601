import { expect, it } from "vitest";
import { component, opportunity, person } from "../../../test/admission-context.ts";
import { everythingOn } from "../../../test/stand-ins/memory-world.ts";
import type { Trigger } from "../improvement/improvement.ts";
import { openingOff } from "./may-open.ts";

const schedule: Trigger = { kind: "schedule" };
const unasked = { ...everythingOn, autonomousImprovements: false };
const withoutComponents = { ...everythingOn, componentGeneration: false };
const repair = opportunity(1);
const generation = opportunity(1, { remedy: component });

it.each([
  [[], "what was found by itself", repair, schedule, everythingOn],
  [["autonomy_off"], "what was found by itself, without autonomy", repair, schedule, unasked],
  [[], "what a person asked for, without autonomy", repair, person, unasked],
  [[], "a repair, without generation", repair, schedule, withoutComponents],
  [[], "a component", generation, schedule, everythingOn],
  [["component_generation_off"], "a component, without generation", generation, schedule, withoutComponents],
  [
    ["component_generation_off"],
    "a person's component, without generation",
    generation,
    person,
    withoutComponents,
  ],
])("says %j to %s", (codes, _what, opportunity, trigger, flags) => {
  expect(openingOff({ trigger, opportunity }, flags).map((one) => one.code)).toEqual(codes);
});

it("names the flags that are off", () => {
  const flags = { ...unasked, componentGeneration: false };
  expect(openingOff({ trigger: schedule, opportunity: generation }, flags)).toMatchObject([
    { text: expect.stringContaining("ENABLE_AUTONOMOUS_IMPROVEMENTS") },
    { text: expect.stringContaining("ENABLE_COMPONENT_GENERATION") },
  ]);
});
