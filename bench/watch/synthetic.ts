import type { Metric, Series } from "../../src/domain/shared/series.ts";

export const periodSeconds = 300;
const DAY_POINTS = 288;

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** First-order autoregression with unit variance. */
function autoregression(random: () => number, memory: number): () => number {
  let state = gaussian(random);
  return () => {
    state = memory * state + Math.sqrt(1 - memory * memory) * gaussian(random);
    return state;
  };
}

type Generator = (random: () => number) => (index: number) => number;
const daily = (index: number) => Math.sin((2 * Math.PI * index) / DAY_POINTS);

/** Metrics whose nature is known: nothing ever changes in them except by their own noise. */
export const generators: Record<string, Generator> = {
  "white noise 5 %": (random) => () => 50 * (1 + 0.05 * gaussian(random)),
  "autoregressive .9, 10 %": (random) => {
    const next = autoregression(random, 0.9);
    return () => 50 * Math.exp(0.1 * next());
  },
  "autoregressive .98, 10 %": (random) => {
    const next = autoregression(random, 0.98);
    return () => 50 * Math.exp(0.1 * next());
  },
  "daily season x2, autoregressive": (random) => {
    const next = autoregression(random, 0.8);
    return (index) => 100 * (1.5 + 0.5 * daily(index)) * Math.exp(0.06 * next());
  },
  "heavy tail (log-normal 0.5)": (random) => () => 20 * Math.exp(0.5 * gaussian(random)),
  "spikes, 1 % of points x5": (random) => () => 2 * (1 + 0.05 * gaussian(random)) * (random() < 0.01 ? 5 : 1),
  "bursts, on and off": (random) => {
    let remaining = 0;
    let on = false;
    return () => {
      if (remaining <= 0) {
        on = random() < 0.3;
        remaining = 1 + 4 * ((1 - random()) ** (-1 / 1.2) - 1);
      }
      remaining -= 1;
      return on ? 60 * (0.7 + 0.6 * random()) : 5;
    };
  },
  "trend +5 % a day": (random) => (index) => 50 * (1 + (0.05 * index) / DAY_POINTS + 0.05 * gaussian(random)),
  "level steps, one in 3 days": (random) => {
    let level = 0;
    return () => {
      if (random() < 1 / (3 * DAY_POINTS)) level += random() < 0.5 ? 0.3 : -0.3;
      return 40 * Math.exp(level) * (1 + 0.04 * gaussian(random));
    };
  },
  "nightly batch": (random) => (index) => (index % DAY_POINTS > 276 ? 80 : 5) * (1 + 0.05 * gaussian(random)),
  "rare errors, 0.05 a point": (random) => () => (random() < 0.05 ? 1 : 0),
  "cron, every hour x3": (random) => (index) =>
    2 * (1 + 0.04 * gaussian(random)) * (index % 12 === 4 ? 3 : 1),
};

/** A metric of the generators, named after its nature. */
export function metricOf(nature: string): Metric {
  return {
    namespace: "synthetic",
    name: nature,
    dimensions: {},
    statistic: "Average",
    unit: "None",
    direction: "lower_is_better",
  };
}

/** The points [from, to) of a run of values as a series. */
export function sliceOf(metric: Metric, values: readonly number[], from: number, to: number): Series {
  const periodMs = periodSeconds * 1000;
  const points = values.slice(from, to).map((value, index) => ({ atMs: (from + index) * periodMs, value }));
  return { metric, periodSeconds, fromMs: from * periodMs, toMs: to * periodMs, points, complete: true };
}
