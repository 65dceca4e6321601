import type { Reason } from "../domain/reason.ts";
import { fullName, type RepositoryRef } from "../domain/repository.ts";
import type { Settings } from "../domain/settings.ts";
import type { Ports } from "../ports.ts";
import { discover } from "./discover.ts";
import { observe } from "./observe.ts";
import { readReadiness } from "./read-policy.ts";

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
  ports: Pick<Ports, "forge" | "store" | "telemetry">,
  settings: Settings,
  nowMs: number,
): Promise<Insights> {
  const periodMs = settings.metricsPeriodSeconds * 1000;
  const toMs = Math.floor(nowMs / periodMs) * periodMs;
  const window = { fromMs: toMs - request.hours * 3_600_000, toMs };
  const repository = fullName(request.repository);
  const readiness = await readReadiness(request.repository, ports);
  if (readiness.kind === "not_ready")
    return { repository, ...window, reasons: readiness.reasons, services: [] };
  const outcomes = await ports.store.outcomes(settings.tenant);
  const services: Insights["services"][number][] = [];
  for (const service of readiness.policy.services) {
    if (request.serviceName !== null && service.name !== request.serviceName) continue;
    const observation = await observe(service, window, settings.metricsPeriodSeconds, ports);
    const template = await ports.forge.readFile(
      request.repository,
      service.template,
      readiness.state.headSha,
    );
    const found = discover(observation, template, repository, outcomes, null);
    services.push({
      name: service.name,
      complete: observation.complete,
      findings: found.findings.map(({ kind, sentence, severity }) => ({ kind, sentence, severity })),
      opportunities: found.opportunities.map((one) => ({
        title: one.title,
        score: one.impact.score,
        remedy: one.remedy.kind,
      })),
      reasons: found.reasons,
    });
  }
  return { repository, ...window, reasons: [], services };
}
