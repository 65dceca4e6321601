import { remedyName } from "../../domain/choose/opportunity.ts";
import { type Reason, reason } from "../../domain/shared/reason.ts";
import { fullName, type RepositoryRef } from "../../domain/shared/repository.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { Ports } from "../../ports/ports.ts";
import { discoverServices, windowBefore } from "../discover/discover-services.ts";
import { readReadiness } from "../reading/read-policy.ts";

/** What the telemetry of a repository's services says, without doing anything about it. */
export interface Insights {
  readonly repository: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly reasons: readonly Reason[];
  readonly services: readonly {
    readonly name: string;
    readonly complete: boolean;
    readonly findings: readonly {
      readonly kind: string;
      readonly sentence: string;
      readonly severity: number;
    }[];
    readonly opportunities: readonly {
      readonly title: string;
      readonly score: number;
      readonly remedy: string;
    }[];
    readonly reasons: readonly Reason[];
  }[];
}

/** Reads and analyses the last `hours` of one or all services of a repository; writes nothing. */
export async function telemetryInsights(
  request: {
    readonly repository: RepositoryRef;
    readonly serviceName: string | null;
    readonly hours: number;
  },
  ports: Pick<Ports, "forge" | "store" | "telemetry" | "analysis">,
  settings: Settings,
  nowMs: number,
): Promise<Insights> {
  const periodSeconds = settings.metricsPeriodSeconds;
  const window = windowBefore(nowMs, request.hours, periodSeconds);
  const repository = fullName(request.repository);
  const readiness = await readReadiness(request.repository, ports);
  if (readiness.kind === "not_ready") {
    return { repository, ...window, reasons: readiness.reasons, services: [] };
  }
  const { policy, state } = readiness;
  const outcomes = await ports.store.outcomes(settings.tenant);
  const discoveries = await discoverServices(
    {
      repository: request.repository,
      policy,
      headSha: state.headSha,
      window,
      periodSeconds,
      nowMs,
      outcomes,
      hint: null,
    },
    ports,
  );
  // All services are read even when one is asked about: another one may be its cause.
  const services = discoveries
    .filter((one) => request.serviceName === null || one.name === request.serviceName)
    .map((found) => ({
      name: found.name,
      complete: found.complete,
      findings: found.findings.map(({ kind, sentence, severity }) => ({ kind, sentence, severity })),
      opportunities: found.opportunities.map((one) => ({
        title: one.title,
        score: one.impact.score,
        remedy: remedyName(one.remedy),
      })),
      reasons: found.reasons,
    }));
  const isUnknown = request.serviceName !== null && services.length === 0;
  const unknown = reason("service_unknown", `The policy declares no service ${request.serviceName}.`);
  return { repository, ...window, reasons: isUnknown ? [unknown] : [], services };
}
