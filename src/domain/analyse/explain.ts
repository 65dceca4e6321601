import type { Series } from "../shared/series.ts";
import { type Finding, isSeriesFinding, type SeriesFinding } from "./finding.ts";
import type { Observation, ObservedSeries } from "./observation.ts";
import type { ServiceSeries } from "./root-cause/observations.ts";
import { type RootCauseResult, rankRootCauses } from "./root-cause/root-cause.ts";

/** The ranking knows one name for what the sources count under names of their own. */
const requests = "number of requests";

const explained: ReadonlySet<Finding["kind"]> = new Set(["level_shift", "anomaly", "trend"]);

/**
 * Says of a service's worrying metrics which of the services that it calls, if any, is the likelier cause. Pure:
 * everything was read before. Findings of services that call nobody stay as they are.
 */
export function explainFindings(
  findings: readonly Finding[],
  own: Observation,
  all: readonly Observation[],
): Finding[] {
  if (own.service.calls.length === 0) return [...findings];
  return findings.map((finding) =>
    isSeriesFinding(finding) && explained.has(finding.kind) ? explain(finding, own, all) : finding,
  );
}

function explain(finding: SeriesFinding, own: Observation, all: readonly Observation[]): SeriesFinding {
  const result = rankRootCauses({
    calls: all.flatMap(({ service }) => service.calls.map((callee) => ({ caller: service.name, callee }))),
    target: { service: own.service.name, metric: finding.metric.name, statistic: finding.metric.statistic },
    normal: seriesOf(all, (series) => between(series, series.fromMs, finding.window.fromMs)),
    violation: seriesOf(all, (series) => between(series, finding.window.fromMs, series.toMs)),
    volumeMetric: requests,
  });
  return withCause(finding, own, result);
}

function withCause(finding: SeriesFinding, own: Observation, result: RootCauseResult): SeriesFinding {
  const cause = result.kind === "ranked" ? result.ranking[0] : undefined;
  if (result.kind !== "ranked" || !cause || cause.service === own.service.name) return finding;
  const sure = `${Math.round(result.confidence * 100)} % sure`;
  return {
    ...finding,
    sentence: `${finding.sentence} The likelier cause is ${cause.service} (${sure}): ${cause.reason.text}`,
    evidence: [
      ...finding.evidence,
      { provenance: "measured", label: "Likely cause", value: `${cause.service}, ${cause.metric} (${sure})` },
    ],
  };
}

function seriesOf(all: readonly Observation[], cut: (series: Series) => Series): ServiceSeries[] {
  return all.flatMap(({ service, series }) =>
    [...series.values()].map((one) => ({ service: service.name, series: cut(renamed(one)) })),
  );
}

function renamed({ metric, means, series }: ObservedSeries): Series {
  return means === "volume" ? { ...series, metric: { ...metric, name: requests } } : series;
}

function between(series: Series, fromMs: number, toMs: number): Series {
  const points = series.points.filter((point) => point.atMs >= fromMs && point.atMs < toMs);
  return { ...series, fromMs, toMs, points };
}
