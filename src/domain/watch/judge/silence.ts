import { type Reason, reason } from "../../shared/reason.ts";
import { metricKey, type Series, usablePoints } from "../../shared/series.ts";

/** Of the past's periods so many must have had traffic, or silence is nothing new. */
const STEADY_SHARE = 0.9;
/** Fewer periods in a row may be missing by chance. */
const LEAST_SILENT_PERIODS = 3;
/** Traffic below this share of the past's quietest hundredth is none: health checks go on. */
const NEARLY_NOTHING = 0.05;

/**
 * Whether a metric that came in steadily before a change has stopped coming at the end of its watch, for more than
 * twice as long as it ever did before. Missing values say that too, if CloudWatch gave all it had; of a count without
 * better or worse (invocations), hardly any is as good as none.
 *
 * @param untilMs up to where the watch's points cannot change any more
 */
export function trafficStopped(past: Series, post: Series, fromMs: number, untilMs: number): Reason | null {
  if (!past.complete || !post.complete || post.periodSeconds !== past.periodSeconds) return null;
  const periodMs = past.periodSeconds * 1000;
  const isLoud = loudness(past);
  const timesOf = (series: Series, from: number, to: number): number[] =>
    usablePoints(series).flatMap(({ atMs, value }) =>
      atMs >= from && atMs + periodMs <= to && isLoud(value) ? [atMs] : [],
    );
  const before = timesOf(past, past.fromMs, past.toMs);
  const periods = Math.floor((past.toMs - past.fromMs) / periodMs);
  if (!(periods > 0) || before.length < STEADY_SHARE * periods) return null;
  const startMs = Math.ceil(fromMs / periodMs) * periodMs;
  const lastMs = timesOf(post, startMs, untilMs).at(-1) ?? startMs - periodMs;
  const silent = Math.floor((untilMs - lastMs - periodMs) / periodMs);
  if (silent < Math.max(LEAST_SILENT_PERIODS, 2 * longestGap(before, periodMs) + 1)) return null;
  const minutes = Math.round((silent * periodMs) / 60_000);
  const text = `Traffic stopped: ${metricKey(past.metric)} came in ${before.length} of ${periods} periods before the change, and not at all in the last ${minutes} min of its watch.`;
  return reason("traffic_stopped", text);
}

/** Which values tell of traffic. */
function loudness({ metric, points }: Series): (value: number) => boolean {
  if (metric.direction !== "neutral" || metric.statistic !== "Sum") return () => true;
  const values = Float64Array.from(points, ({ value }) => value).sort();
  const quiet = values[Math.floor(0.01 * values.length)] ?? 0;
  return (value) => value > NEARLY_NOTHING * quiet;
}

/** The longest run of periods without one of the times, between the first and the last of them. */
function longestGap(times: readonly number[], periodMs: number): number {
  let longest = 0;
  times.forEach((atMs, index) => {
    const previous = times[index - 1];
    if (previous !== undefined) longest = Math.max(longest, Math.round((atMs - previous) / periodMs) - 1);
  });
  return longest;
}
