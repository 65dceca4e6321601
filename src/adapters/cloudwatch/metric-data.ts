import {
  type CloudWatchClient,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
  paginateGetMetricData,
} from "@aws-sdk/client-cloudwatch";
import { type Metric, metricKey, type Point } from "../../domain/shared/series.ts";
import type { Window } from "./local-copy.ts";

/** CloudWatch's own limit of queries in one GetMetricData call. */
const queriesPerCall = 500;

/** One metric's points as they were answered; not `complete` when CloudWatch said that more exist. */
export interface ReadPoints {
  readonly points: readonly Point[];
  readonly complete: boolean;
}

/**
 * Reads metrics over one window, batched and paged. The window must be aligned to the period.
 * The result has every asked metric, by {@link metricKey}.
 * @throws the SDK's error when a call fails after its retries
 */
export async function readMetricData(
  client: CloudWatchClient,
  metrics: readonly Metric[],
  window: Window,
  periodSeconds: number,
): Promise<Map<string, ReadPoints>> {
  const byKey = new Map(metrics.map((metric) => [metricKey(metric), metric]));
  const result = new Map<string, ReadPoints>();
  const distinct = [...byKey];
  for (let start = 0; start < distinct.length; start += queriesPerCall) {
    const batch = distinct.slice(start, start + queriesPerCall);
    const pages = paginateGetMetricData(
      { client, stopOnSameToken: true },
      {
        StartTime: new Date(window.fromMs),
        EndTime: new Date(window.toMs),
        ScanBy: "TimestampAscending",
        MetricDataQueries: batch.map(([, metric], index) => query(metric, index, periodSeconds)),
      },
    );
    const answers = await collect(pages);
    batch.forEach(([key], index) => {
      result.set(key, answers.get(queryId(index)) ?? { points: [], complete: false });
    });
  }
  return result;
}

async function collect(pages: AsyncIterable<GetMetricDataCommandOutput>): Promise<Map<string, ReadPoints>> {
  const points = new Map<string, Map<number, number>>();
  const complete = new Map<string, boolean>();
  let messages = 0;
  for await (const page of pages) {
    messages += page.Messages?.length ?? 0;
    for (const answer of page.MetricDataResults ?? []) {
      const id = answer.Id ?? "";
      const known = points.get(id) ?? new Map<number, number>();
      points.set(id, known);
      answer.Timestamps?.forEach((at, index) => {
        const value = answer.Values?.[index];
        if (value !== undefined && Number.isFinite(value)) known.set(at.getTime(), value);
      });
      // A metric that spans pages is PartialData on all but the last, so the last word counts.
      complete.set(id, answer.StatusCode === "Complete" && (answer.Messages?.length ?? 0) === 0);
    }
  }
  return new Map(
    [...points].map(([id, values]) => [
      id,
      { points: ordered(values), complete: messages === 0 && complete.get(id) === true },
    ]),
  );
}

function ordered(values: ReadonlyMap<number, number>): Point[] {
  return [...values].map(([atMs, value]) => ({ atMs, value })).sort((a, b) => a.atMs - b.atMs);
}

function query(metric: Metric, index: number, periodSeconds: number): MetricDataQuery {
  return {
    Id: queryId(index),
    ReturnData: true,
    MetricStat: {
      Period: periodSeconds,
      Stat: metric.statistic,
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
    },
  };
}

function queryId(index: number): string {
  return `m${index}`;
}
