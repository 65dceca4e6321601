import { expect, it } from "vitest";
import { policySchema } from "../policy/policy.ts";
import { killSwitchesOn, type SwitchPositions } from "./kill-switches.ts";

const policy = policySchema.parse({
  version: 1,
  services: [{ name: "a", functionName: "a", resource: "A" }],
});
const on: SwitchPositions = {
  flags: {
    selfBuilding: true,
    cloudwatchStreaming: false,
    autonomousImprovements: false,
    componentGeneration: false,
    improvementRollback: false,
  },
  organisation: { kind: "none" },
  policy,
};

it.each<[string[], Partial<SwitchPositions>]>([
  [[], {}],
  [["self_building_off"], { flags: { ...on.flags, selfBuilding: false } }],
  [["organisation_off"], { organisation: { kind: "read", enabled: false } }],
  [[], { organisation: { kind: "read", enabled: true } }],
  [["organisation_file_misnamed"], { organisation: { kind: "misnamed", path: "self-building.yaml" } }],
  [["policy_unreadable"], { policy: null }],
  [["repository_off"], { policy: { ...policy, enabled: false } }],
  [
    ["organisation_off", "policy_unreadable"],
    { organisation: { kind: "read", enabled: false }, policy: null },
  ],
])("says %j to %j", (codes, positions) => {
  expect(killSwitchesOn({ ...on, ...positions }).map((one) => one.code)).toEqual(codes);
});
