import { describe, expect, it } from "vitest";
import type { History } from "./history.ts";
import {
  buildReferences,
  lookCounts,
  type References,
  ROW,
  ROWS,
  relativeOfRise,
  riseOver,
  timelineOf,
  windowStatistics,
} from "./window.ts";

const PERIOD_MS = 300_000;

function historyOf(values: readonly number[]): History {
  return {
    atMs: Float64Array.from(values, (_, index) => index * PERIOD_MS),
    value: Float64Array.from(values),
    periodMs: PERIOD_MS,
  };
}

const upTo = (count: number, value: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => value(index));

describe("the looks of a watch", () => {
  it.each([
    [0, []],
    [1, []],
    [2, [2]],
    [5, [2, 3, 4, 5]],
    [12, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ])("of %d points begin at two and are at every one", (points, expected) => {
    expect(lookCounts(points)).toEqual(expected);
  });

  it("spread out beyond 36 points, by a twentieth part, and end at the last", () => {
    const late = (points: number) => lookCounts(points).filter((count) => count > 35);
    expect(late(72)).toEqual([36, 38, 40, 42, 45, 48, 51, 54, 57, 60, 63, 67, 71, 72]);
    expect(late(38)).toEqual([36, 38]);
    expect(late(37)).toEqual([36, 37]);
  });
});

describe("a rise", () => {
  it.each([
    ["a doubling", 20, 10, 1, Math.log(2)],
    ["a halving", 5, 10, 1, -0.5],
    ["no change", 10, 10, 1, 0],
    ["half of a negative metric gone", -5, -10, 1, Math.log(1.5)],
    ["a reference below the floor", 3, 0.5, 1, Math.log1p(2.5)],
  ])("is logarithmic upwards and linear downwards: %s", (_, observed, reference, floor, expected) => {
    expect(riseOver(observed, reference, floor)).toBeCloseTo(expected, 12);
  });

  it.each([1.5, 0, -0.4])("can be turned back into the relative change %d", (relative) => {
    expect(relativeOfRise(riseOver(10 + 10 * relative, 10, 1))).toBeCloseTo(relative, 12);
  });
});

describe("references", () => {
  it("cut values at three times the 99 % quantile and a thousandth of the mean size", () => {
    const { cap, floor, overallMean, overallMedian } = buildReferences(
      historyOf([10_000, ...upTo(100, (index) => index + 1)]),
      12,
    );
    expect(floor).toBeCloseTo(15_050 / 101 / 1000);
    expect(cap).toBeCloseTo(300 + floor);
    expect(overallMean).toBeCloseTo((5050 + cap) / 101);
    expect(overallMedian).toBe(51);
  });

  it("cut values of a metric turned round by how far its worst hundredth is from its middle", () => {
    const { cap, floor, overallMedian } = buildReferences(historyOf(upTo(101, (index) => index - 101)), 12);
    expect(overallMedian).toBe(-51);
    expect(floor).toBeCloseTo(0.051);
    expect(cap).toBeCloseTo(-2 + 2 * 49 + 0.051);
  });

  it("never divide by dust", () => {
    expect(buildReferences(historyOf([0, 0, 0]), 12).floor).toBe(1e-12);
  });

  it.each([
    [4, 12, 36],
    [12, 12, 36],
    [20, 20, 60],
  ])("of a watch of %d points reach back %d and %d", (horizon, nearPoints, farPoints) => {
    expect(buildReferences(historyOf([1, 2, 3]), horizon)).toMatchObject({ nearPoints, farPoints });
  });

  it("know the season of cut values, and the middle where there is none", () => {
    const history = historyOf([10_000, ...upTo(100, (index) => index + 1)]);
    const { season, cap } = buildReferences(history, 12);
    const nextDayMs = 86_400_000;
    // Just after midnight the other day had the wild value and 1 to 5, at noon it had nothing.
    expect(season(nextDayMs)).toBe(3.5);
    expect(season(nextDayMs / 2)).toBe(51);
    expect(buildReferences(historyOf([10_000, ...upTo(100, () => 1)]), 12).season(nextDayMs)).toBe(1);
    expect(timelineOf(history, { ...buildReferences(history, 12) }).value[0]).toBe(cap);
  });
});

describe("a timeline", () => {
  it("has each value, cut, with what is usual at its time", () => {
    const references = { ...levels(0, 0), cap: 25, season: (atMs: number) => atMs / PERIOD_MS };
    const { value, usual } = timelineOf(historyOf([10, 20, 30]), references);
    expect([...value]).toEqual([10, 20, 25]);
    expect([...usual]).toEqual([0, 1, 2]);
  });
});

/** References by hand: the season is `usual` at any time; just before are 12 points, lately 36. */
function levels(usual: number, overall: number): References {
  return {
    season: () => usual,
    floor: 1e-6,
    cap: 1e9,
    overallMean: overall,
    overallMedian: overall + 1,
    nearPoints: 12,
    farPoints: 36,
  };
}

describe("the statistics of a window", () => {
  const post = [400, 100, 200, 800];

  /** The statistics at looks two and four, after 30 points at `lately` and 12 at `near`. */
  function statisticsAfter(lately: number, near: number, usual: number, overall: number) {
    // Far behind, where neither reaches, everything was different.
    const before = [...upTo(9, () => 7777), ...upTo(24, () => lately), ...upTo(12, () => near)];
    const references = levels(usual, overall);
    const out = new Float64Array(ROWS * 2);
    const timeline = timelineOf(historyOf([...before, ...post]), references);
    const means = windowStatistics(timeline, before.length, [2, 4], references, out);
    const of = (row: keyof typeof ROW) => [out[ROW[row] * 2], out[ROW[row] * 2 + 1]];
    return { of, means };
  }

  /** Logarithms of how many times the reference the statistic was at both looks. */
  const over = (reference: number, first: number, second: number) =>
    [first, second].map((value) => expect.closeTo(Math.log(value / reference), 10));

  it("compare the mean, median, second largest and smallest point with just before", () => {
    const { of, means } = statisticsAfter(1, 10, 1, 1);
    expect(of("nearMean")).toEqual(over(10, 250, 375));
    expect(of("nearMedian")).toEqual(over(10, 250, 300));
    expect(of("nearLeast")).toEqual(over(10, 100, 100));
    expect(of("lenientMean")).toEqual(over(10, 250, 375));
    expect(of("lenientMedian")).toEqual(over(10, 250, 300));
    expect(of("lenientSecond")).toEqual(over(10, 100, 400));
    expect(of("lenientLeast")).toEqual(over(10, 100, 100));
    expect(means).toEqual({ near: 10, season: 1 });
  });

  it("are as lenient as the same time on other days, where that is highest", () => {
    const { of, means } = statisticsAfter(1, 2, 10, 1);
    expect(of("seasonMean")).toEqual(over(10, 250, 375));
    expect(of("blendMean")).toEqual(over(6, 250, 375));
    expect(of("nearMean")).toEqual(over(2, 250, 375));
    expect(of("lenientMean")).toEqual(over(10, 250, 375));
    expect(of("lenientMedian")).toEqual(over(10, 250, 300));
    expect(of("lenientSecond")).toEqual(over(10, 100, 400));
    expect(of("lenientLeast")).toEqual(over(10, 100, 100));
    expect(means).toEqual({ near: 2, season: 10 });
  });

  it("are as lenient as lately, where that is highest", () => {
    // Of 36 points 24 are at 30 and 12 at 3: their mean is 21.
    const { of } = statisticsAfter(30, 3, 1, 1);
    expect(of("lenientMean")).toEqual(over(21, 250, 375));
    expect(of("lenientMedian")).toEqual(over(30, 250, 300));
    expect(of("lenientSecond")).toEqual(over(30, 100, 400));
    expect(of("lenientLeast")).toEqual(over(30, 100, 100));
  });

  it("are as lenient as all of the past, where that is highest", () => {
    const { of } = statisticsAfter(1, 2, 3, 9);
    expect(of("lenientMean")).toEqual(over(9, 250, 375));
    expect(of("lenientMedian")).toEqual(over(10, 250, 300));
    expect(of("lenientSecond")).toEqual(over(10, 100, 400));
    expect(of("lenientLeast")).toEqual(over(10, 100, 100));
  });

  it("make do with the points that there are before it", () => {
    const references = levels(1, 1);
    const out = new Float64Array(ROWS);
    const timeline = timelineOf(historyOf([30, 10, 20, 40, 80]), references);
    expect(windowStatistics(timeline, 3, [2], references, out).near).toBe(20);
    expect(out[ROW.lenientMean]).toBeCloseTo(Math.log(3));
  });

  it("take what is usual at the window's own times", () => {
    const references = { ...levels(0, 1), season: (atMs: number) => atMs / PERIOD_MS };
    const timeline = timelineOf(historyOf([1, 1, 1, 1, 70, 70, 70]), references);
    const out = new Float64Array(ROWS * 2);
    expect(windowStatistics(timeline, 4, [2, 3], references, out).season).toBe(5);
    expect(out[ROW.seasonMean * 2]).toBeCloseTo(Math.log(70 / 4.5));
    expect(out[ROW.seasonMean * 2 + 1]).toBeCloseTo(Math.log(70 / 5));
  });
});
