import { describe, expect, it } from "vitest";
import { latency, MERGED_AT_MS, PERIOD_MS, series } from "../../../../test/judged-series.ts";
import { readHistory } from "./history.ts";
import { buildSeason } from "./season.ts";

const DAY_POINTS = 288;

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
});
