import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latency, MERGED_AT_MS, PERIOD_MS, series } from "../../../../test/judged-series.ts";
import { median } from "../../shared/statistics.ts";
import { type History, readHistory } from "./history.ts";
import { buildSeason } from "./season.ts";

const DAY_POINTS = 288;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function historyOf(periodMs: number, points: readonly (readonly [number, number])[]): History {
  return {
    atMs: Float64Array.from(points, ([atMs]) => atMs),
    value: Float64Array.from(points, ([, value]) => value),
    periodMs,
  };
}

describe("season", () => {
  it("takes the median of the same half-hour on the other days only", () => {
    const day = (index: number) => Math.floor(index / DAY_POINTS);
    const history = readHistory(
      series(latency, -3 * DAY_POINTS, 0, (index) => [10, 20, 90][day(index) + 3] ?? 0),
    );
    const season = buildSeason(history, 0);
    expect(season(MERGED_AT_MS + PERIOD_MS)).toBe(20);
    expect(season(MERGED_AT_MS - DAY_POINTS * PERIOD_MS + PERIOD_MS)).toBe(15);
  });

  it("falls back on what is usual at any time", () => {
    expect(buildSeason(readHistory(series(latency, 0, 0, () => 0)), 7)(MERGED_AT_MS)).toBe(7);
  });

  it("falls back on it as well where only the day itself has such a half-hour", () => {
    const season = buildSeason(historyOf(PERIOD_MS, [[HOUR_MS, 3]]), 7);
    expect(season(HOUR_MS)).toBe(7);
    expect(season(HOUR_MS + DAY_MS)).toBe(3);
  });

  it("follows the day in half-hours, from the first minute to the last", () => {
    const halfHourly = Array.from({ length: 48 }, (_, slot) => [slot * HOUR_MS * 0.5, slot] as const);
    const season = buildSeason(historyOf(PERIOD_MS, halfHourly), -1);
    const asked = [0, 1, 29, 30, 59, 60, 23 * 60, 23 * 60 + 59].map((minute) => DAY_MS + minute * 60_000);
    expect(asked.map(season)).toEqual([0, 0, 0, 1, 1, 2, 46, 47]);
    expect(asked.map(season)).toEqual([0, 0, 0, 1, 1, 2, 46, 47]);
  });

  it("follows the day in periods where they are longer than half an hour", () => {
    const season = buildSeason(
      historyOf(2 * HOUR_MS, [
        [0, 5],
        [2 * HOUR_MS, 8],
      ]),
      -1,
    );
    expect([0, 1, 2, 3].map((hour) => season(DAY_MS + hour * HOUR_MS))).toEqual([5, 5, 8, 8]);
  });

  it("is the median of what the other days had, whatever came", () => {
    const days = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 }), { maxLength: 5 });
    fc.assert(
      fc.property(days, fc.nat({ max: 5 }), (values, asked) => {
        const points = values.flatMap((ofDay, day) =>
          ofDay.map((value, index) => [day * DAY_MS + index * 60_000, value] as const),
        );
        const others = values.filter((_, day) => day !== asked).flat();
        const expected = others.length === 0 ? 9 : median(others);
        expect(buildSeason(historyOf(60_000, points), 9)(asked * DAY_MS)).toBe(expected);
      }),
    );
  });
});
