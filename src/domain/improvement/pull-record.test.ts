import { expect, it } from "vitest";
import { regressedImprovement } from "../../../test/improvement.ts";
import { reason } from "../shared/reason.ts";
import { afterRebuild, rebuildsToday } from "./pull-record.ts";

const { pull } = regressedImprovement();
const saying = (code: "behind_base" | "merge_conflict") =>
  ({ kind: "wait", reasons: [reason("check_missing", "CI runs."), reason(code, "Once more.")] }) as const;

it("counts by the day how often a base moved on and how often a conflict was mended, one apart from the other", () => {
  const dayMs = 86_400_000;
  let now = { ...pull };
  for (const atMs of [1, 2, 3]) now = { ...now, ...afterRebuild(now, saying("behind_base"), atMs) };
  now = { ...now, ...afterRebuild(now, saying("merge_conflict"), 4) };
  const counts = (atMs: number) =>
    (["behind_base", "merge_conflict"] as const).map((code) => rebuildsToday(now, saying(code), atMs));
  expect(counts(5)).toEqual([3, 1]);
  expect(counts(dayMs + 3)).toEqual([0, 1]);
  expect(counts(dayMs + 4)).toEqual([0, 0]);
});
