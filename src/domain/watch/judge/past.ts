import { type Reason, reason } from "../../shared/reason.ts";
import { metricKey, type Series } from "../../shared/series.ts";

/** Periods between the past and the change that may be missing: the one that the change falls into, and its neighbour. */
const UNREAD_PERIODS = 2;

/**
 * The frozen baseline with what was read after it, up to the change. Where they differ in unit or period they are not
 * one series, and the baseline stays alone. Of a time that both have, the later reading counts.
 */
export function joinPast(baseline: readonly Series[], between: readonly Series[]): readonly Series[] {
  const later = new Map(between.map((series) => [metricKey(series.metric), series]));
  return baseline.map((before) => {
    const after = later.get(metricKey(before.metric));
    if (!after || after.periodSeconds !== before.periodSeconds || after.metric.unit !== before.metric.unit)
      return before;
    const kept = before.points.filter(({ atMs }) => atMs < after.fromMs);
    return {
      ...before,
      toMs: Math.max(before.toMs, after.toMs),
      points: [...kept, ...after.points],
      complete: before.complete && after.complete,
    };
  });
}

/**
 * Why a rise cannot be laid at the change's door: nobody looked between the end of the past and the change, and what
 * happened then looks just the same.
 * @param pastToMs where the metric's past ends
 */
export function unreadBetween(
  key: string,
  past: { readonly toMs: number; readonly periodSeconds: number },
  effectiveAtMs: number,
): Reason | null {
  const unreadMs = effectiveAtMs - past.toMs;
  if (!(unreadMs > UNREAD_PERIODS * past.periodSeconds * 1000)) return null;
  const hours = Math.max(0.1, unreadMs / 3_600_000).toFixed(1);
  const text = `${key} was not read for ${hours} h before the change took effect, so a rise may have begun before it.`;
  return reason("unread_before", text);
}
