import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pseudoRandom, type Random } from "../../../../test/synthetic-series.ts";
import { type Direction, metricSchema, type Series } from "../../shared/series.ts";
import type { SeriesFinding } from "../finding.ts";
import { findSeriesFindings } from "./find-series-findings.ts";

const PERIOD_MS = 300_000;
const DAY = 288;
const WEEK = 7 * DAY;
const MONDAY_MS = Date.UTC(2026, 10, 2);

function seriesOf(
  valueAt: (index: number) => number | null,
  { length = WEEK, direction = "lower_is_better" as Direction } = {},
): Series {
  const values = Array.from({ length }, (_, index) => ({ index, value: valueAt(index) }));
  return {
    metric: metricSchema.parse({
      namespace: "AWS/Lambda",
      name: "Duration",
      statistic: "p99",
      unit: "Milliseconds",
      direction,
    }),
    periodSeconds: PERIOD_MS / 1000,
    fromMs: MONDAY_MS,
    toMs: MONDAY_MS + length * PERIOD_MS,
    points: values.flatMap(({ index, value }) =>
      value === null ? [] : [{ atMs: MONDAY_MS + index * PERIOD_MS, value }],
    ),
    complete: true,
  };
}

function findings(series: Series, limit?: number): SeriesFinding[] {
  return findSeriesFindings(series, { service: "checkout", ...(limit === undefined ? {} : { limit }) });
}

function only(series: Series, kind: SeriesFinding["kind"]): SeriesFinding[] {
  return findings(series).filter((finding) => finding.kind === kind);
}

const steady = (random: Random) => () => 200 + 20 * random.normal();
const daily = (random: Random) => (index: number) =>
  200 + 60 * Math.sin((2 * Math.PI * index) / DAY) + 10 * random.normal();

describe("healthy series", () => {
  const healthy: Record<string, (random: Random) => (index: number) => number | null> = {
    "normal noise": steady,
    "daily season": daily,
    "daily season that grows its noise": (random) => (index) =>
      (100 + 60 * Math.sin((2 * Math.PI * index) / DAY)) * Math.exp(0.1 * random.normal()),
    "quiet weekends": (random) => (index) =>
      (Math.floor(index / DAY) < 5 ? 1 : 0.6) * (100 + 60 * Math.sin((2 * Math.PI * index) / DAY)) +
      5 * random.normal(),
    "a busy afternoon every day": (random) => (index) =>
      50 + (index % DAY > 100 && index % DAY < 180 ? 60 : 0) + 5 * random.normal(),
    "slow wandering": (random) => {
      let state = 0;
      return () => {
        state = 0.99 * state + random.normal();
        return 100 + 2 * state;
      };
    },
    "regular spikes": (random) => (index) => 100 + random.normal() + (index % 40 === 0 ? 50 : 0),
    "a third of the points missing": (random) => () =>
      random.uniform() < 0.3 ? null : 200 + 20 * random.normal(),
  };

  for (const [name, make] of Object.entries(healthy)) {
    test(`${name} is nothing to worry about`, () => {
      const worries = [11, 12, 13].flatMap((seed) =>
        findings(seriesOf(make(pseudoRandom(seed)), { direction: "neutral" })).filter((f) => f.severity > 0),
      );
      expect(worries.map((finding) => finding.sentence)).toEqual([]);
    });
  }
});

describe("level shifts", () => {
  test("a rise that stays is found where it happened, with its size", () => {
    const [shift] = only(
      seriesOf((index) => steady(pseudoRandom(index))() * (index >= 1400 ? 1.4 : 1)),
      "level_shift",
    );
    expect(shift?.baseline).toBeCloseTo(200, -1);
    expect(shift?.relativeEffect).toBeCloseTo(0.4, 1);
    expect(Math.abs((shift?.window.fromMs ?? 0) - MONDAY_MS - 1400 * PERIOD_MS)).toBeLessThan(3_600_000);
    expect(shift?.pValue).toBeLessThan(1e-10);
    expect(shift?.sentence).toContain("rose from");
    expect(shift?.evidence[0]?.series?.points).toHaveLength(WEEK);
  });

  test("a rise on top of a daily season is found", () => {
    const value = daily(pseudoRandom(4));
    expect(
      only(
        seriesOf((index) => value(index) * (index >= 1000 ? 1.3 : 1)),
        "level_shift",
      ),
    ).toHaveLength(1);
  });

  test.each([
    ["lower_is_better", 1.5, true],
    ["lower_is_better", 0.6, false],
    ["higher_is_better", 1.5, false],
    ["higher_is_better", 0.6, true],
    ["neutral", 0.6, true],
  ] as const)("for %s a factor of %f is bad: %s", (direction, factor, bad) => {
    const value = steady(pseudoRandom(5));
    const series = seriesOf((index) => value() * (index >= 1000 ? factor : 1), { direction });
    const [shift] = only(series, "level_shift");
    expect(shift).toBeDefined();
    expect((shift?.severity ?? 0) > 0).toBe(bad);
  });

  test("a change below a tenth is not worth a finding", () => {
    const series = seriesOf((index) => 200 + pseudoRandom(index).normal() + (index >= 1000 ? 10 : 0));
    expect(only(series, "level_shift")).toEqual([]);
  });
});

test("a single spike is an anomaly, and its sentence has the numbers", () => {
  const value = steady(pseudoRandom(6));
  const found = findings(seriesOf((index) => (index === 1500 ? 1100 : value())));
  expect(found.map((finding) => finding.kind)).toEqual(["anomaly"]);
  expect(found[0]?.observed).toBe(1100);
  expect(found[0]?.sentence).toMatch(/1,100 ms at 2026-11-07 05:00 UTC/);
});

test("a wider scatter around the same level is a change of variance", () => {
  const random = pseudoRandom(7);
  const series = seriesOf((index) => 200 + (index >= 1200 ? 40 : 12) * random.normal());
  expect(only(series, "level_shift")).toEqual([]);
  expect(only(series, "variance_change")).toHaveLength(1);
});

test("a daily season is described, with its peak, and is nothing bad", () => {
  const [season] = only(seriesOf(daily(pseudoRandom(8))), "seasonality");
  expect(season?.sentence).toMatch(/repeats every day .*highest 0[567]:00 UTC/);
  expect(season?.severity).toBe(0);
});

test("a weekly season is told apart from the daily one", () => {
  const value = daily(pseudoRandom(9));
  const series = seriesOf((index) => value(index) - (Math.floor(index / DAY) % 7 > 4 ? 60 : 0), {
    length: 28 * DAY,
  });
  expect(only(series, "seasonality").map((finding) => /every (\w+)/.exec(finding.sentence)?.[1])).toEqual(
    expect.arrayContaining(["day", "week"]),
  );
});

test("a slow rise forecasts when the limit is reached", () => {
  const random = pseudoRandom(10);
  const series = seriesOf((index) => 100 + 0.03 * index + 5 * random.normal());
  const [trend] = findings(series, 200).filter((finding) => finding.kind === "trend");
  const expectedMs = MONDAY_MS + ((200 - 100) / 0.03) * PERIOD_MS;
  expect(Math.abs((trend?.limitReachedAtMs ?? 0) - expectedMs)).toBeLessThan(12 * 3_600_000);
  expect(only(series, "level_shift")).toEqual([]);
  expect(
    findings(series, 1000).find((finding) => finding.kind === "trend")?.limitReachedAtMs,
  ).toBeUndefined();
});

test("a series stuck to one value is a flat line, a constant one only a fact", () => {
  const value = steady(pseudoRandom(11));
  const [stuck] = only(
    seriesOf((index) => (index >= 1900 ? 212 : value())),
    "flat_line",
  );
  expect(stuck?.severity).toBeGreaterThan(0);
  const constant = findings(seriesOf(() => 0));
  expect(constant.map(({ kind, severity }) => ({ kind, severity }))).toEqual([
    { kind: "flat_line", severity: 0 },
  ]);
});

test("silence at the end is missing data, and worse than a gap that has closed", () => {
  const value = steady(pseudoRandom(12));
  const [silent] = only(
    seriesOf((index) => (index >= 1950 ? null : value())),
    "missing_data",
  );
  const [closed] = only(
    seriesOf((index) => (index >= 1500 && index < 1566 ? null : value())),
    "missing_data",
  );
  expect(silent?.sentence).toContain("still silent");
  expect(silent?.severity).toBeGreaterThan(closed?.severity ?? 1);
  expect(closed?.severity).toBeGreaterThan(0);
});

describe("bad input is named", () => {
  const value = steady(pseudoRandom(13));
  const good = seriesOf(() => value());
  const bad: Record<string, [Series, RegExp]> = {
    "no points": [{ ...good, points: [] }, /no data .* no points/],
    "nothing finite": [
      { ...good, points: good.points.map(({ atMs }) => ({ atMs, value: Number.NaN })) },
      /none a finite number/,
    ],
    "an empty window": [{ ...good, toMs: good.fromMs }, /no valid window/],
    "a period of zero": [{ ...good, periodSeconds: 0 }, /no valid window or period/],
    "a partial answer": [{ ...good, complete: false }, /only a part/],
    "repeated points": [
      { ...good, points: [...good.points, ...good.points.slice(0, 5)] },
      /5 of 2021 points/,
    ],
    "clock skew": [
      { ...good, points: [...good.points, { atMs: good.toMs + 1, value: 1 }] },
      /1 of 2017 points .* outside the window/,
    ],
    "a changed period": [
      { ...good, points: good.points.filter((_, index) => index < 1000 || index % 3 === 0) },
      /period changed from 300 s to 900 s/,
    ],
  };
  for (const [name, [series, sentence]] of Object.entries(bad)) {
    test(name, () => {
      const [finding] = only(series, "missing_data");
      expect(finding?.sentence).toMatch(sentence);
    });
  }

  test("the order of the points does not matter", () => {
    expect(findings({ ...good, points: good.points.toReversed() })).toEqual(
      findings(good).map((finding) => ({ ...finding, evidence: expect.anything() })),
    );
  });
});

test("whatever the series, findings are bounded and never throw", () => {
  const number = fc.oneof(
    fc.double(),
    fc.integer({ min: -5, max: 5 }),
    fc.constantFrom(0, 1e308, -1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY),
  );
  const anySeries = fc.record({
    periodSeconds: fc.oneof(fc.constant(300), number),
    fromMs: fc.oneof(fc.constant(0), number),
    toMs: fc.oneof(fc.constant(WEEK * PERIOD_MS), number),
    points: fc.array(
      fc.record({
        atMs: fc.oneof(
          fc.integer({ min: 0, max: WEEK }).map((i) => i * PERIOD_MS),
          number,
        ),
        value: number,
      }),
      { maxLength: 400 },
    ),
    complete: fc.boolean(),
  });
  fc.assert(
    fc.property(anySeries, fc.option(number, { nil: undefined }), (parts, limit) => {
      const series = { ...parts, metric: seriesOf(() => 1, { length: 1 }).metric };
      for (const finding of findings(series, limit)) {
        for (const part of [finding.severity, finding.persistence, finding.pValue]) {
          expect(part >= 0 && part <= 1).toBe(true);
        }
        expect(finding.sentence).not.toMatch(/NaN|undefined|Infinity/);
        expect(finding.evidence.length).toBeGreaterThan(0);
      }
    }),
  );
});
