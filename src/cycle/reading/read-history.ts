import type { Policy } from "../../domain/policy/policy.ts";
import type { Series } from "../../domain/shared/series.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { WatchPlan } from "../../domain/watch/verdict.ts";
import type { Ports } from "../../ports/ports.ts";

/** How the watched metrics looked over the baseline's length up to `untilMs`, in the plan's order. */
export function readHistory(
  watchPlan: WatchPlan,
  policy: Policy,
  untilMs: number,
  ports: Pick<Ports, "telemetry">,
  settings: Settings,
): Promise<Series[]> {
  const periodMs = settings.metricsPeriodSeconds * 1000;
  const toMs = Math.floor(untilMs / periodMs) * periodMs;
  return ports.telemetry.readSeries({
    metrics: watchPlan.metrics.map((one) => one.metric),
    fromMs: toMs - policy.watch.baselineHours * 3_600_000,
    toMs,
    periodSeconds: settings.metricsPeriodSeconds,
  });
}
