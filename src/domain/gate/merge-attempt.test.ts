import { expect, it } from "vitest";
import { facts, policy, success } from "../../../test/gated-pull.ts";
import type { MergePolicy } from "../policy/policy.ts";
import type { GateFacts } from "./facts.ts";
import { isWorthAsking, mergeAttemptKey } from "./merge-attempt.ts";

const key = (
  some: Partial<GateFacts> = {},
  base = "b",
  merge: MergePolicy = policy.merge,
  title = "Lower the memory",
) => mergeAttemptKey({ ...facts, ...some }, base, merge, title);

it("is another merge when something is another that GitHub's rules may look at", () => {
  const others = [
    key({ headSha: "c".repeat(40) }),
    key({ mergeState: "blocked" }),
    key({ approvals: 1 }),
    key({ changesRequestedBy: ["ada"] }),
    key({ labels: ["reviewed"] }),
    key({ checks: [success, { ...success, name: "lint" }] }),
    key({ checks: [{ ...success, conclusion: "neutral" }] }),
    key({}, "another base"),
    key({}, "b", { ...policy.merge, method: "merge" }),
    key({}, "b", policy.merge, "OPS-12 lower the memory"),
  ];
  expect(new Set([key(), ...others]).size).toBe(others.length + 1);
});

it("is the same merge in whatever order GitHub lists, and however far behind it is", () => {
  const lint = { ...success, name: "lint" };
  const given = { labels: ["a", "b"], checks: [success, lint], changesRequestedBy: ["ada", "bob"] };
  const turned = {
    labels: ["b", "a"],
    checks: [lint, success],
    changesRequestedBy: ["bob", "ada"],
    behindBy: 7,
  };
  expect(key(turned)).toBe(key(given));
});

it("is the same merge whatever the app's own check says", () => {
  const own = { ...success, name: "self-building/gate" };
  expect(key({ checks: [success, own] })).toBe(key({ checks: [success, { ...own, conclusion: null }] }));
});

it("asks again for another merge, and for the same after an hour", () => {
  const refused = { key: key(), atMs: 1000 };
  expect(isWorthAsking(undefined, key(), 1001)).toBe(true);
  expect(isWorthAsking(refused, key(), 1001)).toBe(false);
  expect(isWorthAsking(refused, key({ approvals: 1 }), 1001)).toBe(true);
  expect(isWorthAsking(refused, key(), 1000 + 3_599_999)).toBe(false);
  expect(isWorthAsking(refused, key(), 1000 + 3_600_000)).toBe(true);
  expect(isWorthAsking(refused, key(), Number.NaN)).toBe(true);
});
