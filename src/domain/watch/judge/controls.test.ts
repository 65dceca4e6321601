import { describe, expect, it } from "vitest";
import {
  context,
  latency,
  MERGED_AT_MS,
  OVER_MS,
  PERIOD_MS,
  series,
} from "../../../../test/judged-series.ts";
import type { Metric } from "../../shared/series.ts";
import type { Comparison } from "../verdict.ts";
import { regionalIncident } from "./controls.ts";

const END_MS = MERGED_AT_MS + 12 * PERIOD_MS;
const other: Metric = { ...latency, dimensions: { FunctionName: "payments" } };

/** An untouched service that was at 100 and is then at this level. */
const control = (level: number, metric: Metric = other) => ({
  baseline: series(metric, -100, 0, () => 100),
  post: series(metric, 0, 12, () => level),
});

const comparison = (relativeEffect: number | null, metric: Metric = latency): Comparison => ({
  ...{ metric, role: "primary", baseline: 100, observed: 400, relativeEffect },
  ...{ interval: null, outcome: "worse", reasons: [] },
});

const incident = (of: Comparison, ...controls: ReturnType<typeof control>[]) =>
  regionalIncident(of, { ...context, controls }, END_MS, OVER_MS);

describe("a regional incident", () => {
  // Four times as much (+ 300 %) is half as far on the log scale as twice as much (+ 100 %).
  it.each([
    ["as far", 400, true],
    ["half as far on the log scale", 200, true],
    ["hardly less than half as far", 199, false],
    ["not at all", 100, false],
    ["the other way", 50, false],
  ])("is one when untouched services moved %s", (_, level, expected) => {
    expect(incident(comparison(3), control(level)) !== null).toBe(expected);
  });

  it("names the metric and says that others got worse as well", () => {
    expect(incident(comparison(3), control(400))).toEqual({
      code: "regional_incident",
      text: "AWS/Lambda/Duration{FunctionName=orders}:Average got worse, but so did services that the change did not touch.",
    });
  });

  it("goes by the median of the untouched services", () => {
    expect(incident(comparison(3), control(100), control(400), control(400))).not.toBeNull();
    expect(incident(comparison(3), control(100), control(100), control(400))).toBeNull();
  });

  it("is none without untouched services, nor by another metric of theirs", () => {
    expect(incident(comparison(3))).toBeNull();
    expect(incident(comparison(3), control(400, { ...other, name: "Errors" }))).toBeNull();
    const both = [control(100), control(400, { ...other, name: "Errors" })];
    expect(incident(comparison(3), ...both)).toBeNull();
  });

  it("is none where the metric did not get worse, or nobody knows", () => {
    for (const effect of [0, -0.5, null]) expect(incident(comparison(effect), control(400))).toBeNull();
    expect(incident(comparison(0), control(100))).toBeNull();
  });

  it("is a fall where higher is better", () => {
    const success: Metric = { ...latency, direction: "higher_is_better" };
    expect(incident(comparison(-0.5, success), control(50))).not.toBeNull();
    expect(incident(comparison(-0.5, success), control(200))).toBeNull();
    expect(incident(comparison(0.5, success), control(50))).toBeNull();
  });

  it("is compared with the last hour before, not with the days before", () => {
    const baseline = series(other, -100, 0, (index) => (index < -12 ? 10 : 400));
    const longAgo = { baseline, post: series(other, 0, 12, () => 400) };
    expect(incident(comparison(3), longAgo)).toBeNull();
  });

  it("is compared with a time before as long as the watch, where that is longer", () => {
    const baseline = series(other, -100, 0, (index) => (index < -12 ? 100 : 400));
    const longer = { baseline, post: series(other, 0, 30, () => 400) };
    const endMs = MERGED_AT_MS + 30 * PERIOD_MS;
    expect(regionalIncident(comparison(3), { ...context, controls: [longer] }, endMs, endMs)).not.toBeNull();
    expect(incident(comparison(3), longer)).toBeNull();
  });

  it("makes do with a control that has little past, and passes over one that has none or was at zero", () => {
    const young = { ...control(400), baseline: series(other, -3, 0, () => 100) };
    expect(incident(comparison(3), young)).not.toBeNull();
    const none = { ...control(400), baseline: series(other, 0, 0, () => 100) };
    const zero = { ...control(400), baseline: series(other, -100, 0, () => 0) };
    expect(incident(comparison(3), none, zero)).toBeNull();
    expect(incident(comparison(3), none, zero, control(400))).not.toBeNull();
  });

  it("looks neither before the change, nor after the watch, nor past now", () => {
    const wide = (value: (index: number) => number) => ({
      baseline: series(other, -100, 0, () => 100),
      post: series(other, -50, 50, value),
    });
    const during = wide((index) => (index >= 0 && index < 12 ? 400 : 1));
    const outside = wide((index) => (index >= 0 && index < 12 ? 100 : 90_000));
    expect(incident(comparison(3), during)).not.toBeNull();
    expect(incident(comparison(3), outside)).toBeNull();
    const late = { ...context, controls: [wide((index) => (index >= 3 ? 90_000 : 100))] };
    expect(regionalIncident(comparison(3), late, END_MS, MERGED_AT_MS + 3 * PERIOD_MS)).toBeNull();
  });
});
