import { describe, expect, it } from "vitest";
import { latency, noise, series, steady } from "../../../../test/judged-series.ts";
import { type History, readHistory } from "./history.ts";
import { calibrate, type Observation } from "./placebo.ts";
import { alarmShare, doublingsSeen, pastWatches, replay } from "./replay.ts";

function historyOf(values: readonly number[]): History {
  return {
    atMs: Float64Array.from(values, (value) => 60_000 * value),
    value: Float64Array.from(values),
    periodMs: 60_000,
  };
}

describe("watches of the past", () => {
  const history = historyOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const startsOf = (from: number, horizon: number, count: number) =>
    pastWatches(history, from, horizon, count).map(({ post }) => post.value[0]);

  it.each([
    ["evenly spread, as many as asked for", 2, 3, 3, [2, 4, 6]],
    ["every one, where there are fewer", 5, 3, 20, [5, 6, 7]],
    ["the last one, that just fits", 7, 3, 20, [7]],
    ["none, where one point is missing", 8, 3, 20, []],
    ["none, where the history is shorter than a watch", 0, 12, 20, []],
  ])("are %s", (_, from, horizon, count, expected) => {
    expect(startsOf(from, horizon, count)).toEqual(expected);
  });

  it("are cut into what came before and the points of the watch", () => {
    const [only] = pastWatches(history, 7, 2, 1);
    expect([...(only?.before.value ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...(only?.post.value ?? [])]).toEqual([7, 8]);
    expect([...(only?.post.atMs ?? [])]).toEqual([7 * 60_000, 8 * 60_000]);
    expect(only?.before.atMs.length).toBe(7);
    expect(only?.before.periodMs).toBe(60_000);
  });
});

it("the share of watches that alarmed is none of none", () => {
  const after = (firstAlarm: number): Observation => ({
    ...{ firstAlarm, looked: 12, observed: 1, expected: 1 },
    ...{ effect: null, atAlarm: null },
  });
  expect(alarmShare([])).toBe(0);
  expect(alarmShare([after(0), after(2), after(0), after(7)])).toBe(0.5);
});

describe("a doubling of the past", () => {
  const calibrated = (
    direction: "lower_is_better" | "higher_is_better",
    value: (index: number) => number,
  ) => {
    const calibration = calibrate(
      readHistory(series({ ...latency, direction }, -600, 0, value)),
      12,
      0.005,
      0.1,
    );
    if (calibration === null) throw new Error("The history is too short.");
    return calibration;
  };

  it("is seen in all watches of a steady metric, and a halving where higher is better", () => {
    expect(doublingsSeen(calibrated("lower_is_better", steady))).toBe(1);
    expect(doublingsSeen(calibrated("higher_is_better", steady))).toBe(1);
  });

  it("is seen in no watch of a metric that doubles by itself", () => {
    const bursty = (index: number) => (noise(Math.floor(index / 6)) < 0.3 ? 40 : 1) * steady(index);
    expect(doublingsSeen(calibrated("lower_is_better", bursty))).toBeLessThan(0.5);
  });

  it("is compared with the points before each watch, of which the first has as many as are just before", () => {
    const calibration = calibrated("lower_is_better", steady);
    const watches = pastWatches(calibration.history, 12, 12, 20);
    expect(watches).toHaveLength(20);
    const unchanged = replay(calibration, watches, (value) => value);
    expect(unchanged.map(({ looked }) => looked)).toEqual(Array(20).fill(12));
    expect(alarmShare(unchanged)).toBe(0);
    for (const { observed, expected } of replay(calibration, watches, (value) => 3 * value)) {
      expect(observed / expected).toBeCloseTo(3, 0);
    }
  });
});
