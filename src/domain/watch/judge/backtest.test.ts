import { describe, expect, it } from "vitest";
import {
  errors,
  latency,
  noise,
  PERIOD_SECONDS,
  policyFor,
  series,
  steady,
} from "../../../../test/judged-series.ts";
import type { Metric } from "../../shared/series.ts";
import { backtest } from "./backtest.ts";

const other: Metric = { ...latency, dimensions: { FunctionName: "payments" } };
const noisy = (index: number) => 100 * Math.exp(2 * noise(index));
const uneven = (index: number) => 100 + 60 * noise(index);
/** Steady while it is learned; in the last third every fourth hour is three times as slow. */
const worseLater = (index: number) => (index >= -120 && index % 48 >= -12 ? 3 : 1) * steady(index);

describe("backtest", () => {
  it("sees a small slowdown of a steady metric at once and raises no false alarm", () => {
    const result = backtest(policyFor(latency), [series(latency, -2016, 0, steady)]);
    expect(result.falseAlarmRate).toBe(0);
    expect(result.smallestVisibleSlowdown).toBeLessThanOrEqual(0.2);
    expect(result.medianDelaySeconds).toBeGreaterThanOrEqual(2 * PERIOD_SECONDS);
    expect(result.replays).toBe(60);
  });

  it("needs a larger slowdown where the metric is noisier", () => {
    const result = backtest(policyFor(latency), [series(latency, -2016, 0, noisy)]);
    expect(result.smallestVisibleSlowdown ?? 10).toBeGreaterThan(0.3);
  });

  it("gives the reason where the history cannot be replayed", () => {
    const result = backtest(policyFor(latency), [series(latency, -20, 0, steady)]);
    expect(result).toMatchObject({ falseAlarmRate: null, smallestVisibleSlowdown: null, replays: 0 });
    expect(result.medianDelaySeconds).toBeNull();
    expect(result.metrics).toEqual([]);
    expect(result.reasons.map(({ code }) => code)).toEqual(["short_baseline"]);
  });

  it("learns on the older two thirds, which have to be long enough by themselves", () => {
    // A watch of twelve points takes 83 to learn from: two thirds of 125, not of 124.
    const enough = backtest(policyFor(latency), [series(latency, -125, 0, steady)]);
    expect(enough).toMatchObject({ replays: 31, reasons: [] });
    const short = backtest(policyFor(latency), [series(latency, -124, 0, steady)]);
    expect(short).toMatchObject({ replays: 0, falseAlarmRate: null, metrics: [] });
    expect(short.reasons).toEqual([
      {
        code: "short_baseline",
        text: "AWS/Lambda/Duration{FunctionName=orders}:Average has too little history to replay the watch.",
      },
    ]);
  });

  it("counts as a false alarm every replay in which any metric alarmed, once", () => {
    const quiet = backtest(policyFor(latency), [series(latency, -360, 0, steady)]);
    const one = backtest(policyFor(other), [series(other, -360, 0, worseLater)]);
    const both = backtest(policyFor(latency, other, { ...other, name: "Duration2" }), [
      series(latency, -360, 0, steady),
      series(other, -360, 0, worseLater),
      series({ ...other, name: "Duration2" }, -360, 0, worseLater),
    ]);
    expect(quiet.falseAlarmRate).toBe(0);
    expect(one.falseAlarmRate).toBeGreaterThan(0.2);
    expect(one.falseAlarmRate).toBeLessThan(0.8);
    expect(one.falseAlarmRate).toBe(one.metrics[0]?.falseAlarmRate);
    expect(both.metrics.map(({ falseAlarmRate }) => falseAlarmRate)).toEqual([
      0,
      one.falseAlarmRate,
      one.falseAlarmRate,
    ]);
    expect(both.falseAlarmRate).toBe(one.falseAlarmRate);
  });

  it("says of the primary metrics what the one that sees most would see, and when", () => {
    const watched = (role: "primary" | "guardrail", metric: Metric) => ({ metric, role });
    const metrics = [
      watched("primary", { ...latency, name: "Noisy" }),
      watched("primary", { ...latency, name: "Uneven" }),
      watched("primary", { ...latency, name: "Wild" }),
      watched("guardrail", { ...latency, name: "Still" }),
    ];
    const wild = (index: number) => 100 * Math.exp(20 * noise(index));
    const values = [noisy, uneven, wild, () => 100];
    const history = metrics.map(({ metric }, index) => series(metric, -360, 0, values[index] ?? uneven));
    const result = backtest({ ...policyFor(), metrics }, history);
    const [ofNoisy, ofUneven, ofWild, ofStill] = result.metrics;
    expect(ofStill).toMatchObject({ metric: metrics[3]?.metric, smallestVisibleSlowdown: 0.15 });
    expect(ofStill?.medianDelaySeconds).toBe(2 * PERIOD_SECONDS);
    expect(ofWild).toMatchObject({ smallestVisibleSlowdown: null, medianDelaySeconds: null });
    expect(ofNoisy?.smallestVisibleSlowdown).toBeGreaterThan(ofUneven?.smallestVisibleSlowdown ?? 0);
    expect(ofUneven?.smallestVisibleSlowdown).toBeGreaterThan(0.15);
    expect(result).toMatchObject({
      smallestVisibleSlowdown: ofUneven?.smallestVisibleSlowdown,
      medianDelaySeconds: ofUneven?.medianDelaySeconds,
    });
  });

  it("slows down a metric of which more is better by taking from it", () => {
    const success: Metric = { ...latency, direction: "higher_is_better" };
    const still = backtest(policyFor(success), [series(success, -360, 0, () => 100)]);
    expect(still).toMatchObject({ falseAlarmRate: 0, smallestVisibleSlowdown: 0.15 });
  });

  it("replays neither what has no direction nor what was zero throughout, and says why of what is blind", () => {
    const neutral: Metric = { ...latency, direction: "neutral" };
    const result = backtest(policyFor(neutral, errors, other), [
      series(neutral, -360, 0, steady),
      series(errors, -360, 0, () => 0),
    ]);
    expect(result).toMatchObject({ replays: 0, falseAlarmRate: null, metrics: [] });
    expect(result.reasons.map(({ code }) => code)).toEqual([
      "short_baseline",
      "short_baseline",
      "no_baseline",
    ]);
  });
});
