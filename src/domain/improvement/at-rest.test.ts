import { describe, expect, it } from "vitest";
import { regressedImprovement } from "../../../test/improvement.ts";
import type { Decision } from "../gate/decide.ts";
import { reason } from "../shared/reason.ts";
import { afterGlance, isAtRest } from "./at-rest.ts";
import type { AtStage, PullRecord } from "./improvement.ts";

const hourMs = 3_600_000;
const nowMs = 100 * hourMs;
const forPeople = reason("approvals_missing", "One approval is missing.");
const forCi = reason("check_missing", "ci runs.");
const forTime = reason("mergeability_unknown", "GitHub does not know yet.");
const waiting: Decision = { kind: "wait", reasons: [forPeople] };

function proposed(pull: Partial<PullRecord>, faults = 0): AtStage<"proposed"> {
  const { change, pull: known, ...base } = regressedImprovement();
  const {
    merge: _merge,
    effectiveAtMs: _at,
    comparisons: _all,
    reasons: _why,
    revert: _back,
    ...rest
  } = base;
  const seen = { digest: "same", atMs: nowMs - hourMs };
  return {
    ...rest,
    stage: "proposed",
    change,
    faults,
    pull: { ...known, lastDecision: waiting, seen, ...pull },
  };
}

describe("an open pull request is at rest", () => {
  it("while GitHub shows the same and people or CI have to move it", () => {
    expect(isAtRest(proposed({}), "same", nowMs)).toBe(true);
    const block: Decision = { kind: "block", reasons: [forCi, forPeople] };
    expect(isAtRest(proposed({ lastDecision: block }), "same", nowMs)).toBe(true);
  });

  it.each<[string, AtStage<"proposed">, string | null]>([
    ["GitHub shows something else", proposed({}), "other"],
    ["it is not known what GitHub shows", proposed({}), null],
    ["nobody has glanced before the last look", proposed({ seen: undefined }), "same"],
    ["the last look is a day ago", proposed({ seen: { digest: "same", atMs: nowMs - 24 * hourMs } }), "same"],
    ["GitHub has refused the merge", proposed({ refusedMerge: { key: "k", atMs: nowMs } }), "same"],
    [
      "the app's check could not be written",
      proposed({ lastDecision: { kind: "block", reasons: [reason("github_forbidden", "No."), forCi] } }),
      "same",
    ],
    ["the last step failed", proposed({}, 1), "same"],
    ["there is no decision yet", proposed({ lastDecision: null }), "same"],
    ["time moves it", proposed({ lastDecision: { kind: "wait", reasons: [forPeople, forTime] } }), "same"],
    ["nothing is said to hold it back", proposed({ lastDecision: { kind: "wait", reasons: [] } }), "same"],
    ["it may merge", proposed({ lastDecision: { kind: "merge", sha: "a", reasons: [forPeople] } }), "same"],
  ])("but not when %s", (_what, improvement, digest) => {
    expect(isAtRest(improvement, digest, nowMs)).toBe(false);
  });

  it("but not when people are to be told of its wait", () => {
    const wait = { code: forPeople.code, sinceMs: nowMs - 25 * hourMs, seenMs: nowMs - hourMs, told: 0 };
    expect(isAtRest({ ...proposed({}), waits: [wait] }, "same", nowMs)).toBe(false);
    expect(isAtRest({ ...proposed({}), waits: [{ ...wait, told: 1 }] }, "same", nowMs)).toBe(true);
  });

  it("but not as a revert, which nobody waits for longer than has to be", () => {
    const { revert, ...row } = regressedImprovement();
    const seen = { digest: "same", atMs: nowMs };
    if (revert.kind !== "proposed") throw new Error("Its revert is open.");
    const pull = { ...revert.pull, lastDecision: waiting, seen };
    expect(isAtRest({ ...row, revert: { kind: "proposed", pull } }, "same", nowMs)).toBe(false);
  });
});

it("a look without a glance before it forgets what was seen, so that the next sweep looks", () => {
  const { pull } = afterGlance(proposed({}), null, nowMs);
  expect(pull.seen).toBeUndefined();
  expect(afterGlance(proposed({}), "new", nowMs).pull.seen).toEqual({ digest: "new", atMs: nowMs });
});
