import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { Instruments } from "../../ports/instruments.ts";
import { type CloudWatchConnection, clientSettings, type Log } from "./connection.ts";
import { explain } from "./faults.ts";

/** What a metric came to since the process started. */
interface MetricTotal {
  readonly total: number;
  readonly count: number;
}

/** The product's own metrics, kept in memory and sent to CloudWatch in batches. */
export interface CloudWatchInstruments extends Instruments {
  /** Totals by metric name since the process started, whether they could be sent or not. */
  snapshot(): Readonly<Record<string, MetricTotal>>;
  /** Sends what has come together. A failure is logged and its values are dropped; it never throws. */
  flush(): Promise<void>;
  /** Ends the regular sending and sends the rest. */
  stop(): Promise<void>;
}

export interface CloudWatchInstrumentsOptions extends CloudWatchConnection {
  /** Default `SelfBuilding`. */
  readonly namespace?: string;
  readonly log: Log;
  /** The product's clock, milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** ENABLE_CLOUDWATCH_STREAMING; while off nothing is sent, only counted. */
  readonly enabled: () => boolean;
  /** Real time between two sendings. Default one minute. */
  readonly flushIntervalMs?: number;
}

type Unit = Parameters<Instruments["add"]>[2];

/** CloudWatch's own limits for one PutMetricData call. */
const valuesPerDatum = 150;
const datumsPerCall = 1000;

/** One metric's values since the last sending, each with how often it came. */
interface Pending {
  readonly metric: string;
  readonly unit: Unit;
  readonly counts: Map<number, number>;
}

/** Instruments that report to CloudWatch by PutMetricData, as well as they can. */
export function cloudWatchInstruments(options: CloudWatchInstrumentsOptions): CloudWatchInstruments {
  const client = new CloudWatchClient(clientSettings(options));
  const totals = new Map<string, MetricTotal>();
  let pending = new Map<string, Pending>();

  async function flush(): Promise<void> {
    const sent = [...pending.values()];
    pending = new Map();
    const datums = sent.flatMap((one) => datumsOf(one, new Date(options.now())));
    for (let start = 0; start < datums.length; start += datumsPerCall) {
      const MetricData = datums.slice(start, start + datumsPerCall);
      const command = new PutMetricDataCommand({
        Namespace: options.namespace ?? "SelfBuilding",
        MetricData,
      });
      try {
        await client.send(command);
      } catch (error) {
        const err = explain(error, "cloudwatch:PutMetricData");
        options.log.warn({ err, dropped: MetricData.length }, "metrics could not be sent");
      }
    }
  }

  const timer = setInterval(flush, options.flushIntervalMs ?? 60_000).unref();

  return {
    add(metric, value, unit) {
      if (!Number.isFinite(value)) return;
      const before = totals.get(metric) ?? { total: 0, count: 0 };
      totals.set(metric, { total: before.total + value, count: before.count + 1 });
      if (!options.enabled()) return;
      const key = `${metric}\n${unit}`;
      const entry = pending.get(key) ?? { metric, unit, counts: new Map<number, number>() };
      entry.counts.set(value, (entry.counts.get(value) ?? 0) + 1);
      pending.set(key, entry);
    },
    snapshot: () => Object.fromEntries(totals),
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}

function datumsOf({ metric, unit, counts }: Pending, timestamp: Date): MetricDatum[] {
  const entries = [...counts];
  const datums: MetricDatum[] = [];
  for (let start = 0; start < entries.length; start += valuesPerDatum) {
    const part = entries.slice(start, start + valuesPerDatum);
    datums.push({
      MetricName: metric,
      Unit: unit,
      Timestamp: timestamp,
      Values: part.map(([value]) => value),
      Counts: part.map(([, count]) => count),
    });
  }
  return datums;
}
