import { type Reason, reason } from "../../shared/reason.ts";
import { metricKey } from "../../shared/series.ts";
import { mean, median } from "../../shared/statistics.ts";
import type { Comparison, JudgeContext } from "../verdict.ts";
import { readHistory } from "./history.ts";

/**
 * Whether services that the change did not touch got worse just as much: then the cause lies elsewhere.
 *
 * @returns the reason when the median control moved at least half as far (on the log scale) in the same direction
 */
export function regionalIncident(
  comparison: Comparison,
  context: JudgeContext,
  endMs: number,
  nowMs: number,
): Reason | null {
  const sign = comparison.metric.direction === "higher_is_better" ? -1 : 1;
  const own = sign * (comparison.relativeEffect ?? 0);
  const toMs = Math.min(endMs, nowMs);
  const moves = context.controls
    .filter(({ baseline }) => baseline.metric.name === comparison.metric.name)
    .map(({ baseline, post }) => {
      const metric = { ...baseline.metric, direction: comparison.metric.direction };
      const before = readHistory({ ...baseline, metric }).value;
      const after = readHistory({ ...post, metric }, context.effectiveAtMs, toMs).value;
      const usual = median(before.subarray(Math.max(0, before.length - Math.max(12, after.length))));
      return (mean(after) - usual) / Math.abs(usual);
    })
    .filter(Number.isFinite);
  if (moves.length === 0 || !(own > 0)) return null;
  const middle = median(Float64Array.from(moves));
  if (!(Math.log1p(middle) >= Math.log1p(own) / 2)) return null;
  const text = `${metricKey(comparison.metric)} got worse, but so did services that the change did not touch.`;
  return reason("regional_incident", text);
}
