import { describe, expect, it } from "vitest";
import {
  codes,
  context,
  errors,
  HORIZON_MS,
  latency,
  MERGED_AT_MS,
  noise,
  OVER_MS,
  PERIOD_MS,
  policyFor,
  series,
  steady,
} from "../../../../test/judged-series.ts";
import type { Metric, Series } from "../../shared/series.ts";
import type { Verdict } from "../verdict.ts";
import { judge, judgePrepared, type PreparedJudge, prepareJudge } from "./judge.ts";

const before = series(latency, -2016, 0, steady);
let known: PreparedJudge | undefined;
/** Learned by the first test that asks: what a module does at its top, Stryker takes for concerning every test. */
function prepared(): PreparedJudge {
  known ??= prepareJudge([before], policyFor(latency));
  return known;
}
const judgeAfter = (post: Series, nowMs = OVER_MS): Verdict =>
  judgePrepared(prepared(), [post], context, nowMs);

describe("judge", () => {
  it("keeps a change after which everything stayed as it was", () => {
    expect(judgeAfter(series(latency, 0, 12, steady)).kind).toBe("keep");
  });

  it("reverts as soon as two points are far above everything that was usual", () => {
    const two = series(latency, 0, 2, (index) => 1.5 * steady(index));
    const verdict = judgeAfter(two, MERGED_AT_MS + 2 * PERIOD_MS);
    expect(verdict.kind).toBe("revert");
    expect(codes(verdict)).toContain("degraded");
  });

  it("reverts on trouble in two points of twelve", () => {
    const post = series(latency, 0, 12, (index) => (index === 3 || index === 8 ? 3 : 1) * steady(index));
    expect(judgeAfter(post).kind).toBe("revert");
  });

  it("does not revert on a rise below the threshold, however unusual", () => {
    expect(judgeAfter(series(latency, 0, 12, (index) => 1.05 * steady(index))).kind).toBe("keep");
  });

  it("does not revert on a nightly rise that comes every night", () => {
    const nightly = (index: number) => (((index % 288) + 288) % 288 < 24 ? 3 : 1) * steady(index);
    const verdict = judge(
      [series(latency, -2016, 0, nightly)],
      [series(latency, 0, 12, nightly)],
      context,
      policyFor(latency),
      OVER_MS,
    );
    expect(verdict.kind).not.toBe("revert");
  });

  it("waits for the next point while the watch is not over", () => {
    const nowMs = MERGED_AT_MS + 3 * PERIOD_MS;
    const verdict = judgeAfter(series(latency, 0, 3, steady), nowMs);
    expect(verdict).toMatchObject({ kind: "wait", againAtMs: nowMs + PERIOD_MS });
  });

  it("waits a little for late points after the watch is over", () => {
    const verdict = judgeAfter(series(latency, 0, 6, steady), MERGED_AT_MS + HORIZON_MS + PERIOD_MS);
    expect(verdict.kind).toBe("wait");
  });

  it("does not count a point whose period is not over", () => {
    const two = series(latency, 0, 2, (index) => 1.5 * steady(index));
    expect(judgeAfter(two, MERGED_AT_MS + 2 * PERIOD_MS - 1).kind).toBe("wait");
  });

  it("takes the last value of a point that was restated", () => {
    const first = series(latency, 0, 12, (index) => 2 * steady(index));
    const restated = { ...first, points: [...first.points, ...series(latency, 0, 12, steady).points] };
    expect(judgeAfter(restated).kind).toBe("keep");
  });

  it("measures an improvement with its interval", () => {
    const comparison = judgeAfter(series(latency, 0, 12, (index) => 0.7 * steady(index))).comparisons[0];
    expect(comparison?.outcome).toBe("better");
    expect(comparison?.relativeEffect).toBeCloseTo(-0.3, 1);
    expect(comparison?.interval?.[0]).toBeLessThan(-0.3);
    expect(comparison?.interval?.[1]).toBeGreaterThan(-0.35);
  });
});

describe("judge over other lengths of time", () => {
  const policy = { ...policyFor(latency), durationSeconds: 200 * 300 };
  const longOver = MERGED_AT_MS + 210 * PERIOD_MS;

  it.each([
    ["keeps", 1, "keep"],
    ["reverts", 1.3, "revert"],
  ])("%s after a long watch that is averaged down", (_, factor, kind) => {
    const post = series(latency, 0, 200, (index) => factor * steady(index));
    expect(judge([before], [post], context, policy, longOver).kind).toBe(kind);
  });

  it("still sees a slowdown when four weeks of baseline hold an incident", () => {
    const incident = (index: number) => (index > -5000 && index < -4976 ? 6 : 1) * steady(index);
    const post = series(latency, 0, 12, (index) => 1.5 * steady(index));
    const baseline = series(latency, -8064, 0, incident);
    expect(judge([baseline], [post], context, policyFor(latency), OVER_MS).kind).toBe("revert");
  });
});

describe("judge with guardrails", () => {
  it("reverts when a guardrail got worse though the primary metric got better", () => {
    const verdict = judge(
      [before, series(errors, -2016, 0, (index) => (noise(index) < 0.5 ? 1 : 0))],
      [series(latency, 0, 12, (index) => 0.5 * steady(index)), series(errors, 0, 12, () => 6)],
      context,
      policyFor(latency, errors),
      OVER_MS,
    );
    expect(verdict.kind).toBe("revert");
  });

  it("reverts on errors where there never was one", () => {
    const verdict = judge(
      [before, series(errors, -2016, 0, () => 0)],
      [series(latency, 0, 12, steady), series(errors, 0, 12, (index) => (index < 2 ? 0 : 3))],
      context,
      policyFor(latency, errors),
      OVER_MS,
    );
    expect(verdict.kind).toBe("revert");
  });

  it("keeps when the errors stay at zero or a single one comes", () => {
    const verdict = judge(
      [before, series(errors, -2016, 0, () => 0)],
      [series(latency, 0, 12, steady), series(errors, 0, 12, (index) => (index === 5 ? 1 : 0))],
      context,
      policyFor(latency, errors),
      OVER_MS,
    );
    expect(verdict.kind).toBe("keep");
  });

  it("is inconclusive when a guardrail that had a past vanished", () => {
    const verdict = judge(
      [before, series(errors, -2016, 0, () => 0)],
      [series(latency, 0, 12, steady)],
      context,
      policyFor(latency, errors),
      OVER_MS,
    );
    expect(verdict.kind).toBe("inconclusive");
    expect(codes(verdict)).toContain("no_data");
  });
});

describe("judge with controls", () => {
  const other: Metric = { ...latency, dimensions: { FunctionName: "payments" } };
  const worse = series(latency, 0, 12, (index) => 1.5 * steady(index));
  const withControl = (factor: number) => ({
    ...context,
    controls: [
      {
        baseline: series(other, -2016, 0, steady),
        post: series(other, 0, 12, (index) => factor * steady(index)),
      },
    ],
  });

  it("does not revert when untouched services got worse just as much", () => {
    const verdict = judgePrepared(prepared(), [worse], withControl(1.6), OVER_MS);
    expect(verdict.kind).toBe("inconclusive");
    expect(codes(verdict)).toContain("regional_incident");
  });

  it("reverts when untouched services stayed as they were", () => {
    expect(judgePrepared(prepared(), [worse], withControl(1), OVER_MS).kind).toBe("revert");
  });
});

describe("judge of a metric that is too bursty to show a doubling", () => {
  it("keeps a change after which it has clearly got better", () => {
    const bursty = (index: number) => (noise(Math.floor(index / 6)) < 0.4 ? 40 : 10) * steady(index);
    const past = series(latency, -2016, 0, bursty);
    const calm = series(latency, 0, 12, (index) => 0.1 * steady(index));
    const same = series(latency, 0, 12, (index) => 10 * steady(index));
    expect(judge([past], [same], context, policyFor(latency), OVER_MS)).toMatchObject({
      kind: "inconclusive",
      reasons: [{ code: "bursty_metric" }],
    });
    expect(judge([past], [calm], context, policyFor(latency), OVER_MS).kind).toBe("keep");
  });
});

describe("judge without enough to go on", () => {
  const full = series(latency, 0, 12, steady);
  const bursty = (index: number) => (noise(Math.floor(index / 6)) < 0.2 ? 40 : 1) * steady(index);
  const hourly = { ...policyFor(latency), durationSeconds: 900 };
  it.each([
    ["no metrics are watched", [before], [], policyFor(), "no_metrics"],
    ["the metric vanished", [before], [], policyFor(latency), "no_data"],
    ["no point came", [before], [series(latency, 0, 0, steady)], policyFor(latency), "no_data"],
    ["there is no baseline", [], [full], policyFor(latency), "no_baseline"],
    ["the baseline is short", [series(latency, -8, 0, steady)], [full], policyFor(latency), "short_baseline"],
    ["the watch is short", [before], [full], hourly, "too_few_points"],
    [
      "a relative change has no meaning",
      [series(latency, -2016, 0, () => 0)],
      [full],
      policyFor(latency),
      "zero_baseline",
    ],
    [
      "the unit changed",
      [before],
      [{ ...full, metric: { ...latency, unit: "Seconds" } }],
      policyFor(latency),
      "unit_changed",
    ],
    [
      "the unit seems to have changed",
      [before],
      [series(latency, 0, 12, (index) => 1000 * steady(index))],
      policyFor(latency),
      "unit_suspected",
    ],
    ["the period changed", [before], [{ ...full, periodSeconds: 60 }], policyFor(latency), "period_changed"],
    ["the data is partial", [before], [{ ...full, complete: false }], policyFor(latency), "partial_data"],
    [
      "half of it is missing",
      [before],
      [series(latency, 0, 6, steady)],
      policyFor(latency),
      "too_few_points",
    ],
    [
      "the metric is bursty",
      [series(latency, -2016, 0, bursty)],
      [full],
      policyFor(latency),
      "bursty_metric",
    ],
    [
      "the metric has no direction",
      [series({ ...latency, direction: "neutral" }, -2016, 0, steady)],
      [series({ ...latency, direction: "neutral" }, 0, 12, (index) => 3 * steady(index))],
      policyFor({ ...latency, direction: "neutral" }),
      "neutral_direction",
    ],
  ])("is inconclusive when %s", (_, baseline, post, policy, code) => {
    const verdict = judge(baseline, post, context, policy, OVER_MS);
    expect(verdict.kind).toBe("inconclusive");
    expect(codes(verdict)).toContain(code);
  });
});
