import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { judgePrepared, prepareJudge } from "../../src/domain/watch/judge/judge.ts";
import type { WatchPlan } from "../../src/domain/watch/verdict.ts";
import { baselineOf, metric, postOf, type Recording, readTrials, type Trial } from "./trials.ts";

const options = new Command()
  .requiredOption("--dir <folder>", "folder with series.json and trials.jsonl")
  .requiredOption("--out <file>", "where to write one decision a line")
  .option("--horizon <points>", "length of the watch in points", Number, 12)
  .parse()
  .opts<{ dir: string; out: string; horizon: number }>();

/** For every injection the number of points (1-based) at which the judge first says revert; 0 for never. */
function decide(recording: Recording, trial: Trial, horizon: number): string[] {
  const plan: WatchPlan = {
    metrics: [{ metric, role: "primary", settlingSeconds: 0 }],
    durationSeconds: horizon * recording.period_min * 60,
    degradationThreshold: 0.1,
  };
  const prepared = prepareJudge([baselineOf(recording, trial)], plan);
  return Object.keys(trial.post).map((inj) => {
    let alarm = 0;
    for (let count = 1; count <= horizon && alarm === 0; count += 1) {
      const post = postOf(recording, trial, inj, count);
      const context = { effectiveAtMs: post.fromMs, controls: [] };
      if (judgePrepared(prepared, [post], context, post.toMs).kind === "revert") alarm = count;
    }
    return JSON.stringify({ trial: trial.trial, inj, H: horizon, judge: "self-building", alarm });
  });
}

const startedMs = performance.now();
const { recordings, trials } = readTrials(options.dir);
const lines = trials.flatMap((trial) => {
  const recording = recordings[trial.series];
  if (recording === undefined)
    throw new Error(`trials.jsonl names ${trial.series}, which series.json lacks.`);
  return decide(recording, trial, options.horizon);
});
writeFileSync(options.out, `${lines.join("\n")}\n`);
console.log(
  `${trials.length} trials, ${lines.length} decisions, ${Math.round(performance.now() - startedMs)} ms`,
);
