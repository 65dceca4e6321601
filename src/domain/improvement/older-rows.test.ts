import { describe, expect, it } from "vitest";
import { regressedImprovement } from "../../../test/improvement.ts";
import { improvementSchema } from "./improvement-schema.ts";

const { stage: _stage, effectiveAtMs: _effectiveAtMs, revert: _revert, ...merged } = regressedImprovement();
const { change: _change, pull: _pull, merge: _merge, comparisons: _comparisons, ...base } = merged;
const reasons = (code: string) => [{ code, text: "Because." }];

describe("a row of version 0.1", () => {
  it.each([
    ["verified", "kept"],
    ["inconclusive", "inconclusive"],
  ])("that was kept as %s has ended as %s, with all that was measured", (confidence, how) => {
    const row = { ...merged, stage: "kept", confidence, closedAtMs: 5, wakeAtMs: null };
    const { change, pull, merge, comparisons } = merged;
    expect(improvementSchema.parse(row)).toEqual({
      ...base,
      stage: "ended",
      how,
      pullNumber: pull.number,
      merged: { change, pull, merge, comparisons, revertPull: null },
      closedAtMs: 5,
      wakeAtMs: null,
    });
  });

  it("that was reverted keeps the pull request that took it back", () => {
    const { reasons: _reasons, ...row } = merged;
    const revertPull = { ...merged.pull, number: 9 };
    const read = improvementSchema.parse({ ...row, stage: "reverted", revertPull, closedAtMs: 5 });
    expect(read).toMatchObject({ stage: "ended", how: "reverted", reasons: [], merged: { revertPull } });
  });

  it.each([
    ["declined", "declined"],
    ["was_closed_by_a_person", "declined"],
    ["taken_over", "taken_over"],
    ["revert_declined", "regressed_and_left"],
    ["already_undone", "undone_by_people"],
    ["was_reverted", "reverted"],
    ["was_kept", "kept"],
    ["was_kept_without_proof", "inconclusive"],
    ["secret_found", "unusable"],
  ])("that was abandoned because of %s has ended as %s", (code, how) => {
    const row = { ...base, stage: "abandoned", reasons: reasons(code), pullNumber: 7, closedAtMs: 5 };
    expect(improvementSchema.parse(row)).toMatchObject({
      stage: "ended",
      how,
      pullNumber: 7,
      merged: null,
      reasons: reasons(code),
    });
  });

  it.each(["merged", "watching", "regressed", "kept"])("at stage %s has its watch plan", (stage) => {
    const { watchPlan, ...merge } = merged.merge;
    const row = { ...regressedImprovement(), stage, confidence: "verified", closedAtMs: 5 };
    const read = improvementSchema.parse({ ...row, merge: { ...merge, judgePolicy: watchPlan } });
    const { merge: readMerge } = "merge" in read ? read : { merge: "merged" in read && read.merged?.merge };
    expect(readMerge).toEqual(merged.merge);
  });

  it("that is damaged stays damaged", () => {
    expect(improvementSchema.safeParse({ ...base, stage: "kept", closedAtMs: 5 }).success).toBe(false);
    expect(improvementSchema.safeParse({ stage: "abandoned" }).success).toBe(false);
  });
});
