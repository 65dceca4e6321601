import { describe, expect, it } from "vitest";
import { latency, noise, PERIOD_SECONDS, policyFor, series, steady } from "../../../../test/judged-series.ts";
import { backtest } from "./backtest.ts";

describe("backtest", () => {
  it("sees a small slowdown of a steady metric at once and raises no false alarm", () => {
    const result = backtest(policyFor(latency), [series(latency, -2016, 0, steady)]);
    expect(result.falseAlarmRate).toBe(0);
    expect(result.smallestVisibleSlowdown).toBeLessThanOrEqual(0.2);
    expect(result.medianDelaySeconds).toBeGreaterThanOrEqual(2 * PERIOD_SECONDS);
    expect(result.replays).toBe(60);
  });

  it("needs a larger slowdown where the metric is noisier", () => {
    const noisy = (index: number) => 100 * Math.exp(2 * noise(index));
    const result = backtest(policyFor(latency), [series(latency, -2016, 0, noisy)]);
    expect(result.smallestVisibleSlowdown ?? 10).toBeGreaterThan(0.3);
  });

  it("gives the reason where the history cannot be replayed", () => {
    const result = backtest(policyFor(latency), [series(latency, -20, 0, steady)]);
    expect(result).toMatchObject({ falseAlarmRate: null, smallestVisibleSlowdown: null, replays: 0 });
    expect(result.reasons.map(({ code }) => code)).toEqual(["short_baseline"]);
  });
});
