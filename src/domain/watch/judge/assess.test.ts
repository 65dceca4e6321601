import { describe, expect, it } from "vitest";
import {
  errors,
  latency,
  MERGED_AT_MS,
  noise,
  PERIOD_MS,
  policyFor,
  series,
} from "../../../../test/judged-series.ts";
import type { Metric, Series } from "../../shared/series.ts";
import { type Assessment, assess } from "./assess.ts";
import { type PreparedMetric, prepareMetric } from "./prepare.ts";

const key = "AWS/Lambda/Duration{FunctionName=orders}:Average";
const success: Metric = { ...latency, direction: "higher_is_better" };
const neutral: Metric = { ...latency, direction: "neutral" };
const hundred = (index: number) => (index % 2 === 0 ? 99 : 101);

function prepare(metric: Metric, value: (index: number) => number, points = 200, periods = 12) {
  const plan = { ...policyFor(metric), durationSeconds: periods * 300 };
  const baseline = points === 0 ? undefined : series(metric, -points, 0, value);
  return prepareMetric({ metric, role: "primary" }, baseline, plan, 0.005);
}

/** What is said after so many periods of a watch of twelve. */
function saidAfter(prepared: PreparedMetric, post: Series | undefined, periods = 12): Assessment {
  const nowMs = MERGED_AT_MS + periods * PERIOD_MS;
  return assess(prepared, post, {
    fromMs: MERGED_AT_MS,
    toMs: MERGED_AT_MS + 12 * PERIOD_MS,
    nowMs,
    settlingMs: 0,
  });
}

const post = (metric: Metric, values: readonly number[]) =>
  series(metric, 0, values.length, (index) => values[index] ?? 0);
const times = (count: number, value: number) => Array<number>(count).fill(value);
const codes = ({ comparison }: Assessment) => comparison.reasons.map(({ code }) => code);

/** Learned inside each test: what a module does at its top, Stryker takes for concerning every test. */
const usual = () => prepare(latency, hundred);

describe("what a metric says after a change", () => {
  it("is that nothing changed", () => {
    expect(saidAfter(usual(), series(latency, 0, 12, hundred))).toMatchObject({
      comparison: {
        ...{ metric: latency, role: "primary", baseline: 100, observed: 100, relativeEffect: 0 },
        ...{ interval: [expect.closeTo(0, 1), expect.closeTo(0, 1)], outcome: "same", reasons: [] },
      },
      ...{ alarm: false, conclusive: true, vanished: false, silence: null, bound: null, periodMs: PERIOD_MS },
    });
  });

  it("is that it doubled, as an effect with its interval", () => {
    const { alarm, comparison } = saidAfter(usual(), post(latency, times(12, 200)));
    expect(alarm).toBe(true);
    expect(comparison).toMatchObject({ baseline: 100, observed: 200, relativeEffect: 1, outcome: "worse" });
    expect(comparison.interval).toEqual([expect.closeTo(1, 1), expect.closeTo(1, 1)]);
  });

  it("is that it fell by half, which is better where lower is better", () => {
    const { alarm, comparison } = saidAfter(usual(), post(latency, times(12, 50)));
    expect(alarm).toBe(false);
    expect(comparison).toMatchObject({ relativeEffect: -0.5, outcome: "better" });
  });

  it("is nothing clear while the interval includes zero", () => {
    // The mean of twelve of these values strays by itself by about 4 %.
    const uneven = prepare(latency, (index) => 100 + 20 * noise(index), 600);
    expect(saidAfter(uneven, post(latency, times(12, 109))).comparison.outcome).toBe("same");
    expect(saidAfter(uneven, post(latency, times(12, 100))).comparison.outcome).toBe("better");
    const [low, high] = saidAfter(uneven, post(latency, times(12, 109))).comparison.interval ?? [];
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it("is read the other way where higher is better", () => {
    const rate = prepare(success, (index) => 100 + 20 * noise(index), 600);
    const fallen = saidAfter(rate, post(success, times(12, 55)));
    expect(fallen).toMatchObject({ alarm: true, comparison: { outcome: "worse", observed: 55 } });
    const effect = fallen.comparison.relativeEffect ?? 0;
    const [low, high] = fallen.comparison.interval ?? [0, 0];
    expect(fallen.comparison.baseline).toBeCloseTo(110, -1);
    expect(effect).toBeCloseTo(-0.5, 1);
    expect(low).toBeLessThan(effect);
    expect(high).toBeGreaterThan(effect);
    const risen = saidAfter(rate, post(success, times(12, 220)));
    expect(risen).toMatchObject({ alarm: false, comparison: { outcome: "better" } });
    expect(risen.comparison.relativeEffect).toBeCloseTo(1, 1);
    expect(risen.comparison.interval?.[0]).toBeGreaterThan(0);
  });

  it("is an effect on the size of a metric below zero", () => {
    const below = prepare(latency, (index) => -hundred(index));
    const { comparison } = saidAfter(below, post(latency, times(12, -50)));
    expect(comparison).toMatchObject({
      baseline: -100,
      observed: -50,
      relativeEffect: 0.5,
      outcome: "worse",
    });
  });

  it("is neither better nor worse where there is no direction", () => {
    const without = prepare(neutral, hundred);
    for (const [level, effect] of [
      [300, 2],
      [20, -0.8],
    ] as const) {
      const said = saidAfter(without, post(neutral, times(12, level)));
      expect(said).toMatchObject({ alarm: false, conclusive: false });
      expect(said.comparison).toMatchObject({ relativeEffect: effect, outcome: "same" });
      expect(said.comparison.reasons).toEqual([
        { code: "neutral_direction", text: `${key} is neither better nor worse when it moves.` },
      ]);
    }
  });
});

describe("the points that count", () => {
  it("are those of the watch whose period is over", () => {
    const values = [100, 100, 100, 100, ...times(20, 700)];
    const early = { ...post(latency, values), fromMs: MERGED_AT_MS };
    expect(saidAfter(usual(), early, 4).comparison.observed).toBe(100);
    expect(saidAfter(usual(), early, 4.999).comparison.observed).toBe(100);
    expect(saidAfter(usual(), early, 5).comparison.observed).toBe(220);
    // At the end of the watch it is over: what comes later is not the change's.
    const late = post(latency, [...times(12, 100), ...times(12, 700)]);
    expect(saidAfter(usual(), late, 24).comparison.observed).toBe(100);
  });

  it("are not those from before the change", () => {
    const around = series(latency, -6, 12, (index) => (index < 0 ? 900 : 100));
    expect(saidAfter(usual(), around).comparison.observed).toBe(100);
  });

  it("are averaged down as the past was, without a stretch that began before the change", () => {
    const coarse = prepare(latency, () => 100, 560, 74);
    const fromMs = MERGED_AT_MS + PERIOD_MS;
    const window = { fromMs, toMs: fromMs + 74 * PERIOD_MS, nowMs: fromMs + 9 * PERIOD_MS, settlingMs: 0 };
    const values = series(latency, 0, 30, (index) => (index < 2 ? 900 : index < 10 ? index : 500));
    const said = assess(coarse, values, window);
    // Of the stretches of two periods those at 2, 4, 6 and 8 are whole and over.
    expect(said.comparison.observed).toBe(5.5);
    expect(said.periodMs).toBe(2 * PERIOD_MS);
  });
});

describe("what keeps a quiet metric from being conclusive", () => {
  it.each([
    ["ten of twelve points, which are enough", 10, true, []],
    [
      "nine of twelve, which are too few",
      9,
      false,
      [{ code: "too_few_points", text: `${key} has 9 of 12 points of the watch.` }],
    ],
  ])("is not %s", (_, count, conclusive, reasons) => {
    const said = saidAfter(usual(), post(latency, times(count, 100)));
    expect(said).toMatchObject({ conclusive, alarm: false });
    expect(said.comparison.reasons).toEqual(reasons);
  });

  it("is less than 80 %: four of five points are enough", () => {
    const five = prepare(latency, hundred, 200, 5);
    expect(saidAfter(five, post(latency, times(4, 100))).conclusive).toBe(true);
    expect(saidAfter(five, post(latency, times(3, 100))).conclusive).toBe(false);
  });

  it("is partial data, which may still raise an alarm", () => {
    const partial = (level: number) => ({ ...post(latency, times(12, level)), complete: false });
    const quiet = saidAfter(usual(), partial(100));
    expect(quiet).toMatchObject({ conclusive: false, alarm: false });
    expect(quiet.comparison.reasons).toEqual([
      { code: "partial_data", text: `${key} is incomplete after the change.` },
    ]);
    expect(saidAfter(usual(), partial(200))).toMatchObject({ conclusive: false, alarm: true });
  });

  it("is one point alone, which has no effect yet", () => {
    const said = saidAfter(usual(), post(latency, [500]));
    expect(said).toMatchObject({ alarm: false, conclusive: false, vanished: false });
    expect(said.comparison).toMatchObject({
      ...{ baseline: null, observed: null, relativeEffect: null, interval: null, outcome: "unknown" },
    });
  });

  it("is a metric too bursty to show a doubling, unless it has clearly got better", () => {
    const half = { ...usual(), doublingsSeen: 0.5 };
    const fewer = { ...usual(), doublingsSeen: 0.45 };
    expect(codes(saidAfter(half, post(latency, times(12, 100))))).toEqual([]);
    const said = saidAfter(fewer, post(latency, times(12, 100)));
    expect(said.conclusive).toBe(false);
    expect(said.comparison.reasons).toEqual([
      {
        code: "bursty_metric",
        text: `${key} is so bursty or sparse that a lasting doubling would stand out in 45 % of watches only; watch longer, or watch a steadier statistic.`,
      },
    ]);
    expect(saidAfter(fewer, post(latency, times(12, 50)))).toMatchObject({ conclusive: true });
    expect(saidAfter(fewer, post(latency, times(12, 200)))).toMatchObject({ alarm: true });
  });
});

describe("another unit", () => {
  // A thousandfold, a millionfold or a thousandth, give or take a factor of e^¼ = 1.284.
  it.each([
    [1000, true],
    [1280, true],
    [1290, false],
    [782, true],
    [775, false],
    [1e6, true],
    [2, false],
    [30_000, false],
    [0.001, true],
    [0.5, false],
  ])("is suspected at %d times the value: %s", (factor, suspected) => {
    const said = saidAfter(usual(), post(latency, times(12, 100 * factor)));
    expect(said.alarm).toBe(!suspected && factor > 1);
    expect(said.conclusive).toBe(!suspected);
    expect(said.comparison.reasons).toEqual(
      suspected
        ? [
            {
              code: "unit_suspected",
              text: `${key} changed by a power of a thousand; check whether its unit changed.`,
            },
          ]
        : [],
    );
  });
});

describe("a count of events", () => {
  const counted = () => prepare(errors, () => 10);

  it.each([
    ["four more than expected are no reason, however unusual", [12, 12], false],
    ["five more are", [13, 12], true],
    ["nor are four more over the whole watch", [12, 12, ...times(10, 10)], false],
  ])("asks for five events too many: %s", (_, values, alarm) => {
    expect(saidAfter(counted(), post(errors, values)).alarm).toBe(alarm);
    const averaged = prepare({ ...errors, statistic: "Average" }, () => 10);
    expect(saidAfter(averaged, post({ ...errors, statistic: "Average" }, values)).alarm).toBe(true);
  });

  it("counts the events of every period that was averaged", () => {
    const coarse = prepare(errors, () => 10, 560, 74);
    const window = { fromMs: MERGED_AT_MS, toMs: MERGED_AT_MS + 74 * PERIOD_MS, settlingMs: 0 };
    const said = (values: number[]) =>
      assess(coarse, post(errors, values), { ...window, nowMs: MERGED_AT_MS + 4 * PERIOD_MS });
    // On average one and a quarter too many in each of four periods.
    expect(said([12, 11, 11, 11]).alarm).toBe(true);
    expect(said([11, 11, 11, 11]).alarm).toBe(false);
    expect(said([12, 11, 11, 11].map((value) => value - 0.1)).alarm).toBe(false);
  });
});

describe("a count that was zero throughout", () => {
  const quiet = () => prepare(errors, () => 0);

  it.each([
    ["stays at zero", times(12, 0), { alarm: false }, 0, "same"],
    ["has a single event", [...times(11, 0), 12], { alarm: false }, 1, "unknown"],
    ["has many", times(12, 3), { alarm: true }, 3, "worse"],
  ])("%s", (_, values, alarm, observed, outcome) => {
    const said = saidAfter(quiet(), post(errors, values));
    expect(said).toMatchObject({
      ...alarm,
      conclusive: true,
      vanished: false,
      silence: null,
      periodMs: PERIOD_MS,
    });
    expect(said.comparison).toEqual({
      ...{ metric: errors, role: "primary", baseline: 0, observed, outcome, reasons: [] },
      ...{ relativeEffect: null, interval: null },
    });
  });

  it("raises no alarm where more is better or neither", () => {
    for (const direction of ["higher_is_better", "neutral"] as const) {
      const sum: Metric = { ...errors, direction };
      const said = saidAfter(
        prepare(sum, () => 0),
        post(sum, times(12, 3)),
      );
      expect(said).toMatchObject({ alarm: false, comparison: { outcome: "unknown", observed: 3 } });
    }
  });

  it("is not conclusive with too few points", () => {
    expect(saidAfter(quiet(), post(errors, times(9, 0))).conclusive).toBe(false);
  });

  it("counts the events of every period that was averaged", () => {
    const coarse = prepare(errors, () => 0, 560, 74);
    const window = { fromMs: MERGED_AT_MS, toMs: MERGED_AT_MS + 74 * PERIOD_MS, settlingMs: 0 };
    const said = (values: number[]) =>
      assess(coarse, post(errors, values), { ...window, nowMs: MERGED_AT_MS + 4 * PERIOD_MS });
    // Five events in four periods, two of each averaged: with half of them nothing would alarm.
    expect(said([2, 1, 1, 1]).alarm).toBe(true);
    expect(said([1, 1, 1, 1]).alarm).toBe(false);
  });

  it("has been quiet for as many periods as there were, averaged or not", () => {
    // 90 stretches of two periods: after 180 quiet periods, 5 in 4 are unlikely enough for 1 in 12 000; after 90 not.
    const prepared = { ...prepare(errors, () => 0, 180, 74), alpha: 2e-6 };
    const window = { fromMs: MERGED_AT_MS, toMs: MERGED_AT_MS + 74 * PERIOD_MS, settlingMs: 0 };
    const said = assess({ ...prepared, blind: [] }, post(errors, [2, 1, 1, 1]), {
      ...window,
      nowMs: MERGED_AT_MS + 4 * PERIOD_MS,
    });
    expect(said.alarm).toBe(true);
  });
});

describe("a metric that says nothing", () => {
  const nothing = { code: "no_data", text: `${key} has no usable point after the change.` };
  const blank = { baseline: null, observed: null, relativeEffect: null, interval: null, outcome: "unknown" };

  it.each([
    ["has no series", undefined],
    ["has no point", post(latency, [])],
    ["has unusable points only", post(latency, times(12, Number.NaN))],
  ])("has vanished when it had a past and %s", (_, series) => {
    expect(saidAfter(usual(), series)).toMatchObject({
      comparison: { metric: latency, role: "primary", ...blank, reasons: [nothing] },
      ...{ alarm: false, conclusive: false, vanished: true, periodMs: PERIOD_MS },
    });
  });

  it("has not vanished when it never was there", () => {
    const said = saidAfter(prepare(latency, hundred, 0), undefined);
    expect(said.vanished).toBe(false);
    expect(codes(said)).toEqual(["no_baseline", "no_data"]);
  });

  it("has vanished, as far as it can be compared, when its unit changed", () => {
    const seconds = { ...post(latency, times(12, 0.1)), metric: { ...latency, unit: "Seconds" } };
    const said = saidAfter(usual(), seconds);
    expect(said).toMatchObject({ alarm: false, conclusive: false, vanished: true });
    expect(said.comparison.reasons).toEqual([
      { code: "unit_changed", text: `${key} changed its unit from Milliseconds to Seconds.` },
    ]);
  });

  it("has vanished, as far as it can be compared, when its period changed", () => {
    const said = saidAfter(usual(), { ...post(latency, times(12, 100)), periodSeconds: 60 });
    expect(said).toMatchObject({ alarm: false, conclusive: false, vanished: true });
    expect(said.comparison.reasons).toEqual([
      { code: "period_changed", text: `${key} changed its period from 300 s to 60 s.` },
    ]);
  });

  it("without a past has no period that could have changed", () => {
    const said = saidAfter(prepare(latency, hundred, 0), post(latency, times(12, 100)));
    expect(codes(said)).toEqual(["no_baseline"]);
    expect(said).toMatchObject({ alarm: false, conclusive: false, vanished: false });
    expect(said.comparison).toMatchObject({ ...blank, observed: 100 });
  });

  it("for its short past still tells its level before and after", () => {
    for (const metric of [latency, success]) {
      const said = saidAfter(prepare(metric, hundred, 20), post(metric, times(12, 300)));
      expect(codes(said)).toEqual(["short_baseline"]);
      expect(said).toMatchObject({ alarm: false, conclusive: false, vanished: false });
      expect(said.comparison).toMatchObject({ ...blank, baseline: 100, observed: 300 });
    }
  });

  it("was zero throughout and counts no events", () => {
    const said = saidAfter(
      prepare(latency, () => 0),
      post(latency, times(12, 300)),
    );
    expect(codes(said)).toEqual(["zero_baseline"]);
    expect(said).toMatchObject({
      alarm: false,
      conclusive: false,
      comparison: { baseline: 0, observed: 300 },
    });
  });

  it("has no effect where zero was expected", () => {
    const sparse = prepare(latency, (index) => (index === -150 ? 1 : 0));
    const said = saidAfter(sparse, post(latency, times(12, 0)));
    expect(said.comparison).toMatchObject({ ...blank, baseline: 0, observed: 0 });
  });
});
