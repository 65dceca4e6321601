import type { CheckState, GateFacts } from "../src/domain/gate/facts.ts";
import type { MergeRules } from "../src/domain/gate/rule.ts";
import { policySchema } from "../src/domain/policy/policy.ts";

export const success: CheckState = { name: "ci", app: "actions", status: "completed", conclusion: "success" };
export const failure: CheckState = { ...success, conclusion: "failure" };

/** A pull request with which nothing is wrong. */
export const facts: GateFacts = {
  state: "open",
  draft: false,
  headSha: "a".repeat(40),
  proposedSha: "a".repeat(40),
  baseBranch: "main",
  defaultBranch: "main",
  behindBy: 0,
  mergeState: "clean",
  queue: { kind: "none" },
  hasConflict: false,
  foreignCommitters: [],
  labels: ["self-building"],
  checks: [success],
  checksComplete: true,
  approvals: 0,
  changesRequestedBy: [],
};

export const policy = policySchema.parse({
  version: 1,
  services: [{ name: "a", functionName: "a", resource: "A" }],
});

/** A Monday. */
export const nowMs = Date.UTC(2026, 0, 5);

/** Rules that it satisfies, and that ask for all that a policy can ask for. */
export const rules: MergeRules = {
  kind: "improvement",
  auto: true,
  merge: { ...policy.merge, requireUpToDate: true },
  requiredChecks: [{ name: "ci", app: "actions" }],
  influencedByUntrusted: false,
  changesTests: false,
  refreshesToday: 0,
  killSwitches: [],
};
