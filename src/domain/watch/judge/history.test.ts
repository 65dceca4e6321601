import { describe, expect, it } from "vitest";
import { latency, MERGED_AT_MS, PERIOD_MS, series } from "../../../../test/judged-series.ts";
import type { Point } from "../../shared/series.ts";
import { at, coarsen, type History, readHistory } from "./history.ts";

const minute = (index: number, value: number): Point => ({ atMs: index * 60_000, value });
const minutely = (fromMs: number, toMs: number, points: readonly Point[]) =>
  readHistory({ metric: latency, periodSeconds: 60, fromMs, toMs, points, complete: true });

describe("history", () => {
  it.each([
    ["lower_is_better", [1, 2, 3]],
    ["higher_is_better", [-1, -2, -3]],
    ["neutral", [1, 2, 3]],
  ] as const)("orients a metric of which %s so that larger is worse", (direction, expected) => {
    const history = readHistory(series({ ...latency, direction }, 0, 3, (index) => index + 1));
    expect([...history.value]).toEqual(expected);
    expect(history.periodMs).toBe(PERIOD_MS);
  });

  it("takes the points from its start on and before its end", () => {
    const all = series(latency, 0, 6, (index) => index);
    const history = readHistory(all, MERGED_AT_MS + 2 * PERIOD_MS, MERGED_AT_MS + 4 * PERIOD_MS);
    expect([...history.value]).toEqual([2, 3]);
    expect([...history.atMs]).toEqual([2, 3].map((index) => MERGED_AT_MS + index * PERIOD_MS));
  });

  it.each<[string, Point[]]>([
    ["a value that is no number", [minute(1, 10), minute(2, Number.NaN), minute(3, 30)]],
    ["an infinite value", [minute(1, 10), minute(2, Number.POSITIVE_INFINITY), minute(3, 30)]],
    ["a time that is no number", [minute(1, 10), minute(Number.NaN, 20), minute(3, 30)]],
    ["a point before the window", [minute(0, 5), minute(1, 10), minute(3, 30)]],
    ["a point at the end of the window", [minute(1, 10), minute(3, 30), minute(4, 40)]],
    ["points out of order", [minute(3, 30), minute(1, 10)]],
    ["a restated point", [minute(1, 90), minute(1, 10), minute(3, 30)]],
  ])("survives %s", (_, points) => {
    const history = minutely(60_000, 240_000, points);
    expect([...history.atMs]).toEqual([60_000, 180_000]);
    expect([...history.value]).toEqual([10, 30]);
  });

  it("has no number outside its ends", () => {
    expect([-1, 0, 1].map((index) => at(Float64Array.of(7), index))).toEqual([Number.NaN, 7, Number.NaN]);
  });
});

describe("history averaged down", () => {
  it("averages whole stretches of periods", () => {
    const coarse = coarsen(readHistory(series(latency, 0, 5, (index) => index)), 2);
    expect([...coarse.value]).toEqual([0.5, 2.5, 4]);
    expect(coarse.periodMs).toBe(2 * PERIOD_MS);
  });

  it("counts stretches from the epoch, wherever it begins and over gaps", () => {
    const points = [4, 5, 6, 12, 14].map((index) => minute(index, index));
    const coarse = coarsen(minutely(0, 3_600_000, points), 3);
    expect([...coarse.atMs]).toEqual([180_000, 360_000, 720_000]);
    expect([...coarse.value]).toEqual([4.5, 6, 13]);
  });

  it("stays as it is at a factor of one", () => {
    const unaligned: History = { atMs: Float64Array.of(30), value: Float64Array.of(1), periodMs: 60_000 };
    expect(coarsen(unaligned, 1)).toBe(unaligned);
  });
});
