import { describe, expect, it } from "vitest";
import { latency, MERGED_AT_MS, PERIOD_MS, series } from "../../../../test/judged-series.ts";
import type { Metric, Series } from "../../shared/series.ts";
import { trafficStopped } from "./silence.ts";

const invocations: Metric = {
  ...latency,
  ...{ name: "Invocations", statistic: "Sum", unit: "Count", direction: "neutral" },
};
const UNTIL_MS = MERGED_AT_MS + 12 * PERIOD_MS;

function without(all: Series, isMissing: (index: number) => boolean): Series {
  return { ...all, points: all.points.filter((_, index) => !isMissing(index)) };
}

const past = (metric = latency, value = 100) => series(metric, -288, 0, () => value);
const first = (count: number, metric = latency, value = 100) => ({
  ...series(metric, 0, 12, () => value),
  points: series(metric, 0, count, () => value).points,
});
const said = (before: Series, post: Series, untilMs = UNTIL_MS) =>
  trafficStopped(before, post, MERGED_AT_MS, untilMs)?.text ?? null;

describe("traffic in every period", () => {
  it("that stopped is told, with what was usual and for how long there is none", () => {
    expect(said(past(), first(2))).toBe(
      "Traffic stopped: AWS/Lambda/Duration{FunctionName=orders}:Average came in 288 of 288 periods before the change, and not at all in the last 50 min of its watch.",
    );
    expect(said(past(), first(0))).toContain("not at all in the last 60 min");
  });

  it("has not stopped for two missing periods, nor before the watch has got so far", () => {
    expect(said(past(), first(9))).not.toBeNull();
    expect(said(past(), first(10))).toBeNull();
    expect(said(past(), first(2), MERGED_AT_MS + 4 * PERIOD_MS)).toBeNull();
  });

  it("has not stopped where it is back", () => {
    expect(
      said(
        past(),
        without(first(12), (index) => index > 2 && index < 10),
      ),
    ).toBeNull();
  });

  it("may pause as it always did, up to twice as long", () => {
    const paused = without(past(), (index) => index >= 100 && index < 104);
    expect(said(paused, first(4))).toBeNull();
    expect(said(paused, first(3))).not.toBeNull();
  });

  it("was none where a tenth of the periods were missing, or the data is not whole", () => {
    expect(
      said(
        without(past(), (index) => index % 9 === 4),
        first(2),
      ),
    ).toBeNull();
    expect(said({ ...past(), complete: false }, first(2))).toBeNull();
    expect(said(past(), { ...first(2), complete: false })).toBeNull();
    expect(said(past(), { ...first(2), periodSeconds: 60 })).toBeNull();
  });

  it("has stopped when a count of it falls to nothing, or to hardly anything", () => {
    const falls = (value: number) => ({
      ...series(invocations, 0, 12, (index) => (index < 4 ? 100 : value)),
    });
    expect(said(past(invocations), falls(0))).toContain("in the last 40 min");
    expect(said(past(invocations), falls(5))).toContain("in the last 40 min");
    expect(said(past(invocations), falls(6))).toBeNull();
    expect(said(past(invocations, 0), falls(0))).toBeNull();
    // A latency near zero is a latency.
    expect(said(past(), { ...falls(0), metric: latency })).toBeNull();
  });
});
