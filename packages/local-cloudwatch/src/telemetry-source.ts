/** A metric as CloudWatch names it. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What the local CloudWatch endpoint serves. All times are milliseconds since the Unix epoch. */
export interface TelemetrySource {
  metricNames(): readonly MetricName[];
  /** Values at the start of each period in [fromMs, toMs), oldest first; without data none. */
  values(
    metric: MetricName,
    request: { statistic: string; periodSeconds: number; fromMs: number; toMs: number },
  ): { atMs: number; value: number }[];
  logGroups(): readonly string[];
  /** Log events in [fromMs, toMs), oldest first. */
  logEvents(
    logGroup: string,
    fromMs: number,
    toMs: number,
  ): Iterable<{ atMs: number; message: string; stream: string }>;
}
