import fc from "fast-check";
import { policyPath } from "../../src/domain/policy/policy.ts";
import { resourceOf } from "../stand-ins/memory-telemetry.ts";
import type { MemoryWorld } from "../stand-ins/memory-world.ts";

/** Functions that a policy may declare beside checkout. */
export const otherFunctions = ["cart", "mail"] as const;

const services = ["checkout", ...otherFunctions].map((name) => ({
  name,
  functionName: name,
  resource: resourceOf(name),
  template: name === "checkout" ? "template.yaml" : `${name}.yaml`,
}));
const watch = {
  baselineHours: 24,
  durationSeconds: 5400,
  metrics: [
    {
      role: "primary",
      metric: {
        namespace: "AWS/Lambda",
        name: "Duration",
        statistic: "Average",
        dimensions: { FunctionName: "checkout" },
      },
    },
  ],
};

/** The usual value most of the time, else one of the others. */
function mostly<const T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 14, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

/** Texts of policy files: usable ones, most of which let the app do something. What is usual is left out. */
export const policies: fc.Arbitrary<string> = fc
  .record({
    version: fc.constant(1),
    services: fc.constantFrom(1, 1, 1, 2, 3).map((count) => services.slice(0, count)),
    enabled: mostly(undefined, true, false),
    recipes: mostly(undefined, ["lambda-memory"], ["lambda-timeout"], []),
    minImpactScore: mostly(undefined, 90),
    merge: fc.record({
      auto: mostly<boolean | undefined>(true, undefined, false),
      method: fc.constantFrom(undefined, undefined, "squash", "merge", "rebase"),
      acceptedBots: fc.constantFrom(undefined, ["formatter[bot]"]),
      requiredChecks: mostly<unknown[]>(
        ["ci"],
        [],
        [{ name: "ci", app: "ci" }],
        [{ name: "ci", app: "other" }],
        ["ci", "lint"],
        ["self-building/gate"],
      ),
      requiredApprovals: mostly(undefined, 1, 2),
      blockingLabels: mostly(undefined, [], ["Wait", "self-building:hold"]),
      requireUpToDate: mostly(undefined, true),
      allowUntrusted: fc.constantFrom(undefined, true),
    }),
    revert: fc.constantFrom(undefined, { auto: false }, ...Array.from({ length: 4 }, () => ({ auto: true }))),
    watch: mostly<object>(watch, { ...watch, environment: "production" }),
    limits: mostly(
      undefined,
      { maxOpenPullRequests: 1 },
      { maxOpenPullRequests: 0 },
      { maxPullRequestsPerDay: 1 },
      { maxChangedLines: 1 },
      { protectedPaths: ["*.yaml"] },
    ),
  })
  .map((policy) => JSON.stringify(policy));

/** A policy that stands in nobody's way. */
export const permissivePolicy = JSON.stringify({
  version: 1,
  services,
  merge: { auto: true, requiredChecks: ["ci"], allowUntrusted: true },
  revert: { auto: true },
  watch,
  limits: { maxOpenPullRequests: 50, maxPullRequestsPerDay: 50 },
});

/** A person pushes another policy file to `main`. */
export function writePolicy({ forge }: MemoryWorld, text: string): void {
  if (forge.commitAt(forge.tip("main")).files[policyPath] !== text) forge.push("main", policyPath, text);
}
