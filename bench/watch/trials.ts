import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Metric, Series } from "../../src/domain/shared/series.ts";

const seriesSchema = z.record(
  z.string(),
  z.object({ period_min: z.number().positive(), t_min: z.array(z.number()), v: z.array(z.number()) }),
);

const trialSchema = z.object({
  trial: z.number(),
  series: z.string(),
  merge_index: z.number(),
  baseline_ranges: z.array(z.tuple([z.number(), z.number()])),
  post_t: z.array(z.number()),
  post: z.record(z.string(), z.array(z.number())),
});

/** A recorded metric: minutes since the epoch and values. */
export type Recording = z.infer<typeof seriesSchema>[string];
/** One pseudo-merge with its baseline (index ranges) and, per injection, the points that follow. */
export type Trial = z.infer<typeof trialSchema>;

/** A higher value is a degradation in every trial. */
export const metric: Metric = {
  namespace: "watch-bench",
  name: "Latency",
  dimensions: {},
  statistic: "Average",
  unit: "None",
  direction: "lower_is_better",
};

/** Reads `series.json` and `trials.jsonl` as `watch_bench.py export` writes them. */
export function readTrials(folder: string): { recordings: Record<string, Recording>; trials: Trial[] } {
  const recordings = seriesSchema.parse(JSON.parse(readFileSync(join(folder, "series.json"), "utf8")));
  const lines = readFileSync(join(folder, "trials.jsonl"), "utf8").split("\n").filter(Boolean);
  return { recordings, trials: lines.map((line) => trialSchema.parse(JSON.parse(line))) };
}

/** The trial's baseline as a series that ends where the post points begin. */
export function baselineOf(recording: Recording, trial: Trial): Series {
  const points = trial.baseline_ranges.flatMap(([from, to]) =>
    recording.t_min.slice(from, to).map((minute, offset) => ({
      atMs: minute * 60_000,
      value: recording.v[from + offset] ?? Number.NaN,
    })),
  );
  const fromMs = points[0]?.atMs ?? 0;
  const toMs = (trial.post_t[0] ?? 0) * 60_000;
  return { metric, periodSeconds: recording.period_min * 60, fromMs, toMs, points, complete: true };
}

/** The first `count` points after the merge, at the series' nominal period. */
export function postOf(recording: Recording, trial: Trial, injection: string, count: number): Series {
  const periodMs = recording.period_min * 60_000;
  const fromMs = (trial.post_t[0] ?? 0) * 60_000;
  const values = (trial.post[injection] ?? []).slice(0, count);
  const points = values.map((value, index) => ({ atMs: fromMs + index * periodMs, value }));
  const toMs = fromMs + values.length * periodMs;
  return { metric, periodSeconds: periodMs / 1000, fromMs, toMs, points, complete: true };
}
