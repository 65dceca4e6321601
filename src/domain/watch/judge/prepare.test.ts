import { describe, expect, it } from "vitest";
import {
  errors,
  latency,
  PERIOD_SECONDS,
  policyFor,
  series,
  steady,
} from "../../../../test/judged-series.ts";
import type { Metric, Series } from "../../shared/series.ts";
import { prepareMetric } from "./prepare.ts";

const key = "AWS/Lambda/Duration{FunctionName=orders}:Average";
const past = series(latency, -200, 0, steady);

/** Prepared for a watch of so many periods. */
function prepare(baseline: Series | undefined, periods = 12, metric: Metric = latency) {
  const plan = { ...policyFor(metric), durationSeconds: periods * PERIOD_SECONDS };
  return prepareMetric({ metric, role: "primary" }, baseline, plan, 0.005);
}

describe("a metric with a past", () => {
  it("knows what is usual and can raise an alarm", () => {
    const prepared = prepare(past);
    expect(prepared).toMatchObject({
      ...{ key, unit: "Milliseconds", periodSeconds: 300, alpha: 0.005, coarseness: 1, horizonPoints: 12 },
      ...{ counts: false, allZero: false, doublingsSeen: 1, blind: [] },
    });
    expect(prepared.history.value).toHaveLength(200);
    expect(prepared.calibration?.looks.at(-1)).toBe(12);
  });

  it.each([
    [72, 1, 72],
    [73, 2, 36],
    [145, 3, 48],
  ])("averages a watch of %d periods by %d down to %d points", (periods, coarseness, horizonPoints) => {
    const prepared = prepare(series(latency, -1050, 0, steady), periods);
    expect(prepared).toMatchObject({ coarseness, horizonPoints, blind: [] });
    expect(prepared.history.periodMs).toBe(coarseness * 300_000);
  });

  it("leaves out the part of a period that no longer fits", () => {
    expect(prepare(past, 12.9).horizonPoints).toBe(12);
  });

  it("is read by the plan's direction and keeps the unit it had", () => {
    const other = { ...latency, unit: "Seconds", direction: "higher_is_better" } as const;
    const prepared = prepare(series(other, -200, 0, steady));
    expect(prepared.history.value[0]).toBeGreaterThan(0);
    expect(prepared.unit).toBe("Seconds");
  });

  it("counts events where it does so before it is averaged", () => {
    const alternating = series(errors, -800, 0, (index) => (index % 2 === 0 ? 1 : 0));
    expect(prepare(alternating, 100, errors)).toMatchObject({ counts: true, coarseness: 2, allZero: false });
  });

  it("may be of nothing but zeros if it counts events", () => {
    const quiet = prepare(
      series(errors, -200, 0, () => 0),
      12,
      errors,
    );
    expect(quiet).toMatchObject({ counts: true, allZero: true, calibration: null, blind: [] });
  });
});

describe("a metric that cannot raise an alarm", () => {
  const zeros = series(latency, -200, 0, () => 0);
  const period = (periodSeconds: number) => ({ ...past, periodSeconds });

  it.each<[string, Series | undefined, number, string, string]>([
    ["there is no series", undefined, 12, "no_baseline", `${key} has no series from before the change.`],
    [
      "the series is empty",
      series(latency, 0, 0, steady),
      12,
      "no_baseline",
      `${key} has no usable point before the change.`,
    ],
    ["it has no period", period(0), 12, "invalid_period", `${key} has no period of a second or more.`],
    ["its period is infinite", period(Number.POSITIVE_INFINITY), 12, "invalid_period", "no period"],
    ["its period is no number", period(Number.NaN), 12, "invalid_period", "no period"],
    [
      "three points are watched",
      past,
      3.9,
      "too_few_points",
      `${key} yields 3 points in the watch; watch for 1200 s or longer.`,
    ],
    [
      "it was zero throughout",
      zeros,
      12,
      "zero_baseline",
      `${key} was zero throughout, so a relative change has no meaning.`,
    ],
    [
      "its past is short",
      series(latency, -82, 0, steady),
      12,
      "short_baseline",
      `${key} has too little history before the change to say what is usual; seven times the watch's length is the least.`,
    ],
  ])("says why when %s", (_, baseline, periods, code, text) => {
    const { blind, calibration, doublingsSeen } = prepare(baseline, periods);
    expect(blind).toEqual([{ code, text: expect.stringContaining(text) }]);
    expect(calibration).toBeNull();
    expect(doublingsSeen).toBe(0);
  });

  it("is none from four points and seven watches on", () => {
    expect(prepare(past, 4).blind).toEqual([]);
    expect(prepare(series(latency, -84, 0, steady)).blind).toEqual([]);
  });

  it("is none at a period of a second", () => {
    const points = past.points.map(({ value }, index) => ({ atMs: past.fromMs + index * 1000, value }));
    expect(prepare({ ...past, points, periodSeconds: 1 }, 12 / PERIOD_SECONDS).blind).toEqual([]);
  });

  it("is not of nothing but zeros when one point is not, nor when there is none", () => {
    expect(prepare(series(latency, -200, 0, (index) => (index === -100 ? 1 : 0))).allZero).toBe(false);
    expect(
      prepare(
        series(errors, 0, 0, () => 0),
        12,
        errors,
      ).allZero,
    ).toBe(false);
  });

  it("keeps what the plan says of it", () => {
    expect(prepare(undefined)).toMatchObject({
      ...{ key, unit: "Milliseconds", periodSeconds: 0, coarseness: 1, horizonPoints: 0 },
      ...{ counts: false, allZero: false },
    });
  });
});
