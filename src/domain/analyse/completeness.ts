import { type Reason, reason } from "../shared/reason.ts";
import { usablePoints } from "../shared/series.ts";
import { settingsNeededFor, sourceOf } from "../sources/service-declaration.ts";
import type { Observation } from "./observation.ts";

/** What is missing of an observation; missing and partial data are said, never taken for health. */
export function whatIsMissing(
  observation: Pick<Observation, "service" | "window" | "series" | "errorLogs">,
): Reason[] {
  const { service, window, errorLogs } = observation;
  const reasons: Reason[] = [];
  const all = [...observation.series.values()].map((one) => one.series);
  if (!all.some((series) => usablePoints(series).some((point) => point.atMs >= window.fromMs))) {
    const settings = settingsNeededFor(sourceOf(service)).join(", ");
    const text = `No metric of ${service.name} has a point in the window; check ${settings} and the region.`;
    reasons.push(reason("no_data", text));
  }
  if (all.some((series) => !series.complete)) {
    reasons.push(reason("partial_metrics", `CloudWatch did not give all of ${service.name}'s metrics.`));
  }
  if (!errorLogs.complete) {
    reasons.push(reason("partial_logs", `The error lines of ${service.name} were read in part.`));
  }
  return reasons;
}
