import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  codes,
  context,
  errors,
  latency,
  MERGED_AT_MS,
  noise,
  OVER_MS,
  PERIOD_MS,
  policyFor,
  series,
  steady,
} from "../../../../test/judged-series.ts";
import type { Direction, Metric, Series } from "../../shared/series.ts";
import type { WatchPlan } from "../verdict.ts";
import { judge } from "./judge.ts";

const DAYS_3 = 3 * 288;
const past = (value: (index: number) => number = steady, metric = latency) =>
  series(metric, -DAYS_3, 0, value);
const seen = (value: (index: number) => number, metric = latency, points = 12) =>
  series(metric, 0, points, value);

/** How long a value may change is not said, as in rows of version 0.1. */
function unsaid(plan: WatchPlan): WatchPlan {
  return { ...plan, metrics: plan.metrics.map(({ metric, role }) => ({ metric, role })) };
}

describe("young points", () => {
  const orders: Metric = {
    ...{ namespace: "Shop", name: "OrdersPlaced", dimensions: {}, statistic: "Sum" },
    ...{ unit: "Count", direction: "higher_is_better" },
  };
  const placed = (index: number) => 100 + Math.round(10 * noise(index));

  it("do not get a harmless change reverted while their sums still fill up", () => {
    const plan = unsaid(policyFor(orders));
    for (let count = 1; count <= 12; count += 1) {
      const filling = seen((index) => (index === count - 1 ? 20 : placed(index)), orders, count);
      const nowMs = MERGED_AT_MS + count * PERIOD_MS + 30_000;
      const verdict = judge([past(placed, orders)], [filling], context, plan, nowMs);
      expect(verdict.kind).toBe("wait");
    }
  });

  it("count when they have settled, as late as the plan says", () => {
    const plan = policyFor(latency);
    const slow = { ...plan, metrics: plan.metrics.map((one) => ({ ...one, settlingSeconds: 1200 })) };
    const at = (minutes: number) =>
      judge([past()], [seen((index) => 2 * steady(index))], context, slow, MERGED_AT_MS + minutes * 60_000);
    expect(at(29).kind).toBe("wait");
    expect(at(30).kind).toBe("revert");
  });

  it("are waited for to the end, so that a keep has seen all of the watch", () => {
    const plan = unsaid(policyFor(latency));
    const at = (minutes: number) =>
      judge([past()], [seen(steady)], context, plan, MERGED_AT_MS + minutes * 60_000);
    expect(at(64).kind).toBe("wait");
    expect(at(65).kind).toBe("keep");
  });
});

describe("a change that was deployed late", () => {
  const effectiveAtMs = MERGED_AT_MS + 100 * PERIOD_MS;
  const late = { effectiveAtMs, controls: [] };
  const slowed = (index: number) => (index < 50 ? 1 : 1.4) * steady(index);
  const deployed = (factor: number) => series(latency, 100, 112, (index) => factor * slowed(index));
  const read = [series(latency, 0, 100, slowed)];
  const verdictOf = (factor: number, between?: readonly Series[]) =>
    judge(
      [past()],
      [deployed(factor)],
      { ...late, ...(between ? { between } : {}) },
      policyFor(latency),
      effectiveAtMs + 3_600_000,
    );

  it("is not blamed for what got worse before its deployment", () => {
    expect(verdictOf(1, read).kind).toBe("keep");
  });

  it("is blamed for what got worse with its deployment", () => {
    expect(verdictOf(1.5, read).kind).toBe("revert");
  });

  it("is not blamed where nobody looked between merge and deployment", () => {
    const verdict = verdictOf(1);
    expect(verdict.kind).toBe("inconclusive");
    expect(codes(verdict)).toContain("unread_before");
  });
});

describe("a share near its bound", () => {
  const success: Metric = {
    ...{ namespace: "Shop", name: "SuccessRate", dimensions: {}, statistic: "Average" },
    ...{ unit: "Percent", direction: "higher_is_better" },
  };
  const around = (level: number) => (index: number) => Math.min(100, level + 0.03 * (noise(index) - 0.5));
  const verdictOf = (before: number, then: number, metric = success) =>
    judge([past(around(before), metric)], [seen(around(then), metric)], context, policyFor(metric), OVER_MS);

  it.each([
    [99.9, 99],
    [99.9, 93],
    [100, 98],
    [99.99, 99.5],
  ])("that falls from %d to %d %% is reverted, and told in its own unit", (before, then) => {
    const { kind, comparisons } = verdictOf(before, then);
    expect(kind).toBe("revert");
    expect(comparisons[0]?.baseline).toBeCloseTo(before, 1);
    expect(comparisons[0]?.observed).toBeCloseTo(then, 1);
    expect(comparisons[0]?.relativeEffect).toBeCloseTo((then - before) / before, 2);
  });

  it.each([
    [99.9, 99.9],
    [99.9, 99.95],
    [99, 99.9],
  ])("that goes from %d to %d %% is not", (before, then) => {
    expect(verdictOf(before, then).kind).toBe("keep");
  });

  it("of what is used up is judged by what is left", () => {
    const use: Metric = { ...success, name: "MemoryUtilization", direction: "lower_is_better" };
    expect(verdictOf(92, 99, use).kind).toBe("revert");
    expect(verdictOf(92, 90, use).kind).toBe("keep");
    expect(verdictOf(50, 53, use).kind).toBe("keep");
  });
});

describe("silence after a change", () => {
  const quiet = (value: (index: number) => number, metric = latency) => ({
    ...seen(value, metric),
    points: seen(value, metric, 8).points,
  });

  it("is not kept, however little of the watch it took", () => {
    const plan = policyFor(latency);
    const nine = { ...seen(steady), points: seen(steady, latency, 9).points };
    const verdict = judge([past()], [nine], context, plan, OVER_MS);
    expect(verdict).toMatchObject({ kind: "inconclusive", reasons: [{ code: "traffic_stopped" }, {}] });
  });

  it("of a guardrail is not kept either", () => {
    const zero = past(() => 0, errors);
    const posts = [seen(steady), quiet(() => 0, errors)];
    const verdict = judge([past(), zero], posts, context, policyFor(latency, errors), OVER_MS);
    expect(verdict.kind).toBe("inconclusive");
    expect(codes(verdict)).toContain("traffic_stopped");
  });
});

describe("an effect", () => {
  it("of a total that grows as usual is not for the better", () => {
    const total: Metric = { ...latency, namespace: "Shop", name: "OrdersEver", statistic: "Maximum" };
    const growing = (index: number) => 15 * (index + 2000);
    const verdict = judge([past(growing, total)], [seen(growing, total)], context, policyFor(total), OVER_MS);
    expect(verdict.comparisons[0]?.outcome).toBe("same");
  });

  it("contradicts neither its interval nor its outcome, whatever came before and after", () => {
    const number = fc.oneof(
      fc.double({ min: 0, max: 1000, noNaN: true }),
      fc.constantFrom(0, 1, 100, 1e308, 5e-324),
    );
    const values = fc.array(number, { minLength: 12, maxLength: 12 });
    const direction = fc.constantFrom<Direction>("lower_is_better", "higher_is_better", "neutral");
    const unit = fc.constantFrom("None", "Percent", "Count");
    fc.assert(
      fc.property(values, values, direction, unit, fc.constantFrom(1, -1), (before, then, way, of, sign) => {
        const metric: Metric = { ...latency, direction: way, unit: of };
        const at = (list: readonly number[]) => (index: number) =>
          sign * (list[((index % 12) + 12) % 12] ?? 0);
        const baseline = series(metric, -200, 0, at(before));
        const verdict = judge([baseline], [seen(at(then), metric)], context, policyFor(metric), OVER_MS);
        const [
          { relativeEffect: effect, interval, outcome } = {
            relativeEffect: null,
            interval: null,
            outcome: "",
          },
        ] = verdict.comparisons;
        if (effect === null || interval === null) {
          expect(outcome).not.toBe("better");
          return;
        }
        const [low, high] = interval;
        expect(low).toBeLessThanOrEqual(effect);
        expect(high).toBeGreaterThanOrEqual(effect);
        if (sign > 0) expect(low).toBeGreaterThanOrEqual(-1);
        const isAllBetter = way === "higher_is_better" ? low > 0 : high < 0;
        if (outcome === "better") expect(isAllBetter).toBe(true);
        if (outcome === "worse") expect(isAllBetter).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
