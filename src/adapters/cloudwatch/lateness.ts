import { type Metric, metricKey, type Point } from "../../domain/shared/series.ts";
import type { Window } from "./local-copy.ts";

/** Watched for so long, and so often, a metric has shown how late its values come. */
const longEnoughMs = 3 * 3_600_000;
const oftenEnough = 12;
/** Nothing settles sooner, and what was seen once may come twice as late. */
const leastSeconds = 300;
const mostSeconds = 10_800;
const margin = 2;

/** What was read of one stretch of time, earlier and now. */
interface Reading {
  readonly metric: Metric;
  readonly periodSeconds: number;
  /** The stretch that was read before; null when there is none. */
  readonly covered: Window | null;
  readonly before: readonly Point[];
  readonly now: readonly Point[];
  readonly nowMs: number;
}

/** How late metrics' values were seen to come, by reading young periods again. */
export interface LatenessLog {
  note(reading: Reading): void;
  /** Seconds after its period from when on a value stays; null while that is not known. */
  seconds(metric: Metric, periodSeconds: number): number | null;
}

interface Seen {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly readings: number;
  readonly latestSeconds: number;
}

/** An empty log; one per tenant, as the local copy. */
export function createLatenessLog(): LatenessLog {
  const seen = new Map<string, Seen>();
  const keyOf = (metric: Metric, periodSeconds: number): string => `${periodSeconds}:${metricKey(metric)}`;
  return {
    note(reading) {
      const { metric, periodSeconds, nowMs } = reading;
      const key = keyOf(metric, periodSeconds);
      const known = seen.get(key);
      seen.set(key, {
        firstMs: known?.firstMs ?? nowMs,
        lastMs: nowMs,
        readings: (known?.readings ?? 0) + 1,
        latestSeconds: Math.max(known?.latestSeconds ?? 0, latestChange(reading)),
      });
    },
    seconds(metric, periodSeconds) {
      const known = seen.get(keyOf(metric, periodSeconds));
      if (!known || known.readings < oftenEnough || known.lastMs - known.firstMs < longEnoughMs) return null;
      return Math.min(mostSeconds, Math.max(leastSeconds, margin * known.latestSeconds));
    },
  };
}

/** The greatest age, in seconds, at which a value was found that was another one, or none, before. */
function latestChange({ periodSeconds, covered, before, now, nowMs }: Reading): number {
  if (covered === null) return 0;
  const old = new Map(before.map(({ atMs, value }) => [atMs, value]));
  const changed = now.filter(
    ({ atMs, value }) => atMs >= covered.fromMs && atMs < covered.toMs && old.get(atMs) !== value,
  );
  return Math.max(0, ...changed.map(({ atMs }) => (nowMs - atMs) / 1000 - periodSeconds));
}
