import { describe, expect, it } from "vitest";
import {
  codes,
  context,
  errors,
  latency,
  MERGED_AT_MS,
  PERIOD_MS,
  policyFor,
  series,
} from "../../../../test/judged-series.ts";
import type { Metric, Series } from "../../shared/series.ts";
import { judge, judgePrepared, prepareJudge } from "./judge.ts";

const END_MS = MERGED_AT_MS + 12 * PERIOD_MS;
/** When the last late point is given up. */
const LATEST_MS = END_MS + 3 * PERIOD_MS;
const key = "AWS/Lambda/Duration{FunctionName=orders}:Average";
const memory: Metric = { ...latency, name: "Memory" };

const hundred = (index: number) => (index % 2 === 0 ? 99 : 101);
const past = (metric: Metric) => series(metric, -200, 0, hundred);
const level = (metric: Metric, value: number, points = 12) => series(metric, 0, points, () => value);
/** Points now and then up to the end, so that nothing has fallen silent. */
const thin = (metric: Metric, value: number): Series => {
  const all = level(metric, value);
  return { ...all, points: all.points.filter((_, index) => index % 3 === 0 || index === 11) };
};

const both = policyFor(latency, memory);
/** Learned inside each test: what a module does at its top, Stryker takes for concerning every test. */
const one = () => prepareJudge([past(latency)], policyFor(latency));
const two = () => prepareJudge([past(memory), past(latency)], both);

const verdictAfter = (prepared: ReturnType<typeof one>, post: readonly Series[], nowMs = LATEST_MS) =>
  judgePrepared(prepared, post, context, nowMs);

describe("the share of harmless changes that may alarm", () => {
  it.each([
    [1, 0.005],
    [4, 0.00125],
  ])("is shared equally by %d metrics", (count, alpha) => {
    const metrics = Array.from({ length: count }, (_, index) => ({ ...latency, name: `m${index}` }));
    const prepared = prepareJudge([], policyFor(...metrics));
    expect(prepared.metrics.map((metric) => metric.alpha)).toEqual(Array(count).fill(alpha));
  });
});

describe("a verdict that keeps", () => {
  it("says that the watch is over and nothing got worse, with a comparison for each metric in its order", () => {
    const verdict = verdictAfter(two(), [level(memory, 100), level(latency, 100)], END_MS);
    expect(verdict).toMatchObject({ kind: "keep", comparisons: [{ metric: latency }, { metric: memory }] });
    expect(verdict.reasons).toEqual([
      { code: "not_degraded", text: "The watch is over and no metric got worse than it does by itself." },
    ]);
  });

  it("comes at the end of the watch, not a moment sooner, however much has been seen", () => {
    expect(verdictAfter(one(), [level(latency, 100)], END_MS).kind).toBe("keep");
    expect(verdictAfter(one(), [level(latency, 100)], END_MS - 1)).toMatchObject({
      ...{ kind: "wait", againAtMs: END_MS - 1 + PERIOD_MS, comparisons: [{ metric: latency }] },
      reasons: [{ code: "horizon_not_reached", text: "The watch is not over yet." }],
    });
  });

  it("needs every primary metric, and of a guardrail only that it did not vanish", () => {
    const primaries = {
      ...both,
      metrics: both.metrics.map((watched) => ({ ...watched, role: "primary" as const })),
    };
    const posts = [level(latency, 100), thin(memory, 100)];
    expect(verdictAfter(two(), posts).kind).toBe("keep");
    const verdict = verdictAfter(prepareJudge([past(memory), past(latency)], primaries), posts);
    expect(verdict.kind).toBe("inconclusive");
    expect(verdict.reasons).toEqual([
      {
        code: "too_few_points",
        text: expect.stringContaining("Memory{FunctionName=orders}:Average has 5 of 12"),
      },
    ]);
  });
});

describe("a verdict that waits for late points", () => {
  it("does so for three periods after the end, and no longer than that", () => {
    const few = [level(latency, 100, 5)];
    expect(verdictAfter(one(), few, END_MS)).toMatchObject({ kind: "wait", againAtMs: END_MS + PERIOD_MS });
    expect(verdictAfter(one(), few, LATEST_MS - 1)).toMatchObject({ kind: "wait", againAtMs: LATEST_MS });
    expect(verdictAfter(one(), few, LATEST_MS).kind).toBe("inconclusive");
  });

  it("asks again when the metric with the shortest period has its next point, and waits for the longest", () => {
    const quick = { ...past(memory), periodSeconds: 60 };
    const prepared = prepareJudge([past(latency), quick], both);
    expect(verdictAfter(prepared, [], MERGED_AT_MS)).toMatchObject({
      kind: "wait",
      againAtMs: MERGED_AT_MS + 60_000,
    });
    expect(verdictAfter(prepared, [], LATEST_MS - 1).kind).toBe("wait");
  });

  it("asks again after the watch where no period is known, though not twice a second", () => {
    const unknown = prepareJudge([], policyFor(latency));
    expect(verdictAfter(unknown, [], MERGED_AT_MS + 1)).toMatchObject({ kind: "wait", againAtMs: END_MS });
    const hasty = { ...policyFor(latency), durationSeconds: 0.5 };
    const verdict = judge([past(latency)], [], context, hasty, MERGED_AT_MS);
    expect(verdict).toMatchObject({ kind: "wait", againAtMs: MERGED_AT_MS + 1000 });
  });
});

describe("a verdict that reverts", () => {
  it("says what went from where to where, at once", () => {
    const verdict = verdictAfter(one(), [level(latency, 200, 2)], MERGED_AT_MS + 2 * PERIOD_MS);
    expect(verdict).toMatchObject({ kind: "revert", comparisons: [{ outcome: "worse" }] });
    expect(verdict.reasons).toEqual([
      {
        code: "degraded",
        text: `${key} went from 100 to 200 (100 %): more than the threshold, and more than it does by itself.`,
      },
    ]);
  });

  it("gives no percentage of zero", () => {
    const quiet = prepareJudge([series(errors, -200, 0, () => 0)], policyFor(errors));
    expect(verdictAfter(quiet, [level(errors, 3)]).reasons[0]?.text).toContain(
      "went from 0.00 to 3.00: more than",
    );
  });
});

describe("a verdict where other services got worse as well", () => {
  const other: Metric = { ...latency, dimensions: { FunctionName: "payments" } };
  const regional = { ...context, controls: [{ baseline: past(other), post: level(other, 200) }] };

  it("waits while the watch lasts and is inconclusive then", () => {
    const posts = [level(latency, 200)];
    const early = judgePrepared(one(), posts, regional, END_MS - 1);
    expect(early.kind).toBe("wait");
    expect(early.reasons.map(({ code }) => code)).toEqual(["horizon_not_reached", "regional_incident"]);
    const late = judgePrepared(one(), posts, regional, END_MS);
    expect(late).toMatchObject({ kind: "inconclusive", comparisons: [{ metric: latency }] });
    expect(late.reasons.map(({ code }) => code)).toEqual(["regional_incident"]);
  });

  it("reverts all the same when another metric got worse that did not there", () => {
    const verdict = judgePrepared(two(), [level(latency, 200), level(memory, 200)], regional, END_MS);
    expect(verdict.kind).toBe("revert");
    expect(verdict.reasons.map(({ code }) => code)).toEqual(["degraded", "degraded", "regional_incident"]);
  });

  it("says nothing of it when nothing got worse here", () => {
    expect(codes(judgePrepared(one(), [level(latency, 100)], regional, END_MS))).toEqual(["not_degraded"]);
  });
});

describe("a verdict without enough to go on", () => {
  it("names what is missing of the primary metric, not of a guardrail that may be thin", () => {
    const verdict = verdictAfter(two(), [thin(latency, 100), thin(memory, 100)]);
    expect(verdict).toMatchObject({ kind: "inconclusive", comparisons: [{}, {}] });
    expect(verdict.reasons).toEqual([
      { code: "too_few_points", text: `${key} has 5 of 12 points of the watch.` },
    ]);
  });

  it("names a guardrail that vanished, not a primary metric that was seen", () => {
    const verdict = verdictAfter(two(), [level(latency, 100)]);
    expect(verdict.kind).toBe("inconclusive");
    expect(verdict.reasons).toEqual([{ code: "no_data", text: expect.stringContaining("Memory") }]);
    const alone = verdictAfter(one(), []);
    expect(alone.reasons).toEqual([{ code: "no_data", text: expect.stringContaining(key) }]);
  });

  it("names each primary metric once that vanished", () => {
    expect(verdictAfter(two(), []).reasons.map(({ code }) => code)).toEqual(["no_data", "no_data"]);
  });

  it("says that a guardrail alone cannot show that a change did no harm", () => {
    const guards = { ...both, metrics: both.metrics.slice(1) };
    const verdict = judge([past(memory)], [level(memory, 100)], context, guards, LATEST_MS);
    expect(verdict.kind).toBe("inconclusive");
    expect(verdict.reasons).toEqual([
      {
        code: "no_metrics",
        text: "No primary metric is watched, so nothing can show that the change did no harm.",
      },
    ]);
  });

  it("says at once when nothing is watched", () => {
    expect(judge([past(latency)], [], context, policyFor(), MERGED_AT_MS)).toEqual({
      ...{ kind: "inconclusive", comparisons: [] },
      reasons: [{ code: "no_metrics", text: "No metric is watched; name at least one primary metric." }],
    });
  });

  it.each([
    ["the time of the change is no number", Number.NaN, LATEST_MS],
    ["the time of the judgement is no number", MERGED_AT_MS, Number.NaN],
    ["the time of the judgement is infinite", MERGED_AT_MS, Number.POSITIVE_INFINITY],
  ])("says at once when %s", (_, effectiveAtMs, nowMs) => {
    expect(judgePrepared(one(), [level(latency, 200)], { ...context, effectiveAtMs }, nowMs)).toEqual({
      ...{ kind: "inconclusive", comparisons: [] },
      reasons: [{ code: "invalid_time", text: "The time of the change or of the judgement is no number." }],
    });
  });
});
