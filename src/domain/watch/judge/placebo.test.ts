import { describe, expect, it } from "vitest";
import { latency, noise, series, steady } from "../../../../test/judged-series.ts";
import { type History, readHistory } from "./history.ts";
import { type Calibration, calibrate, observe } from "./placebo.ts";
import type { Detector } from "./thresholds.ts";
import { type References, ROW, ROWS } from "./window.ts";

const PERIOD_MS = 300_000;
const DAY_POINTS = 288;

/** A history of so many steady points, with one gap of so many periods in its middle. */
function steadyHistory(points: number, gap = 0): History {
  const atMs = Float64Array.from(
    { length: points },
    (_, index) => (index + (index >= points / 2 ? gap : 0)) * PERIOD_MS,
  );
  return { atMs, value: atMs.map((_, index) => steady(index)), periodMs: PERIOD_MS };
}

describe("calibration", () => {
  it.each([
    ["fewer than two points are watched", 500, 1, null],
    ["fewer than five watches side by side", 82, 12, null],
    ["five watches side by side", 83, 12, 60],
    ["fewer than forty pseudo-merges", 54, 4, null],
    ["forty pseudo-merges", 55, 4, 40],
    ["a thousand pseudo-merges", 1023, 12, 1000],
    ["every other one of more than a thousand", 1024, 12, 501],
  ])("with %s", (_, points, horizon, expected) => {
    expect(calibrate(steadyHistory(points), horizon, 0.005, 0.1)?.placebos ?? null).toBe(expected);
  });

  it("uses no pseudo-merge that spans more than twice its time", () => {
    // 24 points with one gap: twice their time is 48 periods, of which 23 are between points anyway.
    expect(calibrate(steadyHistory(200, 25), 12, 0.005, 0.1)?.placebos).toBe(177);
    expect(calibrate(steadyHistory(200, 26), 12, 0.005, 0.1)?.placebos).toBe(177 - 23);
  });

  it("says how far the estimate strays by itself, at every look", () => {
    const calibration = calibrate(steadyHistory(600), 12, 0.005, 0.1);
    expect(calibration?.looks).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(calibration?.effectNoise).toHaveLength(11);
    const widths = (calibration?.effectNoise ?? []).map(([low, high]) => high - low);
    // One value strays by 10/√12 ms around 105 ms, what is expected (the mean of some dozen) included.
    expect(widths[0]).toBeCloseTo((4 * 10) / Math.sqrt(12 * 2) / 105, 2);
    expect(widths[10]).toBeCloseTo((4 * 10) / Math.sqrt(12 * 8) / 105, 2);
    for (const [low, high] of calibration?.effectNoise ?? []) {
      expect(low).toBeLessThan(0);
      expect(high).toBeGreaterThan(0);
    }
  });

  const minutes = (value: (index: number) => number) =>
    readHistory(series(latency, -5 * DAY_POINTS, 0, value));

  it.each([
    [
      "just before, where levels last longer than a day",
      (index: number) => 100 * (1 + Math.floor(index / 200) ** 2),
      ROW.nearMean,
    ],
    [
      "the same time of day, where every half-hour has its own level",
      (index: number) => 100 * (1 + noise(Math.floor((((index % 288) + 288) % 288) / 6))),
      ROW.seasonMean,
    ],
    ["both, where neither knows more", steady, ROW.blendMean],
  ])("expects what foretold the past best: %s", (_, value, row) => {
    expect(calibrate(minutes(value), 12, 0.005, 0.1)?.effectRow).toBe(row);
  });
});

/** A calibration by hand: just before and lately at 100, at this time of day 80, a watch of four points. */
function byHand(given: Partial<Calibration> & { readonly leastRise?: number } = {}): Calibration {
  const { leastRise = Math.log1p(0.1), ...rest } = given;
  const references: References = {
    season: () => 80,
    ...{ floor: 1e-6, cap: 1e9, overallMean: 1, overallMedian: 1, nearPoints: 12, farPoints: 36 },
  };
  return {
    history: flat(40),
    references,
    looks: [2, 3, 4],
    scale: {
      centres: new Float64Array(ROWS * 3).fill(0.1),
      spreads: new Float64Array(ROWS * 3).fill(0.05),
      leastRise,
    },
    detectors: [detector(ROW.nearMean, 0, 2)],
    effectRow: ROW.nearMean,
    effectNoise: [
      [-0.3, 0.4],
      [-0.2, 0.3],
      [-0.1, 0.2],
    ],
    placebos: 100,
    ...rest,
  };
}

function flat(points: number): History {
  return pointsOf(Array<number>(points).fill(100), -points);
}

function pointsOf(values: readonly number[], from = 0): History {
  const atMs = Float64Array.from(values, (_, index) => (from + index) * PERIOD_MS);
  return { atMs, value: Float64Array.from(values), periodMs: PERIOD_MS };
}

function detector(row: number, fromLook: number, toLook: number, threshold = 2): Detector {
  return { row, fromLook, toLook, threshold };
}

describe("observation", () => {
  // With the middle at 0.1 and a reach of 0.05, two of them lie above a log rise of 0.2, which is + 22.1 %.
  it.each([
    ["the rise is just below the threshold", [122, 122, 122, 122], 0],
    ["the rise is just above it", [123, 123, 123, 123], 2],
    ["the third point carries it there", [100, 123, 150, 100], 3],
    ["the second largest is high, but the mean is not", [60, 60, 150, 150], 0],
    ["only one point came, however high", [900], 0],
    ["only points beyond the watch are high", [100, 100, 100, 100, 900, 900], 0],
    ["nothing came", [], 0],
  ])("alarms first where it should when %s", (_, values, expected) => {
    expect(observe(byHand(), pointsOf(values)).firstAlarm).toBe(expected);
  });

  it("alarms at the first look of any detector, each in its own looks", () => {
    const high = [200, 200, 200, 200];
    const at = (...detectors: Detector[]) => observe(byHand({ detectors }), pointsOf(high)).firstAlarm;
    expect(at(detector(ROW.nearMean, 1, 2))).toBe(3);
    expect(at(detector(ROW.nearMean, 2, 2), detector(ROW.nearMedian, 1, 1))).toBe(3);
    expect(at(detector(ROW.nearMean, 0, 2, 99), detector(ROW.nearMedian, 2, 2))).toBe(4);
    expect(at()).toBe(0);
  });

  it("does not look at a band that has not begun", () => {
    const late = byHand({ detectors: [detector(ROW.nearMean, 2, 2)] });
    expect(observe(late, pointsOf([200, 200, 200])).firstAlarm).toBe(0);
  });

  it("finds each statistic's own middle and reach while the watch is under way", () => {
    const calibration = byHand({ detectors: [detector(ROW.nearMean, 0, 2), detector(ROW.nearMedian, 0, 2)] });
    for (const row of [ROW.nearMean, ROW.nearMedian]) calibration.scale.centres[row * 3 + 1] = 0.9;
    expect(observe(calibration, pointsOf([100, 200, 210])).firstAlarm).toBe(2);
    expect(observe(calibration, pointsOf([100, 100, 210])).firstAlarm).toBe(0);
  });

  it("never alarms on a rise no larger than the least that matters", () => {
    const doubled = pointsOf([200, 200, 200, 200]);
    expect(observe(byHand({ leastRise: Math.log1p(1) }), doubled).firstAlarm).toBe(0);
    expect(observe(byHand({ leastRise: Math.log1p(0.99) }), doubled).firstAlarm).toBe(2);
  });

  it("is compared with the points before it, and with no others", () => {
    const before = pointsOf([...Array<number>(30).fill(900), ...Array<number>(12).fill(200)], -42);
    expect(observe(byHand(), pointsOf([200, 200, 200, 200]), before)).toMatchObject({
      firstAlarm: 0,
      expected: 200,
    });
    expect(observe(byHand(), pointsOf([200, 200, 200, 200]))).toMatchObject({ firstAlarm: 2, expected: 100 });
  });

  it.each([
    ["just before", ROW.nearMean, 100],
    ["the time of day", ROW.seasonMean, 80],
    ["both", ROW.blendMean, 90],
  ])("expects what %s says, and gives the rise with what it strays by itself", (_, effectRow, expected) => {
    const seen = observe(byHand({ effectRow }), pointsOf([100, 140, 150]));
    const rise = Math.log(130 / expected);
    expect(seen).toMatchObject({ looked: 3, observed: 130, expected });
    expect(seen.effect?.rise).toBeCloseTo(rise);
    expect(seen.effect?.low).toBeCloseTo(rise - 0.3);
    expect(seen.effect?.high).toBeCloseTo(rise + 0.2);
  });

  it("counts wild values in what was observed, but only those of the watch", () => {
    const calibration = byHand();
    const cut = { ...calibration, references: { ...calibration.references, cap: 110 } };
    expect(observe(cut, pointsOf([100, 900, 100, 100, 5000]))).toMatchObject({
      ...{ firstAlarm: 0, looked: 4, observed: 300 },
    });
  });

  it("has no effect before the first look", () => {
    expect(observe(byHand(), pointsOf([900]))).toEqual({
      ...{ firstAlarm: 0, looked: 1, observed: Number.NaN, expected: Number.NaN, effect: null },
      atAlarm: null,
    });
  });
});
