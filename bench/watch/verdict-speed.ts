import { judge, judgePrepared, prepareJudge } from "../../src/domain/watch/judge/judge.ts";
import type { WatchPlan } from "../../src/domain/watch/verdict.ts";
import { generators, metricOf, periodSeconds, randomStream, sliceOf } from "./synthetic.ts";

const DAYS = 28;
const HORIZON = 12;
const before = 288 * DAYS;

const runs = Object.entries(generators).map(([nature, generator], seed) => {
  const value = generator(randomStream(seed));
  return { metric: metricOf(nature), values: Array.from({ length: before + HORIZON }, (_, at) => value(at)) };
});
const plan: WatchPlan = {
  metrics: runs.map(({ metric }) => ({ metric, role: "primary" })),
  durationSeconds: HORIZON * periodSeconds,
  degradationThreshold: 0.1,
};
const baseline = runs.map(({ metric, values }) => sliceOf(metric, values, 0, before));
const post = runs.map(({ metric, values }) => sliceOf(metric, values, before, before + HORIZON));
const context = { effectiveAtMs: before * periodSeconds * 1000, controls: [] };
const nowMs = context.effectiveAtMs + HORIZON * periodSeconds * 1000;

/** Milliseconds of processor time that a call takes on average, after warming up. */
function measure(times: number, call: () => unknown): number {
  for (let index = 0; index < Math.ceil(times / 5); index += 1) call();
  const before = process.cpuUsage();
  for (let index = 0; index < times; index += 1) call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

/** How long verdicts over twelve metrics take, as lines to print. */
export function measureVerdicts(): string[] {
  const prepared = prepareJudge(baseline, plan);
  const first = measure(25, () => judge(baseline, post, context, plan, nowMs));
  const next = measure(500, () => judgePrepared(prepared, post, context, nowMs));
  const megabytes = Math.round(process.memoryUsage().rss / 1_048_576);
  return [
    `verdicts: ${runs.length} metrics, ${DAYS} days of history at 5 minutes, horizon of ${HORIZON} points, processor time:`,
    `first verdict (calibration included): ${first.toFixed(1)} ms, ${(1000 / first).toFixed(0)} verdicts/s`,
    `verdict for a new point (prepared):   ${next.toFixed(2)} ms, ${(1000 / next).toFixed(0)} verdicts/s`,
    `resident memory: ${megabytes} MB`,
  ];
}
