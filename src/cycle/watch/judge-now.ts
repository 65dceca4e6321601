import type { AtStage } from "../../domain/improvement/improvement.ts";
import { metricKey, type Series } from "../../domain/shared/series.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import { judge } from "../../domain/watch/judge/judge.ts";
import type { Verdict } from "../../domain/watch/verdict.ts";
import type { Ports } from "../../ports/ports.ts";
import { withSettlingNow } from "../reading/read-settling.ts";

/** In multiples of the watch's duration; a judge that waits for more data gets it up to here. */
const longestWatch = 4;
/** The policy's longest baseline; a deployment that came later than that is compared with the time just before it. */
const longestPastMs = 28 * 86_400_000;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the judge says of everything that production has said up to now. */
export async function judgeNow(
  improvement: AtStage<"watching">,
  ports: Pick<Ports, "telemetry">,
  settings: Settings,
  nowMs: number,
): Promise<Verdict> {
  const { merge, effectiveAtMs } = improvement;
  const periodSeconds = settings.metricsPeriodSeconds;
  const plan = withSettlingNow(merge.watchPlan, periodSeconds, ports);
  const watched = windowOf(effectiveAtMs, plan.durationSeconds, periodSeconds, nowMs);
  const metrics = plan.metrics.map((one) => one.metric);
  const post = await ports.telemetry.readSeries({ metrics, ...watched, periodSeconds });
  const between = await readBetween(merge.baseline, watched.fromMs, ports, periodSeconds);
  const controls = await readControls(improvement, watched, ports, periodSeconds);
  return judge(merge.baseline, post, { effectiveAtMs, controls, between }, plan, nowMs);
}

/** Whole periods, from the first that began after the change. */
function windowOf(
  effectiveAtMs: number,
  durationSeconds: number,
  periodSeconds: number,
  nowMs: number,
): Window {
  const periodMs = periodSeconds * 1000;
  const fromMs = Math.ceil(effectiveAtMs / periodMs) * periodMs;
  // After a long outage the app must not read years: what matters is the time right after the change.
  const untilMs = Math.min(nowMs, fromMs + longestWatch * durationSeconds * 1000);
  return { fromMs, toMs: Math.max(fromMs, Math.floor(untilMs / periodMs) * periodMs) };
}

/** The metrics from where their baseline was frozen up to the change; what happened then is no effect of it. */
async function readBetween(
  baseline: readonly Series[],
  toMs: number,
  { telemetry }: Pick<Ports, "telemetry">,
  periodSeconds: number,
): Promise<readonly Series[]> {
  const endsMs = Math.min(...baseline.map((series) => series.toMs));
  const fromMs = Math.max(endsMs, toMs - longestPastMs);
  if (!(fromMs < toMs)) return [];
  return telemetry.readSeries({ metrics: baseline.map(({ metric }) => metric), fromMs, toMs, periodSeconds });
}

/** The metrics of services that the change did not touch, over the same times. */
async function readControls(
  improvement: AtStage<"watching">,
  window: Window,
  { telemetry }: Pick<Ports, "telemetry">,
  periodSeconds: number,
): Promise<{ baseline: Series; post: Series }[]> {
  const { controls: metrics, baseline: ownBefore } = improvement.merge;
  const [frozen] = ownBefore;
  if (!frozen || metrics.length === 0) return [];
  const [before, after] = await Promise.all([
    telemetry.readSeries({ metrics, fromMs: frozen.fromMs, toMs: window.fromMs, periodSeconds }),
    telemetry.readSeries({ metrics, ...window, periodSeconds }),
  ]);
  return before.flatMap((baseline) => {
    const post = after.find((one) => metricKey(one.metric) === metricKey(baseline.metric));
    return post ? [{ baseline, post }] : [];
  });
}
