import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  context,
  latency,
  MERGED_AT_MS,
  OVER_MS,
  PERIOD_MS,
  policyFor,
  series,
  steady,
} from "../../../../test/judged-series.ts";
import type { Metric, Series } from "../../shared/series.ts";
import { judge, judgePrepared, type PreparedJudge, prepareJudge } from "./judge.ts";

const DAYS_3 = 3 * 288;
const before = series(latency, -DAYS_3, 0, steady);
let known: PreparedJudge | undefined;
/** Learned by the first test that asks: what a module does at its top, Stryker takes for concerning every test. */
function prepared(): PreparedJudge {
  known ??= prepareJudge([before], policyFor(latency));
  return known;
}
const factors = fc.array(fc.double({ min: 0.2, max: 4, noNaN: true }), { minLength: 12, maxLength: 12 });

function postOf(metric: Metric, values: readonly number[], sign = 1): Series {
  return series(metric, 0, values.length, (index) => sign * (values[index] ?? 1) * steady(index));
}

const anyNumber = fc.oneof(
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e308,
    -1e308,
    5e-324,
  ),
);

function anySeries(metric: Metric): fc.Arbitrary<Series> {
  const point = fc.record({
    atMs: fc.oneof(fc.integer({ min: 0, max: OVER_MS }), anyNumber),
    value: anyNumber,
  });
  return fc.record({
    metric: fc.constant(metric),
    periodSeconds: fc.oneof(fc.constantFrom(60, 300, 3600), anyNumber),
    fromMs: fc.constantFrom(0, MERGED_AT_MS, Number.NaN),
    toMs: fc.constantFrom(MERGED_AT_MS, OVER_MS * 2, Number.POSITIVE_INFINITY),
    points: fc.array(point, { maxLength: 200 }),
    complete: fc.boolean(),
  });
}

describe("judge on any data", () => {
  it("never throws and always gives a reason", () => {
    const some = fc.array(anySeries(latency), { maxLength: 2 });
    fc.assert(
      fc.property(
        some,
        some,
        anyNumber,
        anyNumber,
        anyNumber,
        (baseline, post, effectiveAtMs, nowMs, seconds) => {
          const controls = baseline.flatMap((series, index) => ({
            baseline: series,
            post: post[index] ?? series,
          }));
          const policy = { ...policyFor(latency), durationSeconds: seconds };
          const verdict = judge(baseline, post, { effectiveAtMs, controls }, policy, nowMs);
          expect(verdict.reasons.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("never throws on wild values in a regular series", () => {
    const wild = fc.array(anyNumber, { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(wild, (values) => {
        const baseline = series(latency, -200, 0, (index) => values[-index % 12] ?? 0);
        const post = series(latency, 0, 12, (index) => values[index] ?? 0);
        const verdict = judge([baseline], [post], context, policyFor(latency), OVER_MS);
        expect(verdict.reasons.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it("never keeps or reverts on unusable points alone", () => {
    const unusable = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    fc.assert(
      fc.property(fc.array(unusable, { minLength: 12, maxLength: 12 }), (values) => {
        const post = series(latency, 0, 12, (index) => values[index] ?? Number.NaN);
        expect(judgePrepared(prepared(), [post], context, OVER_MS).kind).toBe("inconclusive");
      }),
      { numRuns: 20 },
    );
  });

  it("decides at a point as it would if nothing came later", () => {
    fc.assert(
      fc.property(factors, fc.integer({ min: 1, max: 12 }), (values, count) => {
        const nowMs = MERGED_AT_MS + count * PERIOD_MS;
        const all = judgePrepared(prepared(), [postOf(latency, values)], context, nowMs);
        const cut = judgePrepared(prepared(), [postOf(latency, values.slice(0, count))], context, nowMs);
        expect(all).toEqual(cut);
      }),
      { numRuns: 50 },
    );
  });

  it("never keeps a change that it would revert if it had hurt less", () => {
    fc.assert(
      fc.property(factors, fc.double({ min: 1, max: 3, noNaN: true }), (values, harder) => {
        const less = judgePrepared(prepared(), [postOf(latency, values)], context, OVER_MS).kind;
        const worse = values.map((value) => value * harder);
        const more = judgePrepared(prepared(), [postOf(latency, worse)], context, OVER_MS).kind;
        if (less === "revert") expect(more).not.toBe("keep");
      }),
      { numRuns: 100 },
    );
  });

  it("says the same of a metric turned upside down", () => {
    const upside: Metric = { ...latency, direction: "higher_is_better" };
    const negated = series(upside, -DAYS_3, 0, (index) => -steady(index));
    const mirrored = prepareJudge([negated], policyFor(upside));
    fc.assert(
      fc.property(factors, (values) => {
        const one = judgePrepared(prepared(), [postOf(latency, values)], context, OVER_MS);
        const other = judgePrepared(mirrored, [postOf(upside, values, -1)], context, OVER_MS);
        expect(other.kind).toBe(one.kind);
        expect(other.comparisons[0]?.outcome).toBe(one.comparisons[0]?.outcome);
        expect(-(other.comparisons[0]?.relativeEffect ?? 0)).toBeCloseTo(
          one.comparisons[0]?.relativeEffect ?? 0,
        );
      }),
      { numRuns: 30 },
    );
  });

  it.each([1 / 1024, 0.001, 1000])(
    "says the same when everything is measured in another unit (%d)",
    (scale) => {
      const scaled = prepareJudge(
        [series(latency, -DAYS_3, 0, (i) => scale * steady(i))],
        policyFor(latency),
      );
      fc.assert(
        fc.property(factors, (values) => {
          const one = judgePrepared(prepared(), [postOf(latency, values)], context, OVER_MS);
          const other = judgePrepared(scaled, [postOf(latency, values, scale)], context, OVER_MS);
          expect(other.kind).toBe(one.kind);
          expect(other.comparisons[0]?.relativeEffect).toBeCloseTo(one.comparisons[0]?.relativeEffect ?? 0);
        }),
        { numRuns: 20 },
      );
    },
  );

  it("does not care in which order the points come, nor about repetitions", () => {
    const post = postOf(latency, Array(12).fill(1.3));
    const shuffled = fc.shuffledSubarray([...post.points, ...post.points], { minLength: 24 });
    const expected = judgePrepared(prepared(), [post], context, OVER_MS);
    fc.assert(
      fc.property(shuffled, (points) => {
        expect(judgePrepared(prepared(), [{ ...post, points }], context, OVER_MS)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});
