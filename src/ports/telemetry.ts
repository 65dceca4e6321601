import type { LogSample } from "../domain/shared/log.ts";
import type { Metric, Series } from "../domain/shared/series.ts";

/** Reads a service's telemetry. Windows are [fromMs, toMs), milliseconds since the Unix epoch. */
export interface Telemetry {
  /** One series per metric, in the order asked; without data it is empty, cut short it is not `complete`. */
  readSeries(request: {
    readonly metrics: readonly Metric[];
    readonly fromMs: number;
    readonly toMs: number;
    readonly periodSeconds: number;
  }): Promise<Series[]>;
  /**
   * Log events oldest first, at most `maxLines`; `filter` is a CloudWatch Logs filter pattern, `stream` one log stream
   * instead of all.
   */
  readLogs(request: {
    readonly logGroup: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly filter?: string;
    readonly stream?: string;
    readonly maxLines: number;
  }): Promise<LogSample>;
  /**
   * After how long a metric's values were seen to stay as they are, seconds after their period; null, or no such method,
   * while that has not been watched for long enough.
   */
  latenessSeconds?(metric: Metric, periodSeconds: number): number | null;
  /** State of the circuit breaker before the telemetry source. */
  circuit(): "closed" | "open" | "half_open";
}
