import { describe, expect, it } from "vitest";
import { foundImprovement, regressedImprovement } from "../../../test/improvement.ts";
import { reason } from "../../domain/shared/reason.ts";
import { end, mergedChange, waitUntil } from "./transition.ts";

const reasons = [reason("declined", "#7 was closed by ada.")];

describe("waiting", () => {
  it("changes nothing but when it is looked at again", () => {
    const improvement = foundImprovement({ faults: 2 });
    expect(waitUntil(improvement, "draft", 99, reasons)).toEqual({
      ...{ next: { ...improvement, wakeAtMs: 99 }, action: "draft", outcome: "wait", reasons },
    });
  });
});

describe("an end", () => {
  it("keeps what and whose it was and how it ended, and is never looked at again", () => {
    const { change, pull, merge, effectiveAtMs, comparisons, revert, stage, ...base } =
      regressedImprovement();
    const merged = mergedChange({ change, pull, merge }, comparisons);
    const ended = end(
      regressedImprovement(),
      "declined",
      { action: "gate", reasons, pullNumber: 7, merged },
      88,
    );
    expect(ended).toEqual({
      next: {
        ...base,
        ...{ stage: "ended", how: "declined", reasons, pullNumber: 7, merged },
        ...{ closedAtMs: 88, wakeAtMs: null, faults: 0 },
      },
      ...{ action: "gate", outcome: "declined", reasons },
    });
  });

  it("is of no pull request and no merge unless it says so", () => {
    const { next } = end(foundImprovement({ faults: 3 }), "unusable", { action: "draft", reasons }, 88);
    expect(next).toMatchObject({ pullNumber: null, merged: null, faults: 0 });
  });

  it("does not keep the baseline's points, which nobody reads any more", () => {
    const { merge, revert, ...row } = regressedImprovement();
    if (revert.kind !== "proposed") throw new Error("Its revert is open.");
    const kept = mergedChange({ ...row, merge }, row.comparisons, revert.pull);
    expect(kept).toEqual({
      ...{ change: row.change, pull: row.pull, comparisons: row.comparisons, revertPull: revert.pull },
      merge: { ...merge, baseline: [] },
    });
  });
});
