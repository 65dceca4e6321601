import { metricKey, type Series } from "../../domain/shared/series.ts";
import { settlingSeconds } from "../../domain/watch/settling.ts";
import type { WatchPlan } from "../../domain/watch/verdict.ts";
import type { Ports } from "../../ports/ports.ts";

type SettlingPorts = { readonly telemetry: Pick<Ports["telemetry"], "latenessSeconds"> };

/** How long a series' values may change after their period, seconds: the plan's word, or what was learnt of it by now. */
export function settlingNow(
  { metric, periodSeconds }: Pick<Series, "metric" | "periodSeconds">,
  plan: WatchPlan,
  { telemetry }: SettlingPorts,
): number {
  const planned = plan.metrics.find((one) => metricKey(one.metric) === metricKey(metric))?.settlingSeconds;
  const learntSeconds = telemetry.latenessSeconds?.(metric, periodSeconds) ?? null;
  return planned ?? settlingSeconds(metric, { learntSeconds });
}

/** The plan with what is known by now of how late each metric's values come. */
export function withSettlingNow(plan: WatchPlan, periodSeconds: number, ports: SettlingPorts): WatchPlan {
  return {
    ...plan,
    metrics: plan.metrics.map((one) => ({
      ...one,
      settlingSeconds: settlingNow({ metric: one.metric, periodSeconds }, plan, ports),
    })),
  };
}
