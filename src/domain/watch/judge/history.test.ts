import { describe, expect, it } from "vitest";
import { latency, PERIOD_MS, series } from "../../../../test/judged-series.ts";
import { coarsen, readHistory } from "./history.ts";

describe("history", () => {
  it("orients a metric so that larger is worse", () => {
    const better = { ...latency, direction: "higher_is_better" } as const;
    expect([...readHistory(series(better, 0, 3, (index) => index + 1)).value]).toEqual([-1, -2, -3]);
  });

  it("averages whole stretches of periods", () => {
    const coarse = coarsen(readHistory(series(latency, 0, 5, (index) => index)), 2);
    expect([...coarse.value]).toEqual([0.5, 2.5, 4]);
    expect(coarse.periodMs).toBe(2 * PERIOD_MS);
  });
});
