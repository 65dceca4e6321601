import { findErrorPatterns } from "./error-patterns.ts";
import type { ErrorPatternFinding, SeriesFinding } from "./finding.ts";
import { findSeriesFindings } from "./metrics/find-series-findings.ts";
import { type Observation, volumeOf } from "./observation.ts";

/** What a service's logs and metrics say by themselves, without anything known of its configuration. */
export function findFindings(observation: Observation): (ErrorPatternFinding | SeriesFinding)[] {
  return [
    ...findErrorPatterns(observation.service.name, observation.errorLogs, volumeOf(observation).sum),
    ...seriesFindings(observation),
  ];
}

/** What stands out in the metrics and still holds, or happened, in the window that is asked about. */
function seriesFindings({ service, window, series }: Observation): SeriesFinding[] {
  return [...series.values()]
    .filter(({ means }) => means !== "volume")
    .flatMap((one) => findSeriesFindings(one.series, { service: service.name }))
    .filter((finding) => finding.severity > 0 && finding.window.toMs > window.fromMs);
}
