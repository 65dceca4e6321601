import { metricSchema, type Series } from "../../src/domain/shared/series.ts";
import type { Random } from "../../test/synthetic-series.ts";

export const PERIOD_MS = 300_000;
export const DAY_POINTS = 288;
export const WEEK_POINTS = 7 * DAY_POINTS;
/** A Monday. */
export const START_MS = Date.UTC(2026, 10, 2);

/** The value at each point of a week; null where there is none. */
export type Values = (index: number) => number | null;

/** A week at five minutes from `valueAt`. */
export function weekOf(name: string, valueAt: Values): Series {
  const points = Array.from({ length: WEEK_POINTS }, (_, index) => ({ index, value: valueAt(index) }));
  return {
    metric: metricSchema.parse({ namespace: "Bench", name, statistic: "Average", direction: "neutral" }),
    periodSeconds: PERIOD_MS / 1000,
    fromMs: START_MS,
    toMs: START_MS + WEEK_POINTS * PERIOD_MS,
    points: points.flatMap(({ index, value }) =>
      value === null ? [] : [{ atMs: START_MS + index * PERIOD_MS, value }],
    ),
    complete: true,
  };
}

const sine = (index: number) => Math.sin((2 * Math.PI * index) / DAY_POINTS);

const wandering = (random: Random, memory: number, scale: number): Values => {
  let state = 0;
  return () => {
    state = memory * state + random.normal();
    return 300 + scale * state;
  };
};

/** Series with nothing wrong. */
export const healthy: Readonly<Record<string, (random: Random) => Values>> = {
  "normal noise": (random) => () => 200 + 20 * random.normal(),
  "exponential noise": (random) => () => -50 * Math.log(1 - random.uniform()),
  "heavy log-normal noise": (random) => () => 100 * Math.exp(1.2 * random.normal()),
  "autocorrelated 0.9": (random) => wandering(random, 0.9, 5),
  "autocorrelated 0.99": (random) => wandering(random, 0.99, 2),
  "random walk": (random) => wandering(random, 1, 0.5),
  "daily season": (random) => (i) => 200 + 60 * sine(i) + 10 * random.normal(),
  "daily season, quiet weekend": (random) => (i) =>
    (Math.floor(i / DAY_POINTS) < 5 ? 1 : 0.6) * (100 + 60 * sine(i)) + 5 * random.normal(),
  "a busy afternoon every day": (random) => (i) =>
    50 + (i % DAY_POINTS > 100 && i % DAY_POINTS < 180 ? 60 : 0) + 5 * random.normal(),
  "sparse counter": (random) => () => (random.uniform() < 0.01 ? 1 + Math.floor(3 * random.uniform()) : 0),
  "a third of the points missing": (random) => () =>
    random.uniform() < 0.3 ? null : 200 + 20 * random.normal(),
  "regular spikes": (random) => (i) => 100 + random.normal() + (i % 40 === 0 ? 50 : 0),
};

const noise = (random: Random) => 200 + 20 * random.normal();
const daily = (random: Random, index: number) => 200 + 60 * sine(index) + 10 * random.normal();

/** Series with one thing wrong, and the kind of finding that should say so. */
export const broken: Readonly<
  Record<string, { readonly kind: string; readonly values: (random: Random) => Values }>
> = {
  "+20 % for two days": {
    kind: "level_shift",
    values: (random) => (i) => noise(random) * (i >= 1440 ? 1.2 : 1),
  },
  "+40 % for 14 hours": {
    kind: "level_shift",
    values: (random) => (i) => noise(random) * (i >= 1848 ? 1.4 : 1),
  },
  "+30 % on a daily season": {
    kind: "level_shift",
    values: (random) => (i) => daily(random, i) * (i >= 1300 ? 1.3 : 1),
  },
  "+60 % for six hours": {
    kind: "anomaly",
    values: (random) => (i) => noise(random) * (i >= 1944 ? 1.6 : 1),
  },
  "one point at 10 sigma": {
    kind: "anomaly",
    values: (random) => (i) => noise(random) + (i === 1500 ? 200 : 0),
  },
  "one point at 6 sigma": {
    kind: "anomaly",
    values: (random) => (i) => noise(random) + (i === 1500 ? 120 : 0),
  },
  "a daily peak that does not come": {
    kind: "anomaly",
    values: (random) => (i) => (i >= 1440 && i < 1584 ? daily(random, 216) : daily(random, i)),
  },
  "twice the scatter": {
    kind: "variance_change",
    values: (random) => (i) => 200 + (i >= 1200 ? 30 : 15) * random.normal(),
  },
  "+60 % over the week": {
    kind: "trend",
    values: (random) => (i) => noise(random) * (1 + (0.6 * i) / WEEK_POINTS),
  },
  "stuck for eight hours": {
    kind: "flat_line",
    values: (random) => (i) => (i >= 1920 ? 212 : noise(random)),
  },
  "silent for three hours": {
    kind: "missing_data",
    values: (random) => (i) => (i >= 1980 ? null : noise(random)),
  },
};
