import type { Evidence } from "../shared/evidence.ts";
import type { LogLine, LogSample } from "../shared/log.ts";
import type { Reason } from "../shared/reason.ts";
import { type Metric, metricKey, type Series, usablePoints } from "../shared/series.ts";
import type { ServiceDeclaration } from "../sources/service.ts";
import { sourceOf } from "../sources/service-declaration.ts";
import type { Meaning, SourceMetric } from "../sources/source.ts";
import { unitText } from "./metrics/finding-text.ts";

/** A metric that is read of a service. Of the policy's own metrics nobody but their author knows what they mean. */
export type MetricToRead = SourceMetric | { readonly metric: Metric; readonly means: null };

/** One metric of a service, read. */
export type ObservedSeries = MetricToRead & { readonly series: Series };

/** {@link TelemetrySource.extremes}, by metric key. */
export interface Extremes {
  /** Over the window and some time before, in the cycle's periods. */
  readonly recent: ReadonlyMap<string, Series>;
  /** In hours, as far back as CloudWatch keeps them. */
  readonly retained: ReadonlyMap<string, Series>;
}

/** What was read of one service over a window. */
export interface Observation {
  readonly service: ServiceDeclaration;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  /** By metric key; those of its telemetry source first, then the policy's own. */
  readonly series: ReadonlyMap<string, ObservedSeries>;
  /** A sample of the lines in which the service reports on its own work. */
  readonly reports: readonly LogLine[];
  /**
   * `whole`: no report of the window was left out of the sample, or none of those that were says more of memory than
   * it. `partial`: such a report may be missing. Default: it is not known.
   */
  readonly reportsAre?: "whole" | "partial";
  /** Default: not read. */
  readonly extremes?: Extremes;
  readonly errorLogs: LogSample;
  readonly complete: boolean;
  readonly reasons: readonly Reason[];
}

/** Every metric to be read of a service, each once. */
export function metricsOf(service: ServiceDeclaration): MetricToRead[] {
  const own = service.metrics.map((metric) => ({ metric, means: null }));
  const byKey = new Map<string, MetricToRead>();
  for (const one of [...sourceOf(service).metrics(service), ...own]) {
    const key = metricKey(one.metric);
    if (!byKey.has(key)) byKey.set(key, one);
  }
  return [...byKey.values()];
}

/** How much the service was used in the window; `counts` says what is counted, null where nothing is. */
export function volumeOf(observation: Observation): { readonly counts: string | null; readonly sum: number } {
  const volume = usual(observation, "volume");
  if (volume?.means !== "volume") return { counts: null, sum: 0 };
  const sum = usablePoints(volume.series)
    .filter((point) => point.atMs >= observation.window.fromMs)
    .reduce((total, point) => total + point.value, 0);
  return { counts: volume.counts ?? volume.metric.name, sum };
}

/** How long the service takes, as evidence with its chart; nothing for a service without a latency. */
export function latencyEvidence(observation: Observation): Evidence[] {
  const series = usual(observation, "latency")?.series;
  if (!series) return [];
  const { metric, fromMs, toMs } = series;
  const points = usablePoints(series);
  const mean = points.reduce((sum, point) => sum + point.value, 0) / Math.max(1, points.length);
  const value = `${Math.round(mean)}${unitText(metric)} over ${points.length} periods`;
  return [
    {
      provenance: "measured",
      label: `${metric.name}, ${metric.statistic.toLowerCase()} per period`,
      value: points.length === 0 ? "no data" : value,
      window: { fromMs, toMs },
      series,
    },
  ];
}

/** Of several series of one meaning the source's first is the usual one. */
function usual(observation: Observation, means: Meaning): ObservedSeries | undefined {
  return [...observation.series.values()].find((one) => one.means === means);
}
