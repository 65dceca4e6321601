import { describe, expect, it } from "vitest";
import { context, known, opportunity } from "../../../test/admission-context.ts";
import { regressedImprovement } from "../../../test/improvement.ts";
import type { Remedy } from "../choose/opportunity.ts";
import type { Improvement } from "../improvement/improvement.ts";
import type { Comparison } from "../watch/verdict.ts";
import { admit } from "./admit.ts";

const seconds = (fromSeconds: number, toSeconds: number, resource = "A"): Remedy => ({
  kind: "recipe",
  recipe: "lambda-timeout",
  values: { template: "template.yaml", resource, fromSeconds, toSeconds },
});
const megabytes = (fromMegabytes: number, toMegabytes: number): Remedy => ({
  kind: "recipe",
  recipe: "lambda-memory",
  values: { template: "template.yaml", resource: "A", fromMegabytes, toMegabytes },
});

function endedAs(
  how: Parameters<typeof known>[0],
  remedy: Remedy,
  outcome: Comparison["outcome"] | null,
  closedAtMs = 1,
): Improvement {
  const row = known(how, 7);
  if (row.stage !== "ended") throw new Error("It has not ended.");
  const { change, pull, merge, comparisons } = regressedImprovement();
  const compared = comparisons.map((one) => ({ ...one, outcome: outcome ?? one.outcome }));
  const merged = outcome === null ? null : { change, pull, merge, comparisons: compared, revertPull: null };
  return { ...row, opportunity: { ...row.opportunity, remedy }, merged, closedAtMs };
}

function codes(remedy: Remedy, earlier: readonly Improvement[]) {
  const [admission] = admit([opportunity(1, { remedy })], { ...context, known: earlier });
  return admission?.reasons.map(({ code }) => code);
}

describe("a raise after a raise", () => {
  it.each<[string, Improvement]>([
    ["was kept and no better", endedAs("kept", seconds(3, 6), "same")],
    ["could not be judged", endedAs("inconclusive", seconds(3, 6), "unknown")],
    ["made it worse", endedAs("reverted", seconds(3, 6), "worse")],
    ["is known from GitHub alone", endedAs("kept", seconds(3, 6), null)],
  ])("is not proposed when the last one %s", (_what, earlier) => {
    expect(codes(seconds(6, 12), [earlier])).toEqual(["raise_did_not_help"]);
  });

  it.each<[string, Remedy, Improvement[]]>([
    ["the last one helped", seconds(6, 12), [endedAs("kept", seconds(3, 6), "better")]],
    [
      "the last one helped, whatever was before",
      seconds(12, 24),
      [endedAs("kept", seconds(3, 6), "same", 1), endedAs("kept", seconds(6, 12), "better", 2)],
    ],
    ["the last one was never merged", seconds(6, 12), [endedAs("declined", seconds(3, 6), null)]],
    ["it was a cut", seconds(6, 12), [endedAs("kept", seconds(900, 6), "same")]],
    ["it was something else", seconds(6, 12), [endedAs("kept", megabytes(128, 256), "same")]],
    ["it was elsewhere", seconds(6, 12), [endedAs("kept", seconds(3, 6, "B"), "same")]],
    ["it goes down now", seconds(6, 3), [endedAs("kept", seconds(3, 6), "same")]],
  ])("is proposed when %s", (_what, remedy, earlier) => {
    expect(codes(remedy, earlier)).toEqual([]);
  });

  it("ends the ladder of memory, too", () => {
    expect(codes(megabytes(256, 384), [endedAs("kept", megabytes(128, 256), "same")])).toEqual([
      "raise_did_not_help",
    ]);
  });
});
