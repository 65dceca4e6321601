import { expect, it } from "vitest";
import { latency, MERGED_AT_MS, PERIOD_MS, series } from "../../../test/judged-series.ts";
import { settledPart, settlingSeconds } from "./settling.ts";

it.each([
  ["AWS/Lambda", { timeoutSeconds: 30 }, 330],
  ["AWS/Lambda", {}, 1200],
  ["AWS/SQS", {}, 900],
  ["Shop", {}, 10_800],
  ["Shop", { learntSeconds: 420 }, 420],
  ["Shop", { learntSeconds: null }, 10_800],
] as const)("what %s says may change for its time", (namespace, known, expected) => {
  expect(settlingSeconds({ namespace }, known)).toBe(expected);
});

it("the settled part of a series ends with the last whole period that cannot change", () => {
  const all = series(latency, -10, 0, (index) => index);
  const young = settledPart(all, 330, MERGED_AT_MS + 60_000);
  expect(young.toMs).toBe(MERGED_AT_MS - PERIOD_MS);
  expect(young.points.map(({ value }) => value)).toEqual([-10, -9, -8, -7, -6, -5, -4, -3, -2]);
  expect(settledPart(all, 330, MERGED_AT_MS + 330_000)).toBe(all);
  expect(settledPart(all, 86_400, MERGED_AT_MS)).toMatchObject({ toMs: all.fromMs, points: [] });
});
