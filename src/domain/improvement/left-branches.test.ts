import { expect, it } from "vitest";
import { improvementsAtEveryStage } from "../../../test/improvement.ts";
import type { AtStage, Improvement, PullRecord, StageName } from "./improvement.ts";
import { leftBranchesAfter, reopenableForMs } from "./left-branches.ts";

const nowMs = 1_000_000;

function at<S extends StageName>(stage: S): AtStage<S> {
  const found = improvementsAtEveryStage().find((one) => one.stage === stage);
  if (!found) throw new Error(`There is no example of ${stage}.`);
  return found as AtStage<S>;
}

const proposed = at("proposed");
const { branch, headSha, number } = proposed.pull;
const reverting: AtStage<"regressed"> = {
  ...at("regressed"),
  revert: { kind: "proposed", pull: { ...proposed.pull, branch: "self-building/revert-1", number: 9 } },
};
const declined: AtStage<"ended"> = { ...at("ended"), how: "declined", pullNumber: number, merged: null };
const leftRevert: AtStage<"ended"> = {
  ...at("ended"),
  how: "regressed_and_left",
  merged: { ...reverting, revertPull: reverting.revert.kind === "proposed" ? reverting.revert.pull : null },
};

it.each<[string, Improvement, Improvement, number | null]>([
  ["is open", proposed, proposed, null],
  ["was merged", proposed, { ...at("merged"), pull: proposed.pull }, nowMs],
  ["people have closed", proposed, declined, nowMs + reopenableForMs],
  ["the app was closing, which takes it along", closing(proposed), declined, null],
  ["is a revert's that is open", reverting, reverting, null],
  ["is a revert's that was merged", reverting, at("ended"), nowMs],
  ["is a revert's that people have closed", reverting, leftRevert, nowMs + reopenableForMs],
  ["is a revert's that conflicts", reverting, conflicting(), nowMs],
])("a branch that %s", (_what, before, next, fromMs) => {
  const left = leftBranchesAfter(before, next, nowMs);
  expect(left.map((one) => one.fromMs)).toEqual(fromMs === null ? [] : [fromMs]);
});

function closing(improvement: AtStage<"proposed">): AtStage<"proposed"> {
  const pull: PullRecord = { ...improvement.pull, closing: [] };
  return { ...improvement, pull };
}

function conflicting(): AtStage<"regressed"> {
  return { ...reverting, revert: { kind: "conflict", issueNumber: null, paths: [] } };
}

it("is known by where it was when it was merged", () => {
  const { merge, ...merged } = { ...at("merged"), pull: proposed.pull };
  const left = (head?: string) =>
    leftBranchesAfter(proposed, { ...merged, merge: { ...merge, headSha: head } }, nowMs);
  expect(left("f".repeat(40))).toEqual([{ branch, headSha: "f".repeat(40), fromMs: nowMs }]);
  expect(left()).toEqual([{ branch, headSha, fromMs: nowMs }]);
  const withPeoples = { ...merged, merge: { ...merge, headSha: "f".repeat(40), others: ["mia"] } };
  expect(leftBranchesAfter(proposed, withPeoples, nowMs)).toEqual([{ branch, headSha, fromMs: nowMs }]);
});

it("is left until it is deleted, through every stage, unless a pull request is open on it again", () => {
  const left = { branch, headSha, fromMs: 1 };
  for (const one of improvementsAtEveryStage()) {
    const before = { ...one, leftBranches: [left] };
    const isAgain = one.stage === "proposed" && one.pull.branch === branch;
    expect(leftBranchesAfter(before, one, nowMs).includes(left)).toBe(!isAgain);
  }
  expect(leftBranchesAfter({ ...declined, leftBranches: [left] }, proposed, nowMs)).toEqual([]);
});
