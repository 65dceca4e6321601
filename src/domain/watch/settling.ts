import type { Metric, Series } from "../shared/series.ts";

/** AWS publishes what happened within minutes. */
const awsSettlingSeconds = 300;
/** Lambda's own limit. A point's time is that of the invocation's start, its value that of the end. */
const longestTimeoutSeconds = 900;
/** What nobody has watched coming in may come as late as CloudWatch's own batch jobs. */
const unknownSettlingSeconds = 10_800;

/** What is known of how late a metric's values come. */
export interface Lateness {
  /** The function's timeout; null or absent where it is not known. */
  readonly timeoutSeconds?: number | null | undefined;
  /** After how long values were seen to stay as they are; null where they were not watched for long enough. */
  readonly learntSeconds?: number | null;
}

/**
 * How long after its end a period's value may still change, seconds. Lambda's metrics bear the time when the function
 * was invoked and come when it has ended (AWS Lambda, "Using CloudWatch metrics with Lambda"), so its timeout is added.
 */
export function settlingSeconds(metric: Pick<Metric, "namespace">, known: Lateness = {}): number {
  if (metric.namespace === "AWS/Lambda")
    return (known.timeoutSeconds ?? longestTimeoutSeconds) + awsSettlingSeconds;
  if (metric.namespace.startsWith("AWS/")) return longestTimeoutSeconds;
  return known.learntSeconds ?? unknownSettlingSeconds;
}

/** A series without the points that may still change; it ends where they begin. */
export function settledPart(series: Series, settling: number, nowMs: number): Series {
  const periodMs = series.periodSeconds * 1000;
  const settledMs = Math.floor((nowMs - settling * 1000) / periodMs) * periodMs;
  if (!(settledMs < series.toMs)) return series;
  const toMs = Math.max(series.fromMs, settledMs);
  return { ...series, toMs, points: series.points.filter(({ atMs }) => atMs < toMs) };
}
