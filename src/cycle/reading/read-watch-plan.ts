import { serviceOfOpportunity } from "../../domain/choose/target.ts";
import type { Improvement } from "../../domain/improvement/improvement.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { readFunctionNumber } from "../../domain/recipes/template.ts";
import type { Settings } from "../../domain/shared/settings.ts";
import type { WatchPlan } from "../../domain/watch/verdict.ts";
import { watchPlanFor } from "../../domain/watch/watch-plan.ts";
import type { Ports } from "../../ports/ports.ts";

/** The watch plan of an improvement; the timeout, by which points settle, is that of the template at `sha`. */
export async function readWatchPlan(
  { opportunity, repository }: Pick<Improvement, "opportunity" | "repository">,
  policy: Policy,
  sha: string,
  { forge }: { readonly forge: Pick<Ports["forge"], "readFile"> },
  settings: Settings,
): Promise<WatchPlan> {
  const service = serviceOfOpportunity(opportunity, policy.services);
  const template = service ? await forge.readFile(repository, service.template, sha) : null;
  return watchPlanFor(opportunity, policy, settings, timeoutIn(template, service?.resource ?? ""));
}

/** Seconds, of a Lambda function's resource; null where its template does not say. */
export function timeoutIn(template: string | null, resource: string): number | null {
  if (template === null) return null;
  const read = readFunctionNumber(template, resource, "Timeout");
  return read.kind === "found" ? read.value : null;
}
