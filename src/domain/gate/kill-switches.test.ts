import { expect, it } from "vitest";
import { policySchema } from "../policy/policy.ts";
import { isSilencing, killSwitchesOn, rollbackOff, type SwitchPositions } from "./kill-switches.ts";

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

it.each<[string, Partial<SwitchPositions>]>([
  ["ENABLE_SELF_BUILDING", { flags: { ...on.flags, selfBuilding: false } }],
  [
    "self-building.yml in the organisation's .github repository",
    { organisation: { kind: "read", enabled: false } },
  ],
  [".github/self-building.yml", { policy: null }],
  [".github/self-building.yml", { policy: { ...policy, enabled: false } }],
])("names %s, where it can be turned off", (place, positions) => {
  expect(killSwitchesOn({ ...on, ...positions })).toMatchObject([{ text: expect.stringContaining(place) }]);
});

it("lets the app say that the repository's own switch is on, and nothing while those above it are", () => {
  const all = [
    ...killSwitchesOn({
      flags: { ...on.flags, selfBuilding: false },
      organisation: { kind: "read", enabled: false },
      policy: null,
    }),
    ...killSwitchesOn({ ...on, policy: { ...policy, enabled: false } }),
    ...rollbackOff(on.flags),
  ];
  expect(all.filter(isSilencing).map((one) => one.code)).toEqual(["self_building_off", "organisation_off"]);
});

it("holds reverts back by a flag of their own, which it names", () => {
  expect(rollbackOff({ ...on.flags, improvementRollback: true })).toEqual([]);
  expect(rollbackOff({ ...on.flags, improvementRollback: false })).toMatchObject([
    { code: "rollback_off", text: expect.stringContaining("ENABLE_IMPROVEMENT_ROLLBACK") },
  ]);
});
